import { GranaryError, messageOf } from "../warehouse/errors.js";
import type { Extract } from "./source.js";

const AGAIN = "Get the file again from its source, or correct how it is read (docs/ingestion.md).";

export function unreadable(
  extract: Extract,
  why: string,
  cause?: unknown,
  hint = AGAIN,
): GranaryError {
  return new GranaryError("INGEST_FILE_UNREADABLE", {
    message: `${extract.file} cannot be read: ${why}.`,
    hint,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** What the engine or the file system said, as a mistake about this file; typed errors pass as they are. */
export function asUnreadable(extract: Extract, thrown: unknown): unknown {
  if (thrown instanceof GranaryError) return thrown;
  const said = messageOf(thrown);
  const aboutTheFile =
    /^(Invalid Input|IO|Conversion|Out of Range|Serialization) Error|parquet|unexpected end of file|incorrect|invalid|a line is longer|EACCES|ENOENT|EISDIR/i;
  return aboutTheFile.test(said) ? unreadable(extract, firstLine(said), thrown) : thrown;
}

function firstLine(text: string): string {
  return (text.split("\n", 1)[0] ?? text).replace(/[\s.]+$/, "");
}

/** What was thrown, or that loading was stopped, where that is why. */
export function orStopped(signal: AbortSignal | undefined, thrown: unknown): unknown {
  if (signal?.aborted !== true) return thrown;
  if (thrown instanceof GranaryError && thrown.code === "INGEST_INTERRUPTED") return thrown;
  return new GranaryError("INGEST_INTERRUPTED", {
    message: "Loading was stopped on request.",
    hint: "Run the same command again: it continues behind what is committed.",
    cause: thrown,
  });
}
