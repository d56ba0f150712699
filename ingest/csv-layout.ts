import type { GranaryError } from "../warehouse/errors.js";
import { quoteLiteral } from "../warehouse/sql.js";
import type { Column } from "./column-types.js";
import { firstRecord, sniffDelimiter, splitRecord, type Dialect } from "./dialect.js";
import { unreadable } from "./failures.js";
import { checkHeader, checkHeaderIsNotData } from "./header.js";
import { renamed } from "./settings.js";
import { columnsOption, type StageRequest } from "./staged.js";

/** How one delimited file is laid out: its dialect and its columns as the table calls them. */
export interface Layout extends Dialect {
  /** A plain UTF-8 file. */
  path: string;
  names: readonly string[];
}

/** @throws GranaryError INGEST_FILE_UNREADABLE, INGEST_HEADER_MISMATCH */
export async function layoutOf(request: StageRequest, path: string): Promise<Layout> {
  const { settings, extract, existing } = request;
  const { quote, escape, header, decimal, thousands, nullValues } = settings;
  const record = await firstRecord(path, quote);
  if (record === undefined && header) throw unreadable(extract, "it is empty: not even a header");
  if (header && record?.trim() === "") {
    const hint = `Set sources.${settings.source}.tables.${settings.table}.header_row to the line its header stands on.`;
    throw unreadable(extract, "its first line is blank", undefined, hint);
  }
  if (/^\s*<(!doctype|html|\?xml)\b/i.test(record ?? "")) {
    const hint = "Often the page that asks for a login: get the file again from its source.";
    throw unreadable(extract, "it is a page of HTML or XML", undefined, hint);
  }
  if (/\r./s.test(unquoted(record ?? "", quote))) {
    throw unreadable(
      extract,
      "its lines end with a carriage return alone; they should end with a line feed",
    );
  }
  const delimiter = settings.delimiter ?? sniffDelimiter(record ?? "", quote);
  if (delimiter === undefined) {
    throw unreadable(extract, "more than one delimiter fits its first line; set delimiter:");
  }
  const layout = { path, delimiter, quote, escape, header, decimal, thousands, nullValues };
  if (!header) return { ...layout, names: (settings.columns ?? []).map((c) => c.name) };
  const names = renamed(settings, splitRecord(record ?? "", delimiter, quote, escape), existing);
  checkHeader(settings, extract.file, names, existing);
  checkHeaderIsNotData(settings, extract.file, names);
  return { ...layout, names };
}

function unquoted(record: string, quote: string): string {
  return quote === ""
    ? record
    : record
        .split(quote)
        .filter((_, i) => i % 2 === 0)
        .join("");
}

/** SQL of the engine's reader over a file with these columns. */
export function csvReader(
  layout: Layout,
  columns: readonly Column[],
  options: string,
  paths: readonly string[] = [layout.path],
): string {
  const nulls = ["", ...(layout.nullValues ?? [])].map(quoteLiteral).join(", ");
  return `read_csv([${paths.map(quoteLiteral).join(", ")}], auto_detect=false, strict_mode=true, null_padding=false,
    allow_quoted_nulls=false, skip=0, header=${layout.header}, delim=${quoteLiteral(layout.delimiter)},
    quote=${quoteLiteral(layout.quote)}, escape=${quoteLiteral(layout.escape ?? layout.quote)},
    nullstr=[${nulls}], columns=${columnsOption(columns)}${options === "" ? "" : `, ${options}`})`;
}

/** A quote that is never closed swallows the rest of its file, which is no row to be put aside. */
export function neverClosed(request: StageRequest, line: number): GranaryError {
  return unreadable(
    request.extract,
    `the quote opened in line ${String(line)} is never closed; the file may be cut off`,
  );
}
