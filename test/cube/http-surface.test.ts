import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VersionHub } from "../../warehouse/version-hub.js";
import { createMartFixture, type MartFixture } from "./mart-fixture.js";
import { serveLayer, type ServedLayer } from "./served-layer.js";

let marts: MartFixture;
let served: ServedLayer;

beforeAll(async () => {
  marts = await createMartFixture();
  await marts.publishMarts();
  served = await serveLayer(
    marts.config,
    new VersionHub(marts.config, { graceMs: 20, maxIdle: 0 }),
  );
});

afterAll(async () => {
  await served.close();
  await marts.close();
});

describe("the HTTP surface", () => {
  it("denies with 403 who is not authorised, and takes no version for it", async () => {
    const { status, version, body } = await served.load(
      { measures: ["sales.net_revenue"] },
      { authorization: "denied" },
    );
    expect({ status, version, error: body.error }).toEqual({
      status: 403,
      version: null,
      error: "no such token",
    });
  });

  it.each([
    "/cubejs-api/graphql",
    "/cubejs-api/v1/graphql-to-json",
    "/cubejs-api/v1/cubesql",
    "/cubejs-api/v1/subscribe",
    "/cubejs-api/v1/pre-aggregations/jobs",
    "/cubejs-api/v2/load",
    "/cubejs-system/v1/context",
    "/playground/context",
    "/readyz",
    "/livez",
    "/",
  ])("has no %s", async (path) => {
    expect((await fetch(served.url + path)).status).toBe(404);
    expect((await fetch(served.url + path, { method: "POST" })).status).toBe(404);
  });

  it.each([
    ["an unknown measure", { measures: ["sales.profit"] }, "There is no measure sales.profit"],
    ["an unknown view", { measures: ["selas.units"] }, "There is no view selas"],
    ["a member behind the views", { measures: ["fct_order_line.units"] }, "fct_order_line.units"],
    [
      "an unknown filter member",
      { measures: ["sales.units"], filters: [{ member: "sales.colour", operator: "set" }] },
      "sales.colour",
    ],
    [
      "a wrong granularity",
      {
        measures: ["sales.units"],
        timeDimensions: [{ dimension: "sales.order_date", granularity: "decade" }],
      },
      "decade",
    ],
    [
      "a filter value that is no number",
      {
        measures: ["sales.units"],
        filters: [{ member: "sales.quantity", operator: "gt", values: ["many"] }],
      },
      "many",
    ],
  ])("answers 400 for %s and names it", async (_what, query, named) => {
    const { status, body } = await served.load(query);
    expect(status).toBe(400);
    expect(body.error).toContain(named);
  });

  it("answers 400 for a body that is no JSON, and keeps the connection", async () => {
    const response = await fetch(`${served.url}/cubejs-api/v1/load`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{",
    });
    expect(response.status).toBe(400);
    expect((await served.load({ measures: ["sales.units"] })).status).toBe(200);
  });

  it("gives a version back when clients go away before their answer", async () => {
    await Promise.all(Array.from({ length: 20 }, () => abandonedQuery(served.url)));
    await marts.publishMarts(2);
    await served.load({ measures: ["sales.units"] });
    await expect.poll(() => served.layer.openVersions).toBe(1);
  });

  it("asks the engine once for what many ask, until there is a new version", async () => {
    const query = { measures: ["sales.units"], dimensions: ["sales.order_day"] };
    const asked = served.executed.length;
    const answers = await Promise.all(Array.from({ length: 8 }, () => served.load(query)));
    await served.load(query);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body.data))).size).toBe(1);
    expect(served.executed.length).toBe(asked + 1);
    await marts.publishMarts(2);
    await served.load(query);
    expect(served.executed.length).toBe(asked + 2);
  });

  it("answers 503 while nothing is published", async () => {
    const empty = await createMartFixture();
    const unpublished = await serveLayer(empty.config);
    const { status, body } = await unpublished.load({ measures: ["sales.units"] });
    expect({ status, code: body.code }).toEqual({ status: 503, code: "VERSION_NONE" });
    await unpublished.close();
    await empty.close();
  });
});

function abandonedQuery(url: string): Promise<void> {
  return new Promise((resolve) => {
    const query = encodeURIComponent(JSON.stringify({ dimensions: ["sales.order_id"] }));
    const asking = request(`${url}/cubejs-api/v1/load?query=${query}`);
    asking.on("error", () => {
      resolve();
    });
    asking.on("close", () => {
      resolve();
    });
    asking.end();
    setTimeout(() => asking.destroy(), 2);
  });
}
