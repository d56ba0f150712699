import type { Command } from "commander";
import { discoverTables } from "../../ingest/discover.js";
import { runIngest } from "../../ingest/run.js";
import { runReplay } from "../../ingest/run-replay.js";
import { checkDemo } from "../../warehouse/config-demo.js";
import { openWorkspace } from "../../warehouse/workspace.js";
import { GranaryError } from "../../warehouse/errors.js";
import { withCommonFlags, withProgress, type CommonFlags } from "../context.js";
import { configOf, demoOf } from "../named-config.js";
import { generateDemoInto } from "../demo.js";
import { interruptible } from "../interrupt.js";

interface GenerateFlags extends CommonFlags {
  scale?: string;
  seed?: string;
  until?: string;
  period?: string;
  extend?: boolean;
  out?: string;
  to?: string;
}

interface IngestFlags extends CommonFlags {
  source?: string[];
  replay?: boolean;
  discover?: string;
}

/** `granary generate` and `granary ingest`. */
export function addLoadCommands(program: Command): void {
  withCommonFlags(
    program
      .command("generate")
      .description("write the demo company's operational systems as files")
      .option("--scale <number>", "1 is about 100,000 order lines (default: the configuration's)")
      .option("--seed <number>", "same seed, same bytes")
      .option("--until <date>", "last business day, YYYY-MM-DD")
      .option("--period <year|month>", "what one file of a table holds (default: year)")
      .option("--extend", "keep the files that stand and add what came since in files of its own")
      .option("--out <dir>", "where to write")
      .option("--to <url>", "write tables into this PostgreSQL database instead of files"),
  ).action(async (flags: GenerateFlags) => {
    if (flags.extend === true && flags.to !== undefined) {
      throw new GranaryError("USAGE", { message: "--extend writes files, not --to a database." });
    }
    const period = periodFlag(flags.period);
    const { demo, until } = demoOf(flags);
    const wanted = {
      scale: numberFlag("--scale", flags.scale) ?? demo?.scale ?? 0.1,
      seed: numberFlag("--seed", flags.seed) ?? demo?.seed ?? 42,
      until,
    };
    checkDemo(wanted, "--");
    const where = {
      out: flags.out ?? demo?.out ?? "data/demo",
      extend: flags.extend === true,
      ...(flags.to === undefined ? {} : { to: flags.to }),
    };
    await withProgress(flags, (onEvent) =>
      generateDemoInto({ ...wanted, ...where, period }, onEvent),
    );
  });

  withCommonFlags(
    program
      .command("ingest")
      .description("load what is new or changed from the sources")
      .option("--source <name...>", "only these sources")
      .option("--replay", "load the rows in quarantine that fit by now")
      .option(
        "--discover <source>",
        "print the tables a source has as configuration; loads nothing",
      ),
  ).action(async (flags: IngestFlags) => {
    const config = configOf(flags);
    if (flags.discover !== undefined) {
      process.stdout.write(await discoverTables(config, flags.discover));
      return;
    }
    for (const name of flags.source ?? []) {
      if (config.sources[name] !== undefined) continue;
      throw new GranaryError("USAGE", {
        message: `There is no source "${name}" in ${config.file}.`,
        hint: `Sources: ${Object.keys(config.sources).join(", ")}.`,
      });
    }
    await withProgress(flags, async (onEvent) => {
      const workspace = await openWorkspace(config, { holder: "granary ingest" });
      try {
        const sources = flags.source === undefined ? {} : { sources: flags.source };
        const run = flags.replay === true ? runReplay : runIngest;
        await interruptible<unknown>((signal) =>
          run({ config, workspace, onEvent, signal, ...sources }),
        );
      } finally {
        await workspace.close();
      }
    });
  });
}

function periodFlag(text = "year"): "year" | "month" {
  if (text === "year" || text === "month") return text;
  throw new GranaryError("USAGE", { message: `--period ${text} is neither year nor month.` });
}

function numberFlag(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) {
    throw new GranaryError("USAGE", { message: `${flag} ${text} is not a number.` });
  }
  return value;
}
