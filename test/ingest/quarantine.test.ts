import { expect, it } from "vitest";
import { runIngest } from "../../ingest/run.js";
import { httpSource } from "../../warehouse/config-http.js";
import { openWorkspace } from "../../warehouse/workspace.js";
import { api } from "./api.js";
import { configOver, landing } from "./landing.js";

const columns = { id: "BIGINT" };
const RAW = "select file, raw from meta.quarantine order by all";

it.each(["append", "replace", "merge", "snapshot"] as const)(
  "holds what is open of the content that stands (mode %s)",
  async (mode) => {
    const at = landing();
    const key = mode === "merge" || mode === "snapshot" ? { primaryKey: ["id"] } : {};
    const tables = { t: { files: "*.csv", mode, columns, onError: "quarantine" as const, ...key } };
    at.put("a.csv", "id\n1\nx\n");
    at.put("b.csv", "id\n2\ny\n");
    await at.ingest(tables);
    expect(await at.query(RAW)).toEqual([
      ["a.csv", "x"],
      ["b.csv", "y"],
    ]);
    at.put("a.csv", "id\n1\n3\nz\n");
    await at.ingest(tables);
    expect(await at.query(RAW)).toEqual([
      ["a.csv", "z"],
      ["b.csv", "y"],
    ]);
    at.put("a.csv", "id\n1\n3\n4\n");
    at.put("b.csv", "id\n2\n5\n");
    await at.ingest(tables);
    expect(await at.query(RAW)).toEqual([]);
    expect(await at.query("select sum(rows_rejected)::bigint from meta.loads")).toEqual([[3n]]);
  },
);

it.each(["replace", "merge", "snapshot"])(
  "forgets what a new full extraction brings anew (mode %s)",
  async (mode) => {
    const at = landing();
    const values: unknown[] = [1, "x"];
    const { url } = await api(() => values.map((id, n) => ({ id, n })));
    const key = mode === "replace" ? {} : { primary_key: "n" };
    const source = httpSource.parse({
      type: "http",
      base_url: url,
      allow_hosts: ["127.0.0.1"],
      tables: {
        t: {
          path: "/t",
          mode,
          ...key,
          columns: { id: "BIGINT", n: "BIGINT" },
          on_error: "quarantine",
        },
      },
    });
    const config = { ...configOver(at.root, {}), sources: { shop: source } };
    const run = async (): Promise<void> => {
      const workspace = await openWorkspace(config, { holder: "test" });
      await runIngest({ config, workspace, onEvent: () => undefined });
      await workspace.close();
    };
    const open = "select raw::json->>'id' from meta.quarantine order by all";
    await run();
    values.push("y");
    await run();
    expect(await at.query(open)).toEqual([["x"], ["y"]]);
    values.splice(0, 9, 1, 2, 3);
    await run();
    expect(await at.query(open)).toEqual([]);
  },
);
