import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Rule {
  pattern: RegExp;
  /** Whether what matches is taken back in. */
  keeps: boolean;
}

const IGNORE_FILE = ".dbtignore";
const LITERAL = /[.+^$()|{}\\]/g;

function escaped(text: string): string {
  return text.replace(LITERAL, "\\$&");
}

/** The pattern between two slashes, as an expression. */
function segment(text: string): string {
  return text.replace(
    /\\(.)|\[[!^]?\]?[^\]]*\]|\*+|\?|[^\\[*?]+|[\\[]/g,
    (part, quoted?: string) => {
      if (quoted !== undefined) return escaped(quoted);
      if (part.startsWith("*")) return "[^/]*";
      if (part === "?") return "[^/]";
      if (part.length > 1 && part.startsWith("[")) {
        return part.replace(/^\[[!^]/, "[^").replaceAll("\\", "\\\\");
      }
      return escaped(part).replace(/^\[$/, "\\[");
    },
  );
}

/** One line of the file, as Git reads those of .gitignore; null for one that says nothing. */
function ruleOf(line: string): Rule | null {
  const trimmed = line.replace(/\r?$/, "").replace(/(?<!\\) +$/, "");
  if (trimmed === "" || trimmed.startsWith("#")) return null;
  const keeps = trimmed.startsWith("!");
  const written = keeps ? trimmed.slice(1) : trimmed;
  const folderOnly = written.endsWith("/");
  const segments = written.replace(/\/$/, "").split("/");
  const anchored = segments.length > 1;
  if (segments[0] === "") segments.shift();
  if (!anchored && segments[0] !== "**") segments.unshift("**");
  const last = segments.length - 1;
  const parts = segments.map((text, index) => {
    if (text !== "**") return segment(text) + (index === last ? "" : "/");
    return index === last ? ".+" : "(?:.+/)?";
  });
  return { pattern: new RegExp(`^${parts.join("")}${folderOnly ? "/.*" : "(?:/.*)?"}$`), keeps };
}

/** Whether a path, relative to the project's folder, is left out by its `.dbtignore`. */
type IsIgnored = (path: string) => boolean;

/** Reads the project's `.dbtignore`; without one nothing is ignored. */
export function readIgnored(rootDir: string): IsIgnored {
  let text: string;
  try {
    text = readFileSync(join(rootDir, IGNORE_FILE), "utf8");
  } catch {
    return () => false;
  }
  const rules = text.split("\n").flatMap((line) => ruleOf(line) ?? []);
  return (path) => rules.findLast(({ pattern }) => pattern.test(path))?.keeps === false;
}
