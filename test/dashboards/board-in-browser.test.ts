import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFormats } from "../../dashboards/format/formats.js";
import { launchBrowser } from "../browser.js";
import { createMartFixture, type MartFixture } from "../cube/mart-fixture.js";
import { openPage, settled } from "./board-page.js";
import { type ServedBoard, serveBoards, sqlRow } from "./served-board.js";

const formats = createFormats("en", "USD", "UTC");

let marts: MartFixture;
let served: ServedBoard;
let browser: Browser;

beforeAll(async () => {
  marts = await createMartFixture();
  await marts.publishMarts();
  served = await serveBoards(marts.config);
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  await served.close();
  await marts.close();
});

async function open(path = "/"): Promise<Page> {
  const page = await openPage(browser);
  await page.goto(served.url + path);
  await settled(page);
  return page;
}

/** What SQL says of the order lines that `where` keeps, as the page writes it. */
async function expected(where: string): Promise<Record<string, string>> {
  const row = await sqlRow(
    marts.config,
    `select count(*) as lines, count(distinct order_key) as orders, sum(net_amount) as net_revenue,
       sum(net_amount)::double / count(distinct order_key) as average_order_value,
       sum(margin_amount)::double / sum(net_amount)::double as margin_rate
     from sales.fct_order_line join shared.dim_product_current using (product_key) where ${where}`,
  );
  return {
    lines: formats.figure(row["lines"] ?? null, "count"),
    orders: formats.figure(row["orders"] ?? null, "count"),
    net_revenue: formats.figure(row["net_revenue"] ?? null, "money"),
    average_order_value: formats.figure(row["average_order_value"] ?? null, "money"),
    margin_rate: formats.figure(row["margin_rate"] ?? null, "percent"),
  };
}

const LAST_YEAR = "order_date between date '2013-01-01' and date '2013-12-31'";

async function tile(page: Page, measure: string): Promise<string> {
  return page.locator(`.figure-tile[data-measure=${measure}] .figure-value`).innerText();
}

/** The figures of one row of the drill table by measure. */
async function tableRow(page: Page, name: string): Promise<Record<string, string>> {
  const row = page.locator(".drill-table tr", {
    has: page.getByRole("rowheader", { name, exact: true }),
  });
  const figures: Record<string, string> = {};
  for (const cell of await row.locator("td").all()) {
    figures[(await cell.getAttribute("data-measure")) ?? ""] = (await cell.innerText()).trim();
  }
  return figures;
}

describe("the figures of a board", () => {
  it("equal plain SQL over the last twelve months", async () => {
    const page = await open();
    expect(new URL(page.url()).pathname).toBe("/boards/sales");
    const sql = await expected(LAST_YEAR);
    for (const measure of ["net_revenue", "orders", "average_order_value"]) {
      expect(await tile(page, measure)).toBe(sql[measure]);
    }
    expect(await page.locator(".period-days").innerText()).toContain("Jan 1");
  });

  it("show their change against the period before", async () => {
    const page = await open("/boards/sales?period=quarter");
    const before = await expected("order_date between date '2013-07-01' and date '2013-09-30'");
    const change = page.locator(".figure-tile[data-measure=orders] .change");
    expect(await change.innerText()).toContain(`was ${before["orders"] ?? ""}`);
    expect(await change.innerText()).toMatch(/[+-]?\d+\.\d%/);
  });

  it("follow custom days as soon as both are set", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Custom" }).click();
    await page.getByLabel("From").fill("2013-02-10");
    await page.getByLabel("To", { exact: true }).fill("2013-05-20");
    await page.waitForURL(/from=2013-02-10&to=2013-05-20/);
    await settled(page);
    const sql = await expected("order_date between date '2013-02-10' and date '2013-05-20'");
    await expect.poll(() => tile(page, "net_revenue")).toBe(sql["net_revenue"]);
    expect(await page.locator(".bar[data-partial]").count()).toBe(2);
  });

  it("have nothing to compare with where the data begin", async () => {
    const page = await open("/boards/sales?period=custom&from=2012-01-01&to=2012-12-31");
    const change = page.locator(".figure-tile[data-measure=net_revenue] .change");
    expect(await change.innerText()).toBe("n.a.");
    expect(await page.locator("body").innerText()).not.toMatch(/NaN|Infinity|undefined|null/);
  });

  it("follow the version that stands in the header", async () => {
    const page = await open();
    const header = await page.locator(".page-header").innerText();
    expect(header).toContain("Version 1");
    expect(header).toContain("Data as of Dec 31, 2013");
    expect(header).toContain("Test");
    const asked = page.waitForRequest("**/cubejs-api/v1/load**");
    await page.getByRole("button", { name: "This month" }).click();
    expect((await asked).headers()["x-granary-version"]).toBe("1");
  });
});

