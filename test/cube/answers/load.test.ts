import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMartFixture, type MartFixture } from "../mart-fixture.js";
import { rollupModelDir } from "../rollups/rollup-model.js";
import { serveLayer, type ServedLayer } from "../served-layer.js";

/** Measures that take for ever, or more memory than there is. */
const SLOW_MODEL = `
cubes:
  - name: slow
    sql: "SELECT a.range AS n FROM range(1000000) a, range(1000000) b WHERE hash(a.range, b.range) = 1"
    public: false
    measures: [{ name: count, type: count }]
    dimensions: [{ name: n, sql: "{CUBE}.n", type: number, primary_key: true }]
  - name: huge
    sql: "SELECT range AS n FROM range(40000000)"
    public: false
    measures: [{ name: list, sql: "len(list({CUBE}.n))", type: number }]
    dimensions: [{ name: n, sql: "{CUBE}.n", type: number, primary_key: true }]
  - name: lines
    sql_table: sales.fct_order_line
    public: false
    measures: [{ name: count, type: count }]
    dimensions:
      - { name: key, sql: "{CUBE}.order_line_key", type: number, primary_key: true }
      - { name: source, sql: "{CUBE}.source_system", type: string }
      - { name: date, sql: "{CUBE}.order_date", type: time }
views:
  - { name: s, cubes: [{ join_path: slow, includes: "*" }] }
  - { name: h, cubes: [{ join_path: huge, includes: "*" }] }
  - { name: v, cubes: [{ join_path: lines, includes: "*" }] }
`;

const modelDir = rollupModelDir(SLOW_MODEL);
let marts: MartFixture;
let served: ServedLayer;

beforeAll(async () => {
  marts = await createMartFixture();
  await marts.publishMarts();
  served = await serveLayer(marts.config, undefined, {
    modelDir,
    limits: { timeoutMs: 1_500 },
  });
});

afterAll(async () => {
  await served.close();
  await marts.close();
});

const address = (query: object, more = ""): string =>
  `${served.url}/cubejs-api/v1/load?query=${encodeURIComponent(JSON.stringify(query))}${more}`;

const bySource = { measures: ["v.count"], dimensions: ["v.source"] };

describe("an answer", () => {
  it("carries a strong tag, and 304 says that nothing has changed until there is a new version", async () => {
    const first = await fetch(address(bySource));
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    expect(first.headers.get("cache-control")).toBe("private, no-cache");
    const again = await fetch(address(bySource), { headers: { "if-none-match": `"x", ${etag}` } });
    expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
    await marts.publishMarts(2);
    const changed = await fetch(address(bySource), { headers: { "if-none-match": etag } });
    expect(changed.status).toBe(200);
    expect(changed.headers.get("etag")).not.toBe(etag);
  });

  it.each(["compact", "columnar"])("comes in the format %s as well", async (responseFormat) => {
    const plain = await served.load(bySource);
    const { body } = await served.load({ ...bySource, responseFormat });
    const data = body.data as unknown as {
      members: string[];
      dataset?: unknown[][];
      columns?: unknown[][];
    };
    const rows = plain.body.data ?? [];
    expect(data.members).toEqual(["v.source", "v.count"]);
    expect(data.dataset ?? transposed(data.columns ?? [])).toEqual(
      rows.map((row) => Object.values(row)),
    );
  });

  it("to a question in other words but of the same meaning is computed once", async () => {
    const asked = served.executed.length;
    await served.load({ dimensions: ["v.source"], measures: ["v.count"], limit: 7 });
    await served.load({
      limit: 7,
      measures: ["v.count"],
      dimensions: ["v.source"],
      renewQuery: true,
    });
    await fetch(address({ measures: ["v.count"], limit: 7, dimensions: ["v.source"] }));
    expect(served.executed.length).toBe(asked + 1);
    expect(served.answered.at(-1)?.source).toBe("cache");
  });

  it("is told to the audit with who, what, version, rows, time and source", async () => {
    await served.load({ ...bySource, limit: 3 }, { "x-request-id": "r-1" });
    expect(served.answered.at(-1)).toMatchObject({
      who: "local",
      policy: "all",
      requestId: "r-1",
      route: "load",
      query: { ...bySource, limit: 3 },
      rows: 2,
      source: "engine",
      status: 200,
    });
    await served.load({ measures: ["v.nothing"] });
    expect(served.answered.at(-1)).toMatchObject({
      status: 400,
      code: "QUERY_INVALID",
      source: "none",
    });
  });
});

describe("a question", () => {
  it("that takes too long is stopped with a message, and others are answered meanwhile", async () => {
    const slow = served.load({ measures: ["s.count"] });
    expect((await served.load({ ...bySource, limit: 11 })).status).toBe(200);
    const { status, body } = await slow;
    expect({ status, code: body.code }).toEqual({ status: 504, code: "QUERY_TIMEOUT" });
    expect(body.error).toContain("not answered within 1.5 seconds");
  });

  it("is interrupted when the client goes away", async () => {
    const begun = performance.now();
    const asking = request(address({ measures: ["s.count"], limit: 1 }));
    asking.on("error", () => undefined);
    asking.end();
    setTimeout(() => asking.destroy(), 200);
    await expect.poll(() => served.answered.at(-1)?.status, { timeout: 1_400 }).toBe(499);
    expect(performance.now() - begun).toBeLessThan(1_400);
  });

  it("that needs too much memory fails alone", async () => {
    const engine = { memoryLimit: "100MB", threads: 2 };
    const small = await serveLayer({ ...marts.config, engine }, undefined, { modelDir });
    const [huge, ...others] = await Promise.all([
      small.load({ measures: ["h.list"] }),
      ...[21, 22, 23].map((limit) => small.load({ ...bySource, limit })),
    ]);
    expect({ status: huge.status, code: huge.body.code }).toEqual({
      status: 422,
      code: "QUERY_TOO_LARGE",
    });
    expect(others.map(({ status }) => status)).toEqual([200, 200, 200]);
    await small.close();
  });

  it("of ten megabytes is refused, and the connection lives", async () => {
    const response = await fetch(`${served.url}/cubejs-api/v1/load`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: { measures: ["x".repeat(10 << 20)] } }),
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("at most");
  });

  it.each([
    ["about the whole of this month", { dateRange: "this month" }],
    ["about half of two months", { dateRange: ["2012-03-07", "2012-04-11"] }],
    ["about other days of the same shape", { dateRange: ["2012-05-09", "2013-04-17"] }],
    ["about a year", { dateRange: ["2012-01-01", "2012-12-31"] }],
  ])("%s is answered for its own dates", async (_what, { dateRange }) => {
    const timeDimensions = [{ dimension: "v.date", granularity: "month", dateRange }];
    const { body } = await served.load({ measures: ["v.count"], timeDimensions, total: true });
    const [from, to] = Array.isArray(dateRange) ? dateRange : ["2999-01-01", "2999-01-01"];
    const rows = await served.sql(`
      select count(*)::varchar as n from sales.fct_order_line
      where order_date between '${from ?? ""}' and '${to ?? ""}'
      group by date_trunc('month', order_date) order by date_trunc('month', order_date)`);
    expect((body.data ?? []).map((row) => row["v.count"])).toEqual(rows.map((row) => row["n"]));
  });
});

function transposed(columns: unknown[][]): unknown[][] {
  return (columns[0] ?? []).map((_, row) => columns.map((column) => column[row]));
}
