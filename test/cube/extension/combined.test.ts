import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AnswerRow, CubeAnswer } from "../../../cube/asking.js";
import type { TotalLevel } from "../../../cube/extension/expand.js";
import { askSmallMarts, type AskedMarts } from "./asked-marts.js";
import { comparable, FIGURES, FILTERS, timeQuery } from "./direct-sql.js";
import { random } from "./random.js";

let marts: AskedMarts;

beforeAll(async () => {
  marts = await askSmallMarts();
});

afterAll(() => marts.close());

const totalsOf = (answer: CubeAnswer): TotalLevel[] => answer["totals"] as TotalLevel[];

describe("keys together", () => {
  it.each(Array.from({ length: 10 }, (_, seed) => seed))(
    "leave each other's rows as they are (seed %i)",
    async (seed) => {
      const chance = random(seed);
      const measures = chance.some(Object.keys(FIGURES), 1, 3);
      const plain = chance.some(["sales.country", "sales.city", "sales.product"], 1, 2);
      const period = chance.pick(["sales.sale_date.month", "sales.sale_date.quarter"]);
      const axes = [...plain, period];
      const of = chance.pick(plain);
      const per = plain.filter((name) => name !== of);
      const rows = [...per, of];
      const base = {
        measures,
        ...timeQuery(axes, ["2013-01-01", "2013-06-30"]),
        filters: chance.some(FILTERS, 0, 1).map(({ filter }) => filter),
        topN: {
          of,
          by: chance.pick(Object.keys(FIGURES)),
          limit: 2,
          per: chance.some(per, 0, 1),
          others: "All others",
        },
        totals: { rows, columns: [period] },
      };
      const [measure = ""] = measures;
      const all = await marts.expand({
        ...base,
        compare: { to: chance.pick(["previous_period", "same_period_last_year"]) },
        calculate: [
          { type: "rank", of: measure, name: "place" },
          { type: "share_of_parent", of: measure, name: "share" },
          { type: "running_total", of: measure, name: "so_far" },
        ],
      });
      const alone = await marts.expand(base);
      const levels = [{ rows, columns: [period], data: all.data }, ...totalsOf(all)];
      const aloneLevels = [{ data: alone.data }, ...totalsOf(alone)];
      levels.forEach(({ rows: onRows, columns, data }, index) => {
        const names = [...onRows, ...columns, ...measures, "others"];
        const present = (row: AnswerRow): boolean => measures.some((name) => row[name] != null);
        expect(comparable(data.filter(present), names)).toEqual(
          comparable((aloneLevels[index]?.data ?? []).filter(present), names),
        );
      });
      for (const row of all.data) {
        if (row[measure] == null) continue;
        expect(row["place"]).not.toBe(row["others"] === null ? null : undefined);
        expect(row).toHaveProperty("so_far");
      }
    },
  );
});

describe("measures of three views", () => {
  const SHARED: Readonly<Record<string, string>> = {
    "sales.country": "country",
    "sales.city": "city",
    "sales.sale_date.month": "date_trunc('month', day)",
  };
  const FILTERED = [
    { filter: { member: "sales.country", operator: "set" }, sql: "country is not null" },
    {
      filter: { member: "visits.city", operator: "contains", values: ["n"] },
      sql: "city ilike '%n%'",
    },
  ];

  it.each(Array.from({ length: 10 }, (_, seed) => seed))(
    "equal direct SQL at every level (seed %i)",
    async (seed) => {
      const chance = random(seed);
      const axes = chance.shuffled(chance.some(Object.keys(SHARED), 1, 3));
      const filters = chance.some(FILTERED, 0, 1);
      const measures = ["sales.sale_count", "visits.visits", "stock.counts"];
      const answer = await marts.expand({
        measures,
        ...timeQuery(axes, ["2012-06-01", "2013-04-30"]),
        filters: filters.map(({ filter }) => filter),
        totals: { rows: axes },
      });
      const where = ["day between '2012-06-01' and '2013-04-30'", ...filters.map(({ sql }) => sql)];
      for (const { rows, data } of [...totalsOf(answer), { rows: axes, data: answer.data }]) {
        const columns = rows.map((name) => `${SHARED[name] ?? ""} as "${name}"`);
        const figures = measures.map((name, place) => `sum(f${String(place)}) as "${name}"`);
        const direct = await marts.sql(`select ${[...columns, ...figures].join(", ")} from (
          select place_key, sale_date as day, 1 as f0, null as f1, null as f2 from sales.fct_sale
          union all select place_key, visit_date, null, 1, null from sales.fct_visit
          union all select place_key, stock_date, null, null, 1 from sales.fct_stock
        ) join shared.dim_place using (place_key) where ${where.join(" and ")} group by all`);
        const names = [...rows, ...measures];
        expect(comparable(data, names)).toEqual(comparable(direct, names));
      }
    },
  );
});