describe("the drill table", () => {
  it("goes down to products and back, with totals at their own grain", async () => {
    const page = await open();
    const total = await expected(LAST_YEAR);
    expect(await tableRow(page, "Total")).toMatchObject({
      net_revenue: total["net_revenue"],
      orders: total["orders"],
      average_order_value: total["average_order_value"],
      margin_rate: total["margin_rate"],
      share: "100.0%",
    });
    await page.getByRole("button", { name: "Category 1", exact: true }).click();
    await page.getByRole("button", { name: "Sub 3", exact: true }).waitFor();
    await settled(page);
    const category = await expected(`${LAST_YEAR} and category_name = 'Category 1'`);
    expect(await tableRow(page, "Total")).toMatchObject({ orders: category["orders"] });
    const sub = await expected(`${LAST_YEAR} and subcategory_name = 'Sub 3'`);
    await page.getByRole("button", { name: "Sub 3", exact: true }).click();
    await page.getByRole("rowheader", { name: "Product 7", exact: true }).waitFor();
    expect(await tableRow(page, "Total")).toMatchObject({
      net_revenue: sub["net_revenue"],
      orders: sub["orders"],
      average_order_value: sub["average_order_value"],
      margin_rate: sub["margin_rate"],
    });
    expect(page.url()).toContain("drill=Category+1&drill=Sub+3");

    await page.getByRole("button", { name: "Back" }).click();
    await page.getByRole("button", { name: "Sub 3", exact: true }).waitFor();
    await page.locator(".breadcrumb").getByRole("button", { name: "All" }).click();
    await page.getByRole("button", { name: "Category 0", exact: true }).waitFor();
    await page.goBack();
    await page.getByRole("button", { name: "Sub 3", exact: true }).waitFor();
  });

  it("does not add up what cannot be added: orders of the categories exceed the total", async () => {
    const page = await open();
    const count = async (name: string): Promise<number> =>
      Number((await tableRow(page, name))["orders"]);
    const parts = (await count("Category 0")) + (await count("Category 1"));
    expect(parts).toBeGreaterThan(await count("Total"));
  });

  it("sorts by any column, and keeps the order in the address", async () => {
    const page = await open();
    const names = async (): Promise<string[]> =>
      page.locator(".drill-table tbody th").allInnerTexts();
    const byName = page.locator(".drill-table").getByRole("button", { name: "Category" }).first();
    await byName.click();
    await page.locator("th[aria-sort=ascending]").waitFor();
    await settled(page);
    expect(await names()).toEqual([...(await names())].sort());
    await byName.click();
    await page.locator("th[aria-sort=descending]").waitFor();
    await settled(page);
    expect(await names()).toEqual([...(await names())].sort().reverse());
    expect(page.url()).toContain("sort=-name");
  });
});

