import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { listCommand } from "../../dbt/commands/list.js";
import { openSession } from "../../dbt/commands/session.js";
import type { DbtInvocation } from "../../dbt/invocation.js";
import { readPreviousState } from "../../dbt/state/previous-state.js";
import type { DbtFlags } from "../../cli/commands/dbt-flags.js";
import { optionsOf } from "../../cli/commands/dbt-options.js";
import { projectFixture } from "./project-fixture.js";
import { CHANGED, SHOP } from "./selection-project.js";

// What `dbt ls` of dbt-core 1.11 printed for each command line, sorted.
const SELECTED = JSON.parse(
  readFileSync(join(import.meta.dirname, "selection-cases.json"), "utf8"),
) as Record<string, string[]>;

const FLAGS: Record<string, string> = {
  "-s": "select",
  "--exclude": "exclude",
  "--selector": "selector",
  "--resource-type": "resourceType",
  "--exclude-resource-type": "excludeResourceType",
  "--indirect-selection": "indirectSelection",
};

function flagsOf(line: string): Partial<DbtInvocation> {
  const flags: Record<string, string[]> = {};
  let current: string[] = [];
  for (const word of line.split(" ")) {
    const name = FLAGS[word];
    if (name === undefined) current.push(word);
    else flags[name] = current = [];
  }
  const single = ["selector", "indirectSelection"];
  const settled = Object.entries(flags).map(([name, words]) => [
    name,
    single.includes(name) ? words[0] : words,
  ]);
  return optionsOf({ log: "auto", ...(Object.fromEntries(settled) as Partial<DbtFlags>) });
}

const RESULTS = [
  ["test.shop.relationships_fct_orders_customer_id__customer_id__ref_dim_customer_", "warn"],
] as const;

it("selects what dbt selects", async () => {
  const project = await projectFixture(SHOP);
  await project.dbt("parse", { targetDir: join(project.dir, "state") });
  project.write(CHANGED);
  const session = await openSession({
    command: "ls",
    projectDir: project.dir,
    vars: {},
    target: { name: "dev", schema: "main", database: "memory" },
    connect: () => Promise.reject(new Error("listing needs no database")),
    onEvent: () => undefined,
  });
  const state = await readPreviousState(join(project.dir, "state"));
  const ids = [...session.members.keys()];
  const results = ids.flatMap((uniqueId) => {
    if (RESULTS.some(([start]) => uniqueId.startsWith(start)))
      return [{ uniqueId, status: "warn", failedBatches: [] }];
    if (uniqueId.startsWith("test.") || uniqueId.startsWith("unit_test.")) {
      return [{ uniqueId, status: "pass", failedBatches: [] }];
    }
    const built = ["model", "seed", "snapshot"].includes(uniqueId.split(".")[0] ?? "");
    const isNew = uniqueId === "model.shop.new_model" || uniqueId === "model.shop.stg_eph";
    return built && !isNew ? [{ uniqueId, status: "success", failedBatches: [] }] : [];
  });
  const different: object[] = [];
  for (const [line, expected] of Object.entries(SELECTED)) {
    const invocation = { ...session.invocation, ...flagsOf(line) };
    const { listed = [] } = await listCommand({
      ...session,
      invocation,
      previous: { ...state, results },
    });
    const found = [...listed].sort();
    if (JSON.stringify(found) !== JSON.stringify(expected))
      different.push({ line, found, expected });
  }
  expect(different).toEqual([]);
  expect(Object.keys(SELECTED).length).toBeGreaterThan(100);
});
