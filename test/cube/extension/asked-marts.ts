import { setMaxListeners } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runStatement, type Statement } from "../../../cube/answers/engine.js";
import type { Table } from "../../../cube/answers/table.js";
import { Turns } from "../../../cube/answers/turns.js";
import type { Ask, CubeAnswer, CubeQuery } from "../../../cube/asking.js";
import type { ModelFile } from "../../../cube/cube-packages.js";
import { applyCubeSettings } from "../../../cube/cube-settings.js";
import { expand } from "../../../cube/extension/expand.js";
import type { ExtendedQuery } from "../../../cube/extension/extended-query.js";
import { reportingCalendar } from "../../../cube/extension/reporting-calendar.js";
import { readMemberCatalogue, type MemberCatalogue } from "../../../cube/member-catalogue.js";
import { provideNativeFunctions } from "../../../cube/native-substitutes.js";
import { VersionHub } from "../../../warehouse/version-hub.js";
import { publishSmallMarts } from "./small-marts.js";

/** The small marts behind the semantic layer, and plain SQL over the same version. */
export interface AskedMarts {
  members: MemberCatalogue;
  /** Plain queries, as Cube answers them. */
  ask: Ask;
  /** Plain queries asked so far. */
  asked: unknown[];
  expand(query: ExtendedQuery): Promise<CubeAnswer>;
  sql(text: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** @param vars dbt's, for the reporting calendar */
export async function askSmallMarts(
  vars: Readonly<Record<string, unknown>> = {},
): Promise<AskedMarts> {
  const marts = await publishSmallMarts();
  const hub = new VersionHub(marts.config);
  applyCubeSettings();
  provideNativeFunctions();
  const [{ startCube }, { Planner }, { rowsOf }] = await Promise.all([
    import("../../../cube/cube-server.js"),
    import("../../../cube/answers/planner.js"),
    import("../../../cube/answers/shape.js"),
  ]);
  const model = await modelFiles(join(import.meta.dirname, "model"));
  const calendar = reportingCalendar(vars);
  const core = startCube({ basePath: "/cubejs-api", apiSecret: "test", calendar }, model);
  const planner = await Planner.over(core);
  const meta = await core.compile({ securityContext: {}, requestId: "test" });
  const members = readMemberCatalogue(meta);
  const asked: unknown[] = [];
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  const turns = new Turns(2);
  const ask: Ask = async (query) => {
    asked.push(query);
    const plan = await planner.plan(query, { requestId: "test", raw: true });
    const lease = await hub.acquire();
    try {
      const run = (statement: Statement): Promise<Table> =>
        runStatement(lease.reader, statement, turns, signal);
      const table = await run(plan);
      const total = plan.total && (await run(plan.total)).columns[0]?.[0];
      return {
        query: plan.query as CubeQuery,
        annotation: plan.annotation,
        data: rowsOf(table, plan.aliases, plan.annotation, plan.query),
        ...(plan.total && { total: Number(total) }),
      };
    } finally {
      lease.release();
    }
  };
  return {
    members,
    ask,
    asked,
    expand: (query) => expand(query, ask, members),
    sql: (text) => plainSql(hub, text),
    close: async () => {
      await core.shutdown();
      await hub.close();
      await marts.close();
    },
  };
}

async function modelFiles(dir: string): Promise<ModelFile[]> {
  const fileName = "marts.yml";
  return [{ fileName, content: await readFile(join(dir, fileName), "utf8") }];
}

async function plainSql(hub: VersionHub, text: string): Promise<Record<string, unknown>[]> {
  const lease = await hub.acquire();
  const connection = await lease.reader.connect();
  try {
    return (await connection.runAndReadAll(text)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    lease.release();
  }
}
