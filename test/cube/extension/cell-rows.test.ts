import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AnswerRow } from "../../../cube/asking.js";
import {
  cellPages,
  countRows,
  cursorText,
  parseCursor,
} from "../../../cube/extension/cell-pages.js";
import { cellQuestion, parseCellRequest } from "../../../cube/extension/cell-question.js";
import type { TotalLevel } from "../../../cube/extension/expand.js";
import { askSmallMarts, type AskedMarts } from "./asked-marts.js";
import { AXES, between, comparable, FILTERS, SALES, timeQuery } from "./direct-sql.js";
import { random } from "./random.js";

let marts: AskedMarts;

beforeAll(async () => {
  marts = await askSmallMarts();
});

afterAll(() => marts.close());

async function rowsOf(request: object, limit?: number): Promise<AnswerRow[]> {
  const question = await cellQuestion(parseCellRequest(request), marts.ask, marts.members);
  const rows: AnswerRow[] = [];
  for await (const page of cellPages(question, marts.ask, marts.members, limit)) rows.push(...page);
  expect(await countRows(question, marts.ask)).toBe(rows.length);
  return rows;
}

const RANGE: [string, string] = ["2012-02-10", "2013-05-20"];
const COLUMNS = ["sales.sale_key", "sales.sale_date", "sales.product", "sales.customer"];
const sum = (rows: readonly AnswerRow[], name: string): number =>
  rows.reduce((total, row) => total + Number(row[name] ?? 0), 0);

