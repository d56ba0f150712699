/**
 * A file pattern as a regular expression over paths with forward slashes: `*` and `?` stay within one folder, `**`
 * spans folders, `[abc]` and `{a,b}` list alternatives.
 */
export function globToRegExp(pattern: string): RegExp {
  const tokens = /\*\*\/|\*\*|\*|\?|\[[^\]]+\]|\{[^}]+\}|[^*?[{]+|[[{]/g;
  let source = "";
  for (const [token] of pattern.matchAll(tokens)) {
    if (token === "**/") source += "(?:[^/]+/)*";
    else if (token === "**") source += ".*";
    else if (token === "*") source += "[^/]*";
    else if (token === "?") source += "[^/]";
    else if (token.startsWith("[") && token.length > 1) source += characterClass(token);
    else if (token.startsWith("{") && token.length > 1) {
      source += `(?:${token.slice(1, -1).split(",").map(escape).join("|")})`;
    } else source += escape(token);
  }
  return new RegExp(`^${source}$`);
}

function characterClass(token: string): string {
  const inner = token.slice(1, -1).replace(/[\\^]/g, "\\$&");
  return token.startsWith("[!") ? `[^${inner.slice(1)}]` : `[${inner}]`;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
