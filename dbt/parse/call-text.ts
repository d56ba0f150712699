import type { RefCall, SourceCall } from "../manifest.js";

type Reference =
  { kind: "ref"; ref: RefCall } | { kind: "source"; source: SourceCall } | { kind: "this" };

const CALL = /^\s*(ref|source)\s*\(([^()]*)\)\s*$/;
const STRING = /^\s*(?:"([^"]*)"|'([^']*)')\s*$/;
const KEYWORD = /^\s*(v|version)\s*=\s*(.+?)\s*$/;

function stringOf(text: string): string | null {
  const match = STRING.exec(text);
  return match === null ? null : (match[1] ?? match[2] ?? null);
}

function versionOf(text: string): string | number | null {
  const quoted = stringOf(text);
  if (quoted !== null) return quoted;
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

/** Reads `ref('x')`, `source('a', 'b')` or `this` as properties files name inputs; null for anything else. */
export function parseReference(text: string): Reference | null {
  if (text.trim() === "this") return { kind: "this" };
  const match = CALL.exec(text);
  if (match === null) return null;
  const names: string[] = [];
  let version: string | number | null = null;
  for (const argument of (match[2] ?? "").split(",")) {
    const keyword = KEYWORD.exec(argument);
    if (keyword !== null) {
      version = versionOf(keyword[2] ?? "");
      continue;
    }
    const name = stringOf(argument);
    if (name === null) return null;
    names.push(name);
  }
  const [first, second] = names;
  if (first === undefined || names.length > 2) return null;
  if (match[1] === "ref") {
    const ref =
      second === undefined ? { name: first, package: null } : { name: second, package: first };
    return { kind: "ref", ref: { ...ref, version } };
  }
  return second === undefined ? null : { kind: "source", source: [first, second] };
}
