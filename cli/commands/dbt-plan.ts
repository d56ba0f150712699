import type { Command } from "commander";
import { Option } from "commander";
import { duckdbAdapter } from "../../dbt/adapters/duckdb.js";
import { type BuildPlan, planCommand } from "../../dbt/commands/plan.js";
import { tableImpact, type TableImpact } from "../../dbt/plan/impact.js";
import { quoteLiteral } from "../../warehouse/sql.js";
import { impactText, planText } from "../render/dbt-plan.js";
import type { Runner } from "./dbt-runner.js";
import { addSelectionFlags, type DbtFlags } from "./dbt-flags.js";
import { optionsOf } from "./dbt-options.js";
import { inPlace } from "./dbt-in-place.js";
import type { DbtPlace } from "./dbt-place.js";

/** What the workspace's tables would change, once published. */
interface Impact {
  version: number;
  tables: readonly TableImpact[];
}

/** The workspace's tables against the published version's; null where nothing is published. */
async function impactOn(place: DbtPlace, tables: readonly string[]): Promise<Impact | null> {
  if (place.house === null) return null;
  const { config, workspace } = place.house;
  const { readCurrent, versionFile, versionsDir } = await import("../../warehouse/versions.js");
  const current = readCurrent(config);
  if (current === undefined) return null;
  const session = await duckdbAdapter(() => workspace.connect()).connect();
  try {
    const file = versionFile(versionsDir(config), current.version);
    await session.run(`attach ${quoteLiteral(file)} as published_version (read_only)`);
    const found = await tableImpact(session, workspace.database, "published_version", tables);
    await session.run("detach published_version");
    return { version: current.version, tables: found };
  } finally {
    session.close();
  }
}

function print(plan: BuildPlan, impact: Impact | null, flags: DbtFlags): void {
  if (flags.output === "json") {
    process.stdout.write(`${JSON.stringify({ nodes: plan.nodes, impact }, null, 2)}\n`);
    return;
  }
  process.stdout.write(planText(plan.nodes));
  if (impact !== null) process.stdout.write(impactText(impact.version, impact.tables));
}

/** `granary dbt plan`. */
export function addPlanCommand(dbt: Command, runner: Runner): void {
  addSelectionFlags(
    dbt.command("plan").description("say what a build would change, and why, before anything runs"),
  )
    .addOption(new Option("--output <form>", "text or json").choices(["text", "json"]))
    .action(
      runner("plan", (flags) =>
        inPlace(flags, "granary dbt plan", async (place) => {
          const plan = await planCommand({
            ...place.invocation,
            ...optionsOf(flags),
            command: "build",
            onEvent: () => undefined,
          });
          print(plan, await impactOn(place, plan.tables), flags);
          return 0;
        }),
      ),
    );
}
