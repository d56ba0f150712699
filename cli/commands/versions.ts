import { InvalidArgumentError, type Command } from "commander";
import { listVersions, readCurrent, rollback } from "../../warehouse/versions.js";
import { withCommonFlags, type CommonFlags } from "../context.js";
import { configOf } from "../named-config.js";
import { formatTextTable } from "../render/table.js";

/** `granary versions` and `granary rollback`. */
export function addVersionCommands(program: Command): void {
  withCommonFlags(
    program.command("versions").description("list the published versions that are kept"),
  ).action((flags: CommonFlags) => {
    const config = configOf(flags);
    const current = readCurrent(config)?.version;
    const rows = listVersions(config).map((manifest) => [
      manifest.version === current ? "→" : "",
      String(manifest.version),
      manifest.publishedAt,
      manifest.asOfDate,
      String(Object.keys(manifest.rows).length),
      Object.values(manifest.rows)
        .reduce((sum, rows) => sum + rows, 0)
        .toLocaleString("en"),
      String(manifest.tests.passed),
      String(manifest.tests.warned),
      manifest.gitCommit?.slice(0, 10) ?? "",
    ]);
    process.stdout.write(
      rows.length === 0
        ? "Nothing has been published yet; `granary run` publishes the first version.\n"
        : `${formatTextTable(["", "version", "published at (UTC)", "as of", "tables", "rows", "tests passed", "warned", "commit"], rows)}\n`,
    );
  });

  withCommonFlags(
    program
      .command("rollback")
      .description("make an older version current again")
      .argument("[version]", "number of the version (default: the one before the current)", number),
  ).action((version: number | undefined, flags: CommonFlags) => {
    const manifest = rollback(configOf(flags), version);
    process.stdout.write(`Version ${String(manifest.version)} is current.\n`);
  });
}

function number(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new InvalidArgumentError("not a version number");
  }
  return value;
}