describe("the rows behind a figure", () => {
  it("add up to net revenue, all pages of them", async () => {
    const page = await open("/boards/sales?drill=Category+1");
    const where = `${LAST_YEAR} and category_name = 'Category 1'`;
    const sql = await expected(where);
    await page.getByRole("button", { name: /^Net revenue, Total:/ }).click();
    const proof = page.locator(".proof[data-holds=true]");
    await proof.waitFor();
    expect(await proof.innerText()).toBe(
      `${sql["lines"] ?? ""} order lines · sum ${sql["net_revenue"] ?? ""} = figure`,
    );
    let cents = 0;
    let seen = 0;
    for (;;) {
      await page.locator(".rows-frame[aria-busy=false] tbody tr").first().waitFor();
      for (const text of await page.locator(".rows-frame tbody td:last-child").allInnerTexts()) {
        cents += Math.round(Number(text.replaceAll(/[$,]/g, "")) * 100);
        seen += 1;
      }
      const next = page.getByRole("button", { name: "Next page" });
      if (await next.isDisabled()) break;
      const range = await page.locator(".pager span").innerText();
      await next.click();
      await expect.poll(() => page.locator(".pager span").innerText()).not.toBe(range);
    }
    expect(String(seen)).toBe(sql["lines"]);
    const exact = await sqlRow(
      marts.config,
      `select sum(round(net_amount, 2)) as cents from sales.fct_order_line
       join shared.dim_product_current using (product_key) where ${where}`,
    );
    expect(cents / 100).toBeCloseTo(Number(exact["cents"]), 2);
  });

  it.each([
    [
      "Orders, Category 1",
      (s: Record<string, string>) =>
        `${s["lines"] ?? ""} order lines in ${s["orders"] ?? ""} orders = figure`,
    ],
    [
      "Average order value, Category 1",
      (s: Record<string, string>) =>
        `${s["lines"] ?? ""} order lines · Net revenue ${s["net_revenue"] ?? ""} ÷ Orders ${s["orders"] ?? ""} = figure`,
    ],
  ])("explain %s", async (figure, words) => {
    const page = await open();
    const sql = await expected(`${LAST_YEAR} and category_name = 'Category 1'`);
    await page.getByRole("button", { name: new RegExp(`^${figure}:`) }).click();
    const proof = page.locator(".proof[data-holds=true]");
    await proof.waitFor();
    expect(await proof.innerText()).toBe(words(sql));
  });

  it("explain a share and a margin rate, too", async () => {
    const page = await open();
    for (const figure of [/^Share, Category 0:/, /^Margin rate, Total:/]) {
      await page.getByRole("button", { name: figure }).click();
      await page.locator(".proof[data-holds=true]").waitFor();
      await page.keyboard.press("Escape");
      await page.locator("dialog").waitFor({ state: "detached" });
    }
  });
});

describe("the months", () => {
  it("narrow the board to one, and widen it again", async () => {
    const page = await open();
    await page.locator(".bar[data-month='2013-06']").click();
    await page.locator(".bar[data-state=chosen][data-month='2013-06']").waitFor();
    const june = await expected("order_date between date '2013-06-01' and date '2013-06-30'");
    expect(await tile(page, "net_revenue")).toBe(june["net_revenue"]);
    expect((await tableRow(page, "Total"))["orders"]).toBe(june["orders"]);
    expect(await page.locator(".bar").count()).toBe(12);
    await page.getByRole("button", { name: /Show the whole period again/ }).click();
    const year = await expected(LAST_YEAR);
    await expect.poll(() => tile(page, "net_revenue")).toBe(year["net_revenue"]);
    await page.goBack();
    await expect.poll(() => tile(page, "net_revenue")).toBe(june["net_revenue"]);
  });

  it("can be read as a table whose figures open their rows", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Table", exact: true }).click();
    await page.getByRole("button", { name: /^Net revenue, Jun 2013:/ }).click();
    await page.locator(".proof[data-holds=true]").waitFor();
  });
});

describe("the keyboard", () => {
  it("moves between bars, narrows to one, opens rows and comes back", async () => {
    const page = await open();
    await page.locator(".bar[tabindex='0']").focus();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    const focused = () =>
      page.evaluate<string | null>("document.activeElement.getAttribute('data-month')");
    expect(await focused()).toBe("2013-11");
    await page.keyboard.press("Enter");
    await page.locator(".bar[data-state=chosen][data-month='2013-11']").waitFor();
    expect(await focused()).toBe("2013-11");

    const figure = page.getByRole("button", { name: /^Orders, Total:/ });
    await figure.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    const label = await page.evaluate<string>("document.activeElement.getAttribute('aria-label')");
    expect(label).toMatch(/^Orders, Total:/);
  });

  it("finds a name on everything that can be pressed", async () => {
    const page = await open("/boards/sales?drill=Category+1");
    const nameless = await page.evaluate<number>(
      "[...document.querySelectorAll('button, a, [role=button], input')].filter(e => !(e.getAttribute('aria-label') || e.textContent.trim() || e.closest('label'))).length",
    );
    expect(nameless).toBe(0);
  });
});
