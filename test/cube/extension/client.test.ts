import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Query } from "@cubejs-client/core";
import { serveLayer, type ServedLayer } from "../served-layer.js";
import { publishSmallMarts, type SmallMarts } from "./small-marts.js";

let marts: SmallMarts;
let served: ServedLayer;

beforeAll(async () => {
  marts = await publishSmallMarts();
  served = await serveLayer(marts.config, undefined, {
    modelDir: join(import.meta.dirname, "model"),
  });
});

afterAll(async () => {
  await served.close();
  await marts.close();
});

const YEAR = {
  dimension: "sales.sale_date",
  granularity: "quarter",
  dateRange: ["2013-01-01", "2013-12-31"],
} as const;

/** A query with keys that the client's own type does not have. */
const extended = (query: object): Query => query;

describe("Cube's client", () => {
  it("lays out added figures like any other", async () => {
    const result = await served.client.load(
      extended({
        measures: ["sales.revenue"],
        dimensions: ["sales.country"],
        timeDimensions: [YEAR],
        compare: { to: "same_period_last_year" },
        calculate: [{ type: "rank", of: "sales.revenue", name: "place" }],
        order: { "sales.revenue.change": "desc" },
      }),
    );
    expect(result.tableColumns().map(({ key }) => key)).toEqual([
      "sales.sale_date.quarter",
      "sales.country",
      "sales.revenue",
      "place",
      "sales.revenue.previous",
      "sales.revenue.change",
      "sales.revenue.change_rate",
    ]);
    const pivot = result.pivot({
      x: ["sales.country"],
      y: ["sales.sale_date.quarter", "measures"],
    });
    expect(pivot).toHaveLength(4);
    expect(
      result.series({ x: ["sales.sale_date.quarter"], y: ["sales.country", "measures"] }),
    ).toHaveLength(20);
  });

  it("finds totals beside the rows, also where it asks for the compact format", async () => {
    const query = extended({
      measures: ["sales.customers"],
      dimensions: ["sales.country"],
      totals: true,
      responseFormat: "compact",
    });
    const result = await served.client.load(query);
    expect(result.rawData()).toHaveLength(4);
    const [response] = result.serialize().loadResponse.results as unknown as { totals: unknown }[];
    expect(response?.totals).toEqual([
      { rows: [], columns: [], data: [{ "sales.customers": "12" }] },
    ]);
  });

  it("reads measures of several views and of states in one answer", async () => {
    const result = await served.client.load({
      measures: ["sales.sale_count", "visits.visits", "stock.stock"],
      dimensions: ["sales.country"],
      timeDimensions: [YEAR],
    });
    expect(result.seriesNames({ x: ["sales.sale_date.quarter"], y: ["measures"] })).toHaveLength(3);
    expect(result.tablePivot().some((row) => row["sales.country"] === "Chad")).toBe(true);
  });
});

describe("the server", () => {
  it("serves the rows behind a cell by POST and GET, and tells the audit", async () => {
    const request = {
      query: { measures: ["sales.large_sales"], dimensions: ["sales.city"] },
      cell: { "sales.city": "Graz" },
      total: true,
    };
    const url = `${served.url}/cubejs-api/v1/rows`;
    const [direct] = await served.sql(
      "select count(*) as n from sales.fct_sale where place_key = 1 and amount > 50",
    );
    const answers = await Promise.all([
      fetch(url, { method: "POST", body: JSON.stringify(request) }),
      fetch(`${url}?request=${encodeURIComponent(JSON.stringify(request))}`),
    ]);
    for (const answer of answers) {
      const body = (await answer.json()) as { data: object[]; total: number };
      expect(String(body.total)).toBe(direct?.["n"]);
      expect(body.data).toHaveLength(body.total);
      expect(answer.headers.get("x-granary-version")).toBe("1");
    }
    const told = served.answered.filter(({ route }) => route === "rows");
    expect(told).toMatchObject([
      { status: 200, rows: Number(direct?.["n"]), who: "local" },
      { status: 200 },
    ]);
  });

  it.each([["{"], ["[]"], ['{"query": {"measures": ["sales.revenu"]}}'], ['{"query": 1}']])(
    "answers a wrong request for rows (%s) by 400",
    async (body) => {
      const answer = await fetch(`${served.url}/cubejs-api/v1/rows`, { method: "POST", body });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: "QUERY_INVALID" });
    },
  );

  it("answers a wrong extension by 400, naming it", async () => {
    const answer = await served.load({
      measures: ["sales.revenue"],
      topN: { of: "sales.city", by: "sales.revenue", limit: 3 },
    });
    expect(answer).toMatchObject({ status: 400, body: { code: "QUERY_INVALID" } });
    expect(answer.body.error).toContain("topN.of");
  });

  it("answers another question after the extension changed, not the kept one", async () => {
    const ask = async (to: string): Promise<unknown> => {
      const query = { measures: ["sales.sale_count"], timeDimensions: [YEAR], compare: { to } };
      return (await served.load(query)).body.data;
    };
    const first = await ask("previous_period");
    expect(await ask("lunar")).not.toEqual(first);
    expect(await ask("previous_period")).toEqual(first);
  });
});