describe("the rows behind a cell", () => {
  it.each(Array.from({ length: 14 }, (_, seed) => seed))(
    "are exactly those of direct SQL, in pages of any size (seed %i)",
    async (seed) => {
      const chance = random(seed);
      const measures = [
        "sales.revenue",
        "sales.sale_count",
        "sales.large_sales",
        "sales.customers",
      ];
      const axes = chance.some(Object.keys(AXES), 1, 3);
      const filters = chance.some(FILTERS, 0, 1);
      const query = {
        measures,
        ...timeQuery(axes, RANGE),
        filters: filters.map(({ filter }) => filter),
        totals: { rows: axes },
      };
      const answer = await marts.expand(query);
      const levels = answer["totals"] as TotalLevel[];
      const cells = [...answer.data, ...levels.flatMap(({ data }) => data)];
      const cell = chance.pick(cells);
      const measure = chance.pick(measures);
      const columns = chance.shuffled(COLUMNS);
      const rows = await rowsOf({ query, measure, cell, columns }, 1 + chance.below(9));
      const where = [between(RANGE), ...filters.map(({ sql }) => sql)];
      for (const axis of axes) {
        if (!(axis in cell)) continue;
        const value = cell[axis] === null ? "null" : `'${String(cell[axis])}'`;
        where.push(`${AXES[axis] ?? ""} is not distinct from ${value}`);
      }
      if (measure === "sales.large_sales") where.push("amount > 50");
      const direct = await marts.sql(`select sale_key as "sales.sale_key",
        sale_date as "sales.sale_date", product as "sales.product", customer_key as "sales.customer"
        from ${SALES} where ${where.join(" and ")}`);
      expect(comparable(rows, columns)).toEqual(comparable(direct, columns));
      if (measure === "sales.customers") {
        const customers = new Set(rows.map((row) => row["sales.customer"]));
        expect(String(customers.size)).toBe(cell[measure]);
      } else {
        expect(sum(rows, measure)).toBeCloseTo(Number(cell[measure] ?? 0), 6);
      }
    },
  );

  it("show the measure's drill members and its share of each row", async () => {
    const rows = await rowsOf({
      query: { measures: ["sales.revenue"], dimensions: ["sales.city"] },
      cell: { "sales.city": "Graz" },
    });
    expect(Object.keys(rows[0] ?? {})).toEqual([
      "sales.sale_date",
      "sales.product",
      "sales.customer",
      "sales.revenue",
    ]);
  });

  it("of a formula have no share, and are those of all its parts", async () => {
    const rows = await rowsOf({ query: { measures: ["sales.median_sale"] } });
    expect(rows).toHaveLength(400);
    expect(Object.keys(rows[0] ?? {})).toEqual(["sales.sale_date", "sales.amount"]);
  });

  it("of a state are those of its last day", async () => {
    const rows = await rowsOf({
      query: {
        measures: ["stock.stock"],
        dimensions: ["stock.country"],
        timeDimensions: [
          {
            dimension: "stock.stock_date",
            granularity: "month",
            dateRange: ["2013-01-01", "2013-06-30"],
          },
        ],
      },
      cell: { "stock.country": "Belgium", "stock.stock_date.month": "2013-01-01T00:00:00.000" },
      columns: ["stock.city"],
    });
    const direct = await marts.sql(`select city as "stock.city", pieces as "stock.stock"
      from sales.fct_stock join shared.dim_place using (place_key)
      where country = 'Belgium' and stock_date = '2013-01-25'`);
    const names = ["stock.city", "stock.stock"];
    expect(comparable(rows, names)).toEqual(comparable(direct, names));
  });

  it("of all others than the best are theirs", async () => {
    const query = {
      measures: ["sales.sale_count"],
      dimensions: ["sales.city"],
      topN: { of: "sales.city", by: "sales.revenue", limit: 2, others: true },
    };
    const answer = await marts.expand(query);
    const others = answer.data.find((row) => row["others"] !== null);
    const rows = await rowsOf({ query, cell: others, columns: ["sales.city", "sales.sale_key"] });
    expect(String(rows.length)).toBe(others?.["sales.sale_count"]);
    const best = answer.data
      .filter((row) => row["others"] === null)
      .map((row) => row["sales.city"]);
    expect(rows.some((row) => best.includes(row["sales.city"] ?? null))).toBe(false);
  });

  it.each(["previous_period", "same_period_last_year", "lunar"])(
    "of the period compared with (%s) are found by the row's name of it",
    async (to) => {
      const query = {
        measures: ["sales.revenue"],
        dimensions: ["sales.country"],
        timeDimensions: [
          {
            dimension: "sales.sale_date",
            granularity: "month",
            dateRange: ["2013-02-01", "2013-03-31"],
          },
        ],
        compare: { to },
        totals: true,
      };
      const answer = await marts.expand(query);
      const [total] = answer["totals"] as TotalLevel[];
      for (const cell of [...answer.data, ...(total?.data ?? [])]) {
        const rows = await rowsOf({ query, measure: "sales.revenue.previous", cell });
        const figure = Number(cell["sales.revenue.previous"] ?? 0);
        expect(sum(rows, "sales.revenue")).toBeCloseTo(figure, 6);
      }
    },
  );

  it("beside another view's dimension are found by its own", async () => {
    const rows = await rowsOf({
      query: {
        measures: ["visits.visits", "sales.sale_count"],
        dimensions: ["sales.country"],
      },
      measure: "visits.visits",
      cell: { "sales.country": "Chad" },
      columns: ["visits.visit_date"],
    });
    const [direct] = await marts.sql(
      "select count(*) as n from sales.fct_visit where place_key = 9",
    );
    expect(String(rows.length)).toBe(direct?.["n"]);
  });

  it("of several views at once are placed by the names of any of them", async () => {
    const query = {
      measures: ["visits.visits", "sales.sale_count"],
      dimensions: ["sales.country"],
      timeDimensions: [
        {
          dimension: "sales.sale_date",
          granularity: "month",
          dateRange: ["2013-01-01", "2013-03-31"],
        },
      ],
      filters: [{ member: "visits.city", operator: "set" }],
      compare: { to: "previous_period" },
    };
    const answer = await marts.expand(query);
    for (const cell of answer.data.slice(0, 6)) {
      const columns = ["visits.visit_date", "visits.city"];
      const now = await rowsOf({ query, cell, columns, measure: "visits.visits" });
      expect(now).toHaveLength(Number(cell["visits.visits"] ?? 0));
      const before = await rowsOf({ query, cell, columns, measure: "visits.visits.previous" });
      expect(before).toHaveLength(Number(cell["visits.visits.previous"] ?? 0));
    }
  });

  it.each([
    [{ query: { measures: [] } }, "measure"],
    [{ query: { measures: ["sales.revenue"] }, measure: "sales.sale_count" }, "measure"],
    [
      { query: { measures: ["sales.revenue"] }, cell: { "sales.city": "Graz" } },
      "cell: sales.city",
    ],
    [{ query: { measures: ["sales.revenu"] } }, "sales.revenue"],
    [{ query: { measures: ["sales.revenue"] }, columns: ["stock.city"] }, "columns: stock.city"],
    [{ query: { measures: ["sales.revenue"] }, cells: {} }, "cells"],
  ])("are refused for %j", async (request, message) => {
    await expect(rowsOf(request)).rejects.toMatchObject({
      code: "QUERY_INVALID",
      message: expect.stringContaining(message) as string,
    });
  });

  it("refuse a made-up place in the list", () => {
    expect(parseCursor(cursorText({ lead: "a", skip: 2 }) ?? "")).toEqual({ lead: "a", skip: 2 });
    expect(() => parseCursor("bm8")).toThrow("after");
  });
});
