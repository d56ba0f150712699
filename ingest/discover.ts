import { readFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import type { GranaryConfig } from "../warehouse/config.js";
import { chosenSources } from "./run.js";
import type { DiscoveredTable, Source } from "./source.js";
import { rawName } from "./table-pattern.js";

/**
 * What a configured source holds, as its block in `granary.yml`: one line per table, with the mode that
 * suits it and its columns in a comment.
 *
 * @throws GranaryError USAGE for an unknown source, and what the source throws when it cannot be reached
 */
export async function discoverTables(config: GranaryConfig, name: string): Promise<string> {
  const [source] = await chosenSources(config, [name]);
  if (source === undefined) throw new Error(`no source ${name}`);
  const found = await source.discover();
  const { settings: own, tables } = configured(config.file, name);
  const taken = new Set<string>();
  const blocks = found.map((table) => {
    const choices = namesFor(source, table);
    const name = choices.find((choice) => !taken.has(choice)) ?? numbered(choices[0], taken);
    taken.add(name);
    return blockOf(source, name, table, tables[table.name] ?? {});
  });
  const settings = Object.entries(own).map(
    ([key, value]) => `    ${key}: ${flow(withoutSecrets(key, value))}\n`,
  );
  return `sources:\n  ${name}:\n${settings.join("")}    tables:\n${blocks.join("")}`;
}

interface Configured {
  settings: Record<string, unknown>;
  tables: Record<string, Record<string, unknown> | null>;
}

/** The source's own settings as they stand in the file: references to the environment are not filled in. */
function configured(file: string, name: string): Configured {
  const document = parse(readFileSync(file, "utf8")) as {
    sources: Record<string, Record<string, unknown> & { tables?: Configured["tables"] }>;
  };
  const { tables = {}, ...settings } = document.sources[name] ?? {};
  return { settings, tables };
}

/** A secret written out in the configuration is not repeated; a reference to one is. */
function withoutSecrets(key: string, value: unknown): unknown {
  if (typeof value === "string") {
    const secret =
      !/^(base_url|primary_key)$/.test(key) &&
      /url|password|token|secret|bearer|value|key|auth|cookie/i.test(key);
    return secret && !value.includes("${") ? "<as configured>" : value;
  }
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(key, item));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([inner, item]): [string, unknown] => [
    inner,
    key === "headers" ? withoutSecrets("value", item) : withoutSecrets(inner, item),
  ]);
  return Object.fromEntries(entries);
}

function flow(value: unknown): string {
  return stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim();
}

function blockOf(
  source: Source,
  name: string,
  table: DiscoveredTable,
  own: Readonly<Record<string, unknown>>,
): string {
  const { mode, cursor } = table.suggested;
  const isFile = source.byContent === true;
  const settings = {
    ...(isFile ? { files: table.name } : name === table.name ? {} : { table: table.name }),
    ...(withoutSecrets("", own) as object),
    ...(isFile ? {} : { mode }),
    ...(table.primaryKey.length === 0 ? {} : { primary_key: table.primaryKey }),
    ...(cursor === undefined ? {} : { cursor }),
  };
  const rows = table.rows === undefined ? "" : `about ${String(table.rows)} rows: `;
  const columns = table.columns.map((column) => `${column.name} ${column.type}`).join(", ");
  const comment = columns === "" ? "" : `      # ${rows}${columns.replace(/\s+/g, " ")}\n`;
  return `${comment}      ${name}: ${flow(settings)}\n`;
}

/** What a table may be called, best first: "erp/orders-*.csv.gz" orders, erp_orders, orders_csv_gz or all of it. */
function namesFor(source: Source, { name }: DiscoveredTable): [string, ...string[]] {
  if (source.byContent !== true) return [rawName(name)];
  const base = name.slice(name.lastIndexOf("/") + 1);
  return [
    fileTableName(base.replace(/\.[a-z].*$/i, "")),
    fileTableName(name.replace(/\.[a-z][^/]*$/i, "")),
    fileTableName(base),
    fileTableName(name),
  ];
}

function fileTableName(pattern: string): string {
  const name = rawName(pattern.replaceAll("*", "")).replace(/_+/g, "_").replace(/^_|_$/g, "");
  return /^[a-z]/.test(name) ? name : `t_${name}`;
}

function numbered(name: string, taken: ReadonlySet<string>): string {
  for (let n = 2; ; n += 1) if (!taken.has(`${name}_${String(n)}`)) return `${name}_${String(n)}`;
}
