const SPECIAL = /[.+^${}()|\\]/;

function classAt(pattern: string, open: number): { source: string; end: number } | null {
  const close = pattern.indexOf("]", open + 2);
  if (close < 0) return null;
  const body = pattern.slice(open + 1, close).replaceAll("\\", "\\\\");
  const source = body.startsWith("!") ? `[^${body.slice(1)}]` : `[${body}]`;
  return { source, end: close };
}

function regexSource(pattern: string, star: string, doubleStar: string, any: string): string {
  let source = "";
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern.charAt(at);
    if (char === "*") {
      const double = pattern[at + 1] === "*";
      source += double ? doubleStar : star;
      if (double) at += 1;
    } else if (char === "?") {
      source += any;
    } else if (char === "[") {
      const group = classAt(pattern, at);
      source += group?.source ?? "\\[";
      at = group?.end ?? at;
    } else {
      source += SPECIAL.test(char) || char === "]" ? `\\${char}` : char;
    }
  }
  return source;
}

/** Whether `text` matches a shell pattern (`*`, `?`, `[seq]`, `[!seq]`), where `*` crosses every character. */
export function matchesWildcard(text: string, pattern: string): boolean {
  return new RegExp(`^${regexSource(pattern, ".*", ".*", ".")}$`, "s").test(text);
}

/**
 * Whether `path`, or unless `exact` a folder above it, matches a path pattern, where `*` stays within one folder.
 */
export function matchesPath(path: string, pattern: string, exact = false): boolean {
  const clean = pattern.replace(/^\.\//, "").replace(/\/+$/, "");
  const regex = new RegExp(`^${regexSource(clean, "[^/]*", ".*", "[^/]")}$`);
  if (exact) return regex.test(path);
  const parts = path.split("/");
  return parts.some((_, index) => regex.test(parts.slice(0, index + 1).join("/")));
}

export function hasWildcard(text: string): boolean {
  return /[*?[\]]/.test(text);
}
