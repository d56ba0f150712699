import type { Command } from "commander";
import type { GranaryConfig } from "../../warehouse/config.js";
import { withCommonFlags, type CommonFlags, type Installation } from "../context.js";
import { configOf } from "../named-config.js";
import { configFinding, installationFindings, type Finding } from "../doctor/installation.js";
import { warehouseFindings } from "../doctor/warehouse.js";

const MARKS = { ok: "✓", optional: "–", missing: "✗" } as const;

/** `granary doctor`: what is there, what is missing, and how to get it. */
export function addDoctorCommand(
  program: Command,
  installation: Installation,
  exit: (code: number) => void,
): void {
  withCommonFlags(
    program.command("doctor").description("say what is missing and how to get it"),
  ).action(async (flags: CommonFlags) => {
    const findings = [...(await installationFindings(installation.packageRoot))];
    let config: GranaryConfig | undefined;
    try {
      config = configOf(flags);
      findings.push({ state: "ok", what: "configuration", detail: config.file });
    } catch (error) {
      findings.push(...configFinding(error));
    }
    if (config) findings.push(...(await warehouseFindings(config)));
    process.stdout.write(`${findings.map(line).join("\n")}\n`);
    const missing = findings.filter((finding) => finding.state === "missing").length;
    process.stdout.write(
      missing === 0
        ? "\nNothing is missing.\n"
        : `\n${String(missing)} ${missing === 1 ? "thing needs" : "things need"} attention.\n`,
    );
    if (missing > 0) exit(1);
  });
}

function line({ state, what, detail, remedy }: Finding): string {
  const lead = `${MARKS[state]} ${what}: ${detail}`;
  return remedy === undefined ? lead : `${lead}\n    → ${remedy}`;
}
