import { existsSync, readFileSync } from "node:fs";
import { LineCounter, parseDocument, type Document } from "yaml";
import type { z } from "zod";
import { type Environment, interpolate, type Path } from "./config-environment.js";
import { GranaryError } from "./errors.js";

/**
 * Reads a configuration file and checks it. Every fault is reported together, each with its line.
 *
 * @param only settings of the top level to read; what the others say, or leave unset, is then no matter
 * @throws GranaryError CONFIG_NOT_FOUND, CONFIG_INVALID
 */
export function readSettings<S extends z.ZodType>(
  file: string,
  schema: S,
  env: Environment,
  only?: readonly string[],
): z.output<S> {
  if (!existsSync(file)) {
    throw new GranaryError("CONFIG_NOT_FOUND", {
      message: `No configuration at ${file}.`,
      hint: "Run in a directory with a granary.yml, or name one with --config.",
    });
  }
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, "utf8"), { lineCounter: lines });
  const faults: string[] = document.errors.map(
    (error) => `line ${String(lines.linePos(error.pos[0]).line)}: ${firstLine(error.message)}`,
  );
  if (faults.length > 0) throw invalid(file, faults);

  const written = picked(document.toJS() as unknown, only);
  const values = interpolate(written, env, [], (path, message) =>
    faults.push(`${where(document, lines, path)}: ${message}`),
  );
  const parsed = schema.safeParse(values ?? {});
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const path = issue.path.filter((step) => typeof step !== "symbol");
      // An unset variable has been reported already; its empty value would be a second fault for one mistake.
      const place = where(document, lines, path);
      if (!faults.some((fault) => fault.startsWith(`${place}:`))) {
        faults.push(`${place}: ${issue.message}`);
      }
    }
  }
  if (faults.length > 0 || !parsed.success) throw invalid(file, faults);
  return parsed.data;
}

/** Only these entries of a mapping; anything else as it is. */
function picked(value: unknown, only: readonly string[] | undefined): unknown {
  if (only === undefined || value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => only.includes(key)));
}

function invalid(file: string, faults: readonly string[]): GranaryError {
  const count = faults.length === 1 ? "1 fault" : `${String(faults.length)} faults`;
  return new GranaryError("CONFIG_INVALID", {
    message: `${file} has ${count}.`,
    details: faults,
    hint: "Mend the lines above; docs/configuration.md lists every setting.",
  });
}

/** "line 7, sources.demo.path": the deepest part of `path` that stands in the file gives the line. */
function where(document: Document, lines: LineCounter, path: Path): string {
  const name = path.length === 0 ? "top level" : path.join(".");
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node: unknown =
      depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (node !== null && typeof node === "object" && "range" in node) {
      const range = node.range as readonly [number, number, number] | null | undefined;
      if (range) return `line ${String(lines.linePos(range[0]).line)}, ${name}`;
    }
  }
  return name;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}
