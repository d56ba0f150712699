import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { applyCubeSettings, inProduction } from "../../cube/cube-settings.js";

let before: NodeJS.ProcessEnv;

beforeEach(() => {
  before = { ...process.env };
});

afterEach(() => {
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, before);
});

describe("Cube's settings", () => {
  it("do not depend on what the machine exports", () => {
    Object.assign(process.env, {
      CUBEJS_DEV_MODE: "true",
      CUBEJS_PLAYGROUND_AUTH_SECRET: "open",
      CUBEJS_DB_TYPE: "postgres",
    });
    applyCubeSettings();
    expect(process.env).toMatchObject({ CUBEJS_DEV_MODE: "false", CUBEJS_DB_TYPE: "duckdb" });
    expect(process.env["CUBEJS_PLAYGROUND_AUTH_SECRET"]).toBeUndefined();
  });

  it.each([undefined, "test"])("leave the process's own NODE_ENV %s as it was", (own) => {
    if (own === undefined) Reflect.deleteProperty(process.env, "NODE_ENV");
    else Object.assign(process.env, { NODE_ENV: own });
    expect(inProduction(() => process.env["NODE_ENV"])).toBe("production");
    expect(process.env["NODE_ENV"]).toBe(own);
  });
});
