import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TotalLevel } from "../../../cube/extension/expand.js";
import { askSmallMarts, type AskedMarts } from "./asked-marts.js";
import { AXES, between, comparable, FIGURES, FILTERS, SALES, timeQuery } from "./direct-sql.js";
import { random } from "./random.js";

let marts: AskedMarts;

beforeAll(async () => {
  marts = await askSmallMarts();
});

afterAll(() => marts.close());

interface Best {
  of: string;
  by: string;
  limit: number;
  per: string[];
}

/** The rows of the best members, and one of all others, in hand-written SQL. */
function bestSql(best: Best, measures: string[], axes: string[], where: string[]): string {
  const sqlOf = (name: string): string => AXES[name] ?? "";
  const condition = where.length > 0 ? `where ${where.join(" and ")}` : "";
  const groups = [...best.per, best.of].map(sqlOf);
  const partition = best.per.length > 0 ? `partition by ${best.per.map(sqlOf).join(", ")}` : "";
  const ranked = `select ${groups.join(", ")}, row_number() over (${partition}
    order by ${FIGURES[best.by] ?? ""} desc nulls last, ${sqlOf(best.of)} nulls last) as place
    from ${SALES} ${condition} group by ${groups.join(", ")}`;
  const isBest = `exists (select 1 from ranked r where r.place <= ${best.limit} and
    ${groups.map((name) => `r.${name} is not distinct from base.${name}`).join(" and ")})`;
  const level = (filter: string, names: (string | null)[]): string => {
    const columns = names.map((name, index) =>
      name === null ? `'All others' as "${best.of}"` : `${sqlOf(name)} as "${axes[index] ?? ""}"`,
    );
    const figures = measures.map((name) => `${FIGURES[name] ?? ""} as "${name}"`);
    const grouped = names.flatMap((name) => (name === null ? [] : [sqlOf(name)]));
    return `select ${[...columns, ...figures].join(", ")} from base where ${filter}
      ${grouped.length > 0 ? `group by ${grouped.join(", ")}` : "having count(*) > 0"}`;
  };
  return `with ranked as (${ranked}), base as (select * from ${SALES} ${condition})
    ${level(isBest, axes)} union all
    ${level(
      `not ${isBest}`,
      axes.map((name) => (name === best.of ? null : name)),
    )}`;
}

describe("the best members", () => {
  it.each(Array.from({ length: 16 }, (_, seed) => seed))(
    "and the row of all others equal direct SQL (seed %i)",
    async (seed) => {
      const chance = random(seed);
      const measures = chance.some(Object.keys(FIGURES), 1, 3);
      const axes = chance.shuffled(chance.some(Object.keys(AXES), 2, 3));
      const plain = axes.filter((name) => name.split(".").length === 2);
      if (plain.length === 0) return;
      const of = chance.pick(plain.filter((name) => name !== "sales.is_coastal").concat(plain));
      const per = chance.some(
        plain.filter((name) => name !== of),
        0,
        1,
      );
      const best = { of, by: chance.pick(Object.keys(FIGURES)), limit: 1 + chance.below(3), per };
      const filters = chance.some(FILTERS, 0, 1);
      const range: [string, string] = ["2012-01-20", "2013-11-20"];
      // Texts only: the label is one, too.
      if (of === "sales.is_coastal") return;
      const answer = await marts.expand({
        measures,
        ...timeQuery(axes, range),
        filters: filters.map(({ filter }) => filter),
        topN: { ...best, others: "All others" },
        totals: {
          rows: [...per, of, ...axes.filter((name) => name !== of && !per.includes(name))],
        },
      });
      const where = [...filters.map(({ sql }) => sql), between(range)];
      const levels = answer["totals"] as TotalLevel[];
      const shown = levels.filter(({ rows }) => rows.includes(of));
      for (const { rows, data } of [...shown, { rows: axes, data: answer.data }]) {
        const direct = await marts.sql(bestSql(best, measures, [...rows], where));
        const names = [...rows, ...measures];
        expect(comparable(data, names)).toEqual(comparable(direct, names));
      }
    },
  );

  it("are told from a member that is called like the others", async () => {
    const answer = await marts.expand({
      measures: ["sales.sale_count"],
      dimensions: ["sales.city"],
      filters: [{ member: "sales.country", operator: "equals", values: ["Belgium"] }],
      topN: { of: "sales.city", by: "sales.sale_count", limit: 2, others: true },
    });
    expect(answer.data).toEqual([
      { "sales.city": "Gent", "sales.sale_count": "50", others: null },
      { "sales.city": "Others", "sales.sale_count": "50", others: null },
      { "sales.city": "Others", "sales.sale_count": "50", others: "sales.city" },
    ]);
  });

  it("keep a missing name apart from the others", async () => {
    const answer = await marts.expand({
      measures: ["sales.sale_count"],
      dimensions: ["sales.country"],
      order: { "sales.sale_count": "asc" },
      topN: {
        of: "sales.country",
        by: "sales.sale_count",
        limit: 3,
        order: "desc",
        others: "rest",
      },
    });
    expect(answer.data).toEqual([
      { "sales.country": "Austria", "sales.sale_count": "100", others: null },
      { "sales.country": null, "sales.sale_count": "100", others: null },
      { "sales.country": "Belgium", "sales.sale_count": "150", others: null },
      { "sales.country": "rest", "sales.sale_count": "50", others: "sales.country" },
    ]);
  });

  it("leave totals of everything", async () => {
    const answer = await marts.expand({
      measures: ["sales.customers"],
      dimensions: ["sales.city"],
      topN: { of: "sales.city", by: "sales.revenue", limit: 1 },
      totals: true,
    });
    const [direct] = await marts.sql(
      "select count(distinct customer_key) as n from sales.fct_sale",
    );
    expect(answer.data).toHaveLength(1);
    expect((answer["totals"] as TotalLevel[])[0]?.data).toEqual([
      { "sales.customers": String(direct?.["n"]) },
    ]);
  });

  it.each([
    [{ of: "sales.product", by: "sales.revenue", limit: 2 }, "topN.of: sales.product"],
    [{ of: "sales.city", by: "sales.size", limit: 2 }, "topN.by: there is no sales.size"],
    [
      { of: "sales.city", by: "sales.country", limit: 2 },
      "topN.by: sales.country is not a measure",
    ],
    [{ of: "sales.city", by: "sales.revenue", limit: 0 }, "topN.limit"],
    [{ of: "sales.city", by: "sales.revenue", limit: 1, per: ["sales.city"] }, "its own parent"],
    [{ of: "sales.city", by: "sales.revenue" }, "topN.limit"],
  ])("refuse %j", async (topN, message) => {
    const query = { measures: ["sales.revenue"], dimensions: ["sales.city"], topN };
    await expect(marts.expand(query)).rejects.toMatchObject({
      code: "QUERY_INVALID",
      message: expect.stringContaining(message) as string,
    });
  });
});
