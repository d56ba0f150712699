import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import cube, { type CubeApi } from "@cubejs-client/core";
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

/** Totals by country, category and year and by each part of them; a level that is added up says "all". */
const TOTALS = `
  select if(grouping(country_name) = 1, 'all', country_name) as country,
    if(grouping(category_name) = 1, 'all', category_name) as category,
    if(grouping(year) = 1, 'all', year::varchar) as year,
    sum(net_amount) as net, sum(cost_amount) as cost, count(distinct order_key) as orders,
    count(distinct customer_key) filter (customer_key <> 0) as customers
  from sales.fct_order_line l
  join shared.dim_date on date_day = order_date
  join shared.dim_product_current using (product_key)
  join shared.dim_customer_current using (customer_key)
  group by cube (country_name, category_name, year)`;
const LEVELS = ["sales.country_name", "sales.category_name", "sales.order_year"];
const FIGURES = ["sales.net_revenue", "sales.cost", "sales.order_count", "sales.customer_count"];

/** The same from the semantic layer, a query for each set of levels, as the lines of a CSV. */
async function totals(api: CubeApi): Promise<string[]> {
  const lines: string[] = [];
  for (let set = 0; set < 2 ** LEVELS.length; set += 1) {
    const dimensions = LEVELS.filter((_, index) => (set >> index) % 2 === 1);
    const result = await api.load({ measures: FIGURES, dimensions });
    for (const row of result.rawData()) {
      const values = [...LEVELS, ...FIGURES].map((name) => {
        const value: unknown =
          dimensions.includes(name) || FIGURES.includes(name) ? row[name] : "all";
        return String(value);
      });
      lines.push(values.join(","));
    }
  }
  return lines;
}

describe.skipIf(absent)("AdventureWorks", () => {
  it("gives its published figures to SQL, to the semantic layer at every level, and in the browser", async () => {
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

    const cubed = await granary(["query", TOTALS, "--format", "csv"], { cwd: dir, env });
    const expected = cubed.stdout.trim().split("\r\n").slice(1).sort();
    expect(expected.length).toBeGreaterThan(100);
    expect((await totals(api)).sort()).toEqual(expected);

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
