import type { Command } from "commander";
import { GranaryError } from "../warehouse/errors.js";
import type { EventSink } from "../warehouse/events.js";
import { progressRenderer } from "./render/progress.js";

/** Where this installation of Granary lives. */
export interface Installation {
  packageRoot: string;
  /** The built web app; null for commands that serve nothing. */
  webRoot: string | null;
}

/** Flags every command takes. */
export interface CommonFlags {
  config?: string;
  log: "auto" | "text" | "json";
}

/** Adds the flags every command takes. */
export function withCommonFlags(command: Command): Command {
  return command
    .option("-c, --config <file>", "configuration file (default: nearest granary.yml)")
    .option("--log <form>", "progress as text or json; auto: text on a terminal", "auto");
}

/** Runs `work` with an event sink that renders to standard error as the flags say. */
export async function withProgress<T>(
  flags: CommonFlags,
  work: (sink: EventSink) => Promise<T>,
): Promise<T> {
  const { sink, end } = progressFor(flags);
  try {
    return await work(sink);
  } finally {
    end();
  }
}

/** The renderer of a command that goes on, such as a server. */
export function progressFor(flags: CommonFlags): ReturnType<typeof progressRenderer> {
  if (!["auto", "text", "json"].includes(flags.log)) {
    throw new GranaryError("USAGE", {
      message: `--log ${flags.log} is not known.`,
      hint: "Use auto, text or json.",
    });
  }
  const json = flags.log === "json" || (flags.log === "auto" && !process.stderr.isTTY);
  return progressRenderer(process.stderr, { json });
}
