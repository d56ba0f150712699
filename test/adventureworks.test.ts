import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import cube from "@cubejs-client/core";
import { describe, expect, it } from "vitest";
import { launchBrowser } from "./browser.js";
import { openPage, settled } from "./dashboards/board-page.js";
import { freePort } from "./free-port.js";
import { granary, granaryProcess, repository } from "./granary-command.js";
import { temporaryDir } from "./temporary-dir.js";

const source =
  process.env["ADVENTUREWORKS_DIR"] ?? join(repository, "..", "shared", "data", "adventureworks");
const absent = !existsSync(join(source, "FactInternetSales.parquet"));
if (absent) {
  console.warn(`SKIPPED: AdventureWorks is not at ${source}; set ADVENTUREWORKS_DIR to test it.`);
}

describe.skipIf(absent)("AdventureWorks", () => {
  it("gives its published figures to SQL, to the semantic layer and in the browser", async () => {
    const dir = temporaryDir();
    const sample = readFileSync(join(repository, "samples/adventureworks/granary.yml"), "utf8");
    writeFileSync(
      join(dir, "granary.yml"),
      `project_dir: ${JSON.stringify(repository)}\n${sample}`,
    );
    const env = { ADVENTUREWORKS_DIR: source, PORT: String(await freePort()) };
    const run = await granary(["run"], { cwd: dir, env });
    expect(run.stderr).not.toContain("error ");
    expect(run.code).toBe(0);

    const sql = `
      select count(*) as lines, sum(net_amount) as net, count(distinct order_id) as orders,
        sum(net_amount) filter (channel_name = 'Internet') as internet,
        sum(net_amount) filter (channel_name = 'Reseller') as reseller,
        count(distinct customer_key) filter (customer_type = 'person') as persons,
        count(distinct customer_key) filter (customer_type = 'organisation') as organisations
      from sales.fct_order_line
      left join shared.dim_channel using (channel_key)
      left join shared.dim_customer_current using (customer_key)`;
    const asked = await granary(["query", sql, "--format", "csv"], { cwd: dir, env });
    expect(asked.stdout.split("\r\n")[1]).toBe(
      "121253,109809274.2030,31455,29358677.2207,80450596.9823,18484,635",
    );

    const server = granaryProcess(["serve"], { cwd: dir, env });
    await expect.poll(() => server.output(), { timeout: 60_000 }).toContain("is ready");
    const url = `http://127.0.0.1:${env.PORT}`;
    const api = cube("unused", { apiUrl: `${url}/cubejs-api/v1` });
    const total = await api.load({
      measures: ["sales.net_revenue", "sales.order_count", "sales.line_count"],
    });
    expect(total.rawData()).toMatchObject([
      {
        "sales.net_revenue": "109809274.2030",
        "sales.order_count": "31455",
        "sales.line_count": "121253",
      },
    ]);

    const browser = await launchBrowser();
    try {
      const page = await openPage(browser);
      await page.goto(`${url}/boards/sales?lang=en&period=all`);
      await settled(page);
      const text = await page.innerText("main");
      expect(text).toContain("$109,809,274.20");
      expect(text).toContain("31,455");
    } finally {
      await browser.close();
    }
    server.child.kill("SIGINT");
    expect((await server.ended).code).toBe(0);
  });
});
