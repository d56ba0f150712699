import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../browser.js";
import { openPage, settled } from "../dashboards/board-page.js";
import { freePort } from "../free-port.js";
import { granaryProcess } from "../granary-command.js";
import {
  FROM,
  MEASURES,
  OTHERS,
  PRODUCT,
  shortNames,
  sqlOf,
  STORE,
  whole,
  type Level,
  type Row,
} from "./foodmart-levels.js";
import { absent, buildFoodmart, type FoodmartWarehouse } from "./foodmart-warehouse.js";
import { serveLayer, type ServedLayer } from "./served-layer.js";

const LINE = "foodmart_sales.order_line_number";

/** As the semantic layer answers `totals`. */
interface TotalLevel {
  rows: string[];
  columns: string[];
  data: Row[];
}

describe.skipIf(absent)("FoodMart", () => {
  let foodmart: FoodmartWarehouse;
  let served: ServedLayer;

  beforeAll(async () => {
    foodmart = await buildFoodmart();
    served = await serveLayer(foodmart.config);
  }, 120_000);

  afterAll(async () => {
    await served.close();
    foodmart.remove();
  });

  async function asked(query: object): Promise<Row[]> {
    const { status, body } = await served.load(query);
    expect({ status, error: body.error }).toEqual({ status: 200, error: undefined });
    return (body.data ?? []).map(shortNames);
  }

  const by = (names: readonly string[], filters: readonly object[] = []): Promise<Row[]> =>
    asked({ measures: Object.keys(MEASURES).map(whole), dimensions: names.map(whole), filters });

  it("gives the figures its README states", async () => {
    const [total] = await by([]);
    expect(total).toEqual({
      unit_sales: "266773",
      store_sales: "565238.1300",
      store_cost: "225627.2336",
      customer_count: "5581",
      line_count: "86837",
    });
    const families = await by(["product_family"]);
    expect(column(families, "product_family", "customer_count")).toEqual({
      Drink: "3485",
      Food: "5525",
      "Non-Consumable": "4468",
    });
  });

  it("gives the figures Mondrian's own tests state", async () => {
    const units = async (name: string): Promise<Row> =>
      column(await by([name]), name, "unit_sales");
    expect(await units("quarter")).toEqual({
      "1997-Q1": "66291",
      "1997-Q2": "62610",
      "1997-Q3": "65848",
      "1997-Q4": "72024",
    });
    expect(await units("store_state")).toEqual({ CA: "74748", OR: "67659", WA: "124366" });
    expect(await units("media_type")).toMatchObject({
      "Daily Paper, Radio, TV": "9513",
      "Daily Paper": "7738",
      "Product Attachment": "7544",
      "Daily Paper, Radio": "6891",
      "Cash Register Handout": "6697",
      "Bulk Mail": "4320",
      TV: "3607",
      Radio: "2454",
    });
    const customers = column(await by(["store_name"]), "store_name", "customer_count");
    expect(customers).toMatchObject({ "Store 2": "190", "Store 3": "179", "Store 15": "906" });
    expect(column(await by(["quarter"]), "quarter", "customer_count")).toEqual({
      "1997-Q1": "2981",
      "1997-Q2": "2973",
      "1997-Q3": "3026",
      "1997-Q4": "3261",
    });
    const promoted = { measures: [whole("store_sales")], segments: [whole("promoted")] };
    expect(await asked(promoted)).toEqual([{ store_sales: "151211.2100" }]);
  });

  it("counts customers right at every level of both axes, in one request and in many", async () => {
    const levels = [...PRODUCT, ...STORE];
    const answer = await totalled({
      measures: Object.keys(MEASURES).map(whole),
      dimensions: levels.map(([name]) => whole(name)),
      totals: {
        rows: PRODUCT.map(([name]) => whole(name)),
        columns: STORE.map(([name]) => whole(name)),
      },
    });
    expect(answer).toHaveLength((PRODUCT.length + 1) * (STORE.length + 1) - 1);
    for (const { rows, columns, data } of answer) {
      const level = [...PRODUCT.slice(0, rows.length), ...STORE.slice(0, columns.length)];
      expect([...rows, ...columns]).toEqual(level.map(([name]) => whole(name)));
      expect(sorted(data.map(shortNames))).toEqual(sorted(await bySql(level)));
    }
    for (const count of [1, 3, 5, 8]) await expectSame(levels.slice(0, count));
  });

  it.each(OTHERS)(
    "counts customers right by %s, alone and under the product levels",
    async (...other) => {
      await expectSame([other]);
      await expectSame([other, ...PRODUCT.slice(0, 2)]);
    },
  );

  it("lists exactly the lines behind any cell, page by page", async () => {
    const levels: Level[] = [...PRODUCT, ...STORE, ...OTHERS];
    for (let seed = 1; seed <= 8; seed += 1) {
      const picked = levels.filter((_, index) => (seed * (index + 3) * 7919) % 11 < 2);
      const cells = await by(picked.map(([name]) => name));
      const cell = cells[(seed * 104_729) % cells.length] ?? {};
      const filters = picked.map(([name]) => equals(name, cell[name]));
      const lines = await pages(filters);
      const where = picked.map(([name, sql]) => `${sql} = '${quoted(cell[name])}'`).join(" and ");
      const expected = await served.sql(
        `select l.order_line_number::varchar as line from ${FROM} where ${where || "true"} order by 1`,
      );
      const numbers = lines.map((row) => String(row["order_line_number"]));
      expect([...numbers].sort()).toEqual(expected.map(({ line }) => line));
      expect((await streamed(picked, cell)).sort()).toEqual(expected.map(({ line }) => line));
      expect(added(lines, "quantity")).toBe(Number(cell["unit_sales"]));
      expect(added(lines, "net_amount")).toBe(tenThousandths(cell["store_sales"]) / 10_000);
      expect(String(lines.length)).toBe(cell["line_count"]);
      expect(String(new Set(lines.map((row) => row["customer_id"])).size)).toBe(
        cell["customer_count"],
      );
    }
  });

  it("has hierarchies for products, stores, customers, promotions and the calendar", async () => {
    const meta = await served.client.meta();
    const view = meta.cubes.find(({ name }) => name === "foodmart_sales");
    expect(view?.hierarchies.map(({ name }) => name).sort()).toEqual(
      ["calendar", "customer", "product", "promotion", "region", "store"].map(whole),
    );
  });

  it("is served with a board of its own", async () => {
    const port = String(await freePort());
    const { dir: cwd, env } = foodmart;
    const server = granaryProcess(["serve"], { cwd, env: { ...env, PORT: port } });
    await expect.poll(() => server.output(), { timeout: 60_000 }).toContain("is ready");
    const browser = await launchBrowser();
    try {
      const page = await openPage(browser);
      await page.goto(`http://127.0.0.1:${port}/boards/foodmart?lang=en&period=all`);
      await settled(page);
      const text = await page.innerText("main");
      for (const figure of ["$565,238.13", "5,581", "Non-Consumable", "4,468"]) {
        expect(text).toContain(figure);
      }
    } finally {
      await browser.close();
    }
  });

  async function expectSame(levels: readonly Level[]): Promise<void> {
    expect(sorted(await by(levels.map(([name]) => name)))).toEqual(sorted(await bySql(levels)));
  }

  const bySql = (levels: readonly Level[]): Promise<Row[]> => served.sql(sqlOf(levels));

  async function totalled(query: object): Promise<TotalLevel[]> {
    const { status, body } = await served.load(query);
    expect({ status, error: body.error }).toEqual({ status: 200, error: undefined });
    return (body as { totals?: TotalLevel[] }).totals ?? [];
  }

  /** The lines behind a cell of an answer, asked for by the cell. */
  async function streamed(levels: readonly Level[], row: Row): Promise<string[]> {
    const dimensions = levels.map(([name]) => whole(name));
    const response = await fetch(`${served.url}/cubejs-api/v1/rows`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        query: { measures: [whole("unit_sales")], dimensions },
        cell: Object.fromEntries(levels.map(([name]) => [whole(name), row[name]])),
        columns: [LINE],
        format: "ndjson",
      }),
    });
    expect(response.status).toBe(200);
    const lines = (await response.text()).trim().split("\n");
    return lines.map((line) => String((JSON.parse(line) as Row)[LINE]));
  }

  async function pages(filters: readonly object[]): Promise<Row[]> {
    const found: Row[] = [];
    for (let offset = 0; ; offset += 20_000) {
      const page = await asked({
        dimensions: [LINE, ...["customer_id", "quantity", "net_amount"].map(whole)],
        filters,
        ungrouped: true,
        order: [[LINE, "asc"]],
        limit: 20_000,
        offset,
      });
      found.push(...page);
      if (page.length < 20_000) return found;
    }
  }
});

function column(rows: readonly Row[], name: string, value: string): Row {
  return Object.fromEntries(rows.map((row) => [String(row[name]), row[value]]));
}

function equals(name: string, value: unknown): object {
  return { member: whole(name), operator: "equals", values: [String(value)] };
}

function quoted(value: unknown): string {
  return String(value).replaceAll("'", "''");
}

function sorted(rows: readonly Row[]): string[] {
  return rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
}

function tenThousandths(value: unknown): number {
  return Math.round(Number(value) * 10_000);
}

function added(rows: readonly Row[], name: string): number {
  return rows.reduce((sum, row) => sum + tenThousandths(row[name]), 0) / 10_000;
}
