import type { ProjectReport } from "./compare-project.js";

const SHOWN = 40;

/** A readable report of a project; its last line is the verdict. */
export function formatReport(
  report: ProjectReport,
  { limit = SHOWN, verbose = false }: { limit?: number; verbose?: boolean } = {},
): string {
  const lines = [`${report.project}${report.about === "" ? "" : `: ${report.about}`}`];
  for (const { step, compared, differences, known, milliseconds, results = {} } of report.steps) {
    const times = `dbt ${seconds(milliseconds.dbt)}, granary ${seconds(milliseconds.granary)}`;
    const verdict =
      differences.length === 0 ? "equal" : `${String(differences.length)} differences`;
    lines.push(
      `  ${step}: ${verdict} (${String(compared)} compared${known === 0 ? "" : `, ${String(known)} known differences`}; ${times})`,
    );
    if (verbose) {
      lines.push(...Object.entries(results).map(([id, ended]) => `    . ${id}: ${String(ended)}`));
    }
    for (const difference of differences.slice(0, limit)) {
      lines.push(...difference.split("\n").map((line) => `      ${line}`));
    }
    const more = differences.length - limit;
    if (more > 0) lines.push(`      … and ${String(more)} more`);
  }
  for (const unexpected of report.unexpected) lines.push(`  UNEXPECTED: ${unexpected}`);
  lines.push(`  ${isEqual(report) ? "EQUAL" : "DIFFERENT"}`);
  return lines.join("\n");
}

/** Whether nothing differed and dbt itself did what was expected of it. */
export function isEqual({ steps, unexpected }: ProjectReport): boolean {
  return unexpected.length === 0 && steps.every(({ differences }) => differences.length === 0);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
