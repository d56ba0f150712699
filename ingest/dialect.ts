import { lineChunks } from "./byte-stream.js";

/** How the text of a delimited file is to be read. */
export interface Dialect {
  delimiter: string;
  quote: string;
  /** Stands before a quote or itself inside quotes; the same as `quote` where quotes are doubled. */
  escape?: string;
  header: boolean;
  decimal?: string;
  /** Parts the digits of a number into groups; says nothing itself. */
  thousands?: string | undefined;
  /** Unquoted texts that count as empty. */
  nullValues?: readonly string[];
}

const CANDIDATES = [",", ";", "\t", "|"];
const SEVERAL_CHARACTERS = ["||", "~|~", "|~|", "^|^"];

/** The first line of a text file without its line end, or undefined for an empty file. */
export async function firstRecord(path: string, quote: string): Promise<string | undefined> {
  for await (const chunk of lineChunks(path)) {
    const text = chunk.subarray(0, 1 << 20).toString("utf8");
    return text.slice(0, endOfRecord(text, quote));
  }
  return undefined;
}

function endOfRecord(text: string, quote: string): number {
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    if (quote !== "" && text[i] === quote) quoted = !quoted;
    else if (text[i] === "\n" && !quoted) return text[i - 1] === "\r" ? i - 1 : i;
  }
  return text.length;
}

/**
 * The delimiter of a file by its first record: one of several characters that parts it into names, else the candidate (comma, semicolon, tab, bar) that splits it into most
 * fields; undefined when two split it alike, a comma when none does.
 */
export function sniffDelimiter(record: string, quote: string): string | undefined {
  const several = SEVERAL_CHARACTERS.find((delimiter) => {
    const names = splitRecord(record, delimiter, quote);
    return names.length > 1 && !names.includes("");
  });
  if (several !== undefined) return several;
  const widths = CANDIDATES.map((delimiter) => ({
    delimiter,
    width: splitRecord(record, delimiter, quote).length,
  })).sort((a, b) => b.width - a.width);
  const [best, next] = widths;
  if (best === undefined || best.width === 1) return ",";
  return best.width === next?.width ? undefined : best.delimiter;
}

/** The fields of one record, unquoted. */
export function splitRecord(
  record: string,
  delimiter: string,
  quote: string,
  escape = quote,
): string[] {
  const fields: string[] = [];
  let field = "";
  let quoted = false;
  let opened = false;
  for (let i = 0; i < record.length; i += 1) {
    const char = record[i] ?? "";
    const next = record[i + 1];
    if (quoted && char === escape && (next === quote || next === escape)) {
      field += next;
      i += 1;
    } else if (quoted && char === quote) quoted = false;
    else if (quoted) field += char;
    else if (char === quote && quote !== "" && field === "" && !opened) quoted = opened = true;
    else if (record.startsWith(delimiter, i)) {
      fields.push(field);
      field = "";
      opened = false;
      i += delimiter.length - 1;
    } else field += char;
  }
  fields.push(field);
  return fields;
}
