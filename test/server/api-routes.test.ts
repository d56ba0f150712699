import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dataDirId } from "../../server/data-dir-id.js";
import { createMartFixture, type MartFixture } from "../cube/mart-fixture.js";
import { startTestServer } from "./started-server.js";

let marts: MartFixture;

beforeAll(async () => {
  marts = await createMartFixture();
  await marts.publishMarts();
  marts.copyVersion();
});

afterAll(() => marts.close());

async function json(
  url: string,
): Promise<{ status: number; version: string | null; body: unknown }> {
  const response = await fetch(url);
  return {
    status: response.status,
    version: response.headers.get("x-granary-version"),
    body: await response.json(),
  };
}

describe("before the first version", () => {
  it("health names the data directory by an id that does not give the path away", async () => {
    const { url, config } = await startTestServer();
    const { status, body } = await json(`${url}/api/health`);
    expect({ status, body }).toEqual({
      status: 200,
      body: { granary: true, dataDirId: dataDirId(config.dataDir) },
    });
    expect(JSON.stringify(body)).not.toContain("tmp");
  });

  it("status is 503 VERSION_NONE and the list of versions is empty", async () => {
    const { url } = await startTestServer();
    const { status, body } = await json(`${url}/api/status`);
    expect(status).toBe(503);
    expect(body).toMatchObject({ error: { code: "VERSION_NONE", details: [] } });
    expect((await json(`${url}/api/versions`)).body).toEqual({ current: null, versions: [] });
  });
});

describe("with published versions", () => {
  it("status tells of the current one and names it in a header", async () => {
    const { url } = await startTestServer({ config: marts.config });
    const { status, version, body } = await json(`${url}/api/status`);
    expect({ status, version }).toEqual({ status: 200, version: "2" });
    expect(body).toMatchObject({
      granary: true,
      version: 2,
      asOfDate: "2013-12-31",
      name: "Test",
      currency: "USD",
      timezone: "UTC",
      locale: "en",
      tests: { passed: 1, failed: 0, warned: 0 },
      rows: { "sales.fct_order_line": 600 },
    });
  });

  it("status follows a publication at once", async () => {
    const { url } = await startTestServer({ config: marts.config });
    const before = (await json(`${url}/api/status`)).version;
    const published = marts.copyVersion();
    expect((await json(`${url}/api/status`)).version).toBe(String(published));
    expect(before).toBe(String(published - 1));
  });

  it("versions lists all that are kept, newest first", async () => {
    const { url } = await startTestServer({ config: marts.config });
    const { body } = await json(`${url}/api/versions`);
    const { current, versions } = body as { current: number; versions: { version: number }[] };
    expect(versions.map(({ version }) => version)).toEqual(
      Array.from({ length: current }, (_, index) => current - index),
    );
  });
});

describe("unknown routes", () => {
  it.each(["GET", "POST", "DELETE"])("below /api are 404 in JSON for %s", async (method) => {
    const { url } = await startTestServer();
    const response = await fetch(`${url}/api/nothing/here`, { method });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      error: { code: "ROUTE_UNKNOWN", message: `There is no ${method} /api/nothing/here.` },
    });
  });
});

describe("a bug", () => {
  it("is 500 without its words, which go to the log", async () => {
    const { url, events } = await startTestServer({
      mount: (app) =>
        app.get("/bug", () => {
          throw new Error("the secret is 42");
        }),
    });
    const response = await fetch(`${url}/bug`);
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).toContain("INTERNAL");
    expect(text).not.toContain("42");
    expect(events).toMatchObject([{ type: "note", level: "warn" }]);
    expect(JSON.stringify(events)).toContain("the secret is 42");
  });
});
