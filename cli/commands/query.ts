import { once } from "node:events";
import { readFileSync } from "node:fs";
import { InvalidArgumentError, type Command } from "commander";
import { catalogue } from "../../warehouse/catalogue.js";
import { GranaryError } from "../../warehouse/errors.js";
import { prepareSelect, queryError } from "../../warehouse/select-query.js";
import { openVersion, type VersionReader } from "../../warehouse/version-reader.js";
import { withCommonFlags, type CommonFlags } from "../context.js";
import { configOf } from "../named-config.js";
import { csvWriter, jsonWriter, tableWriter, type ResultWriter } from "../render/result.js";
import { formatTextTable } from "../render/table.js";

interface QueryFlags extends CommonFlags {
  format: string;
  version?: number;
  tables?: boolean;
  file?: string;
}

const FORMATS = ["table", "json", "csv", "arrow"] as const;

/** `granary query`: one SELECT against a published version. */
export function addQueryCommand(program: Command): void {
  withCommonFlags(
    program
      .command("query")
      .description("run one SELECT against the current version and print the result")
      .argument("[sql]", "the query; - reads it from standard input")
      .option("-f, --format <form>", FORMATS.join(", "), "table")
      .option("--file <file>", "read the query from a file")
      .option("--version <number>", "an older version", (text) => {
        const value = Number(text);
        if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("no number");
        return value;
      })
      .option("--tables", "list tables, their grain and columns instead"),
  ).action(async (sql: string | undefined, flags: QueryFlags) => {
    const config = configOf(flags);
    if (!(FORMATS as readonly string[]).includes(flags.format)) {
      throw new GranaryError("USAGE", {
        message: `--format ${flags.format} is not known.`,
        hint: `Use one of ${FORMATS.join(", ")}.`,
      });
    }
    const reader = await openVersion(config, flags.version);
    try {
      if (flags.tables === true) await printTables(reader);
      else await printResult(reader, textOf(sql, flags), flags.format);
    } finally {
      reader.close();
    }
  });
}

function textOf(sql: string | undefined, flags: QueryFlags): string {
  if (flags.file !== undefined) return readFileSync(flags.file, "utf8");
  if (sql === "-") return readFileSync(0, "utf8");
  if (sql !== undefined) return sql;
  throw new GranaryError("USAGE", {
    message: "There is no query.",
    hint: `For example: granary query "select count(*) from sales.fct_order_line"; --tables lists what is there.`,
  });
}

async function printResult(reader: VersionReader, sql: string, format: string): Promise<void> {
  const connection = await reader.connect();
  try {
    const prepared = await prepareSelect(connection, sql);
    if (format === "arrow") {
      const { arrowStream } = await import("../../warehouse/arrow.js");
      for await (const part of arrowStream(await prepared.stream())) await write(part);
      return;
    }
    const writer = writerFor(format);
    const result = await prepared.stream();
    const names = result.deduplicatedColumnNames();
    await write(writer.begin(names, result.columnTypes()));
    for await (const rows of result.yieldRowsJson()) await write(writer.rows(rows));
    await write(writer.end());
  } catch (error) {
    throw queryError(error);
  } finally {
    connection.closeSync();
  }
}

function writerFor(format: string): ResultWriter {
  if (format === "json") return jsonWriter();
  return format === "csv" ? csvWriter() : tableWriter();
}

async function printTables(reader: VersionReader): Promise<void> {
  const tables = await catalogue(reader);
  const rows = tables.map((table) => [
    `${table.schema}.${table.name}`,
    String(reader.manifest.rows[`${table.schema}.${table.name}`] ?? ""),
    table.comment ?? "",
    table.columns.map((column) => column.name).join(", "),
  ]);
  await write(`${formatTextTable(["table", "rows", "description", "columns"], rows)}\n`);
}

async function write(part: string | Uint8Array): Promise<void> {
  if (part.length === 0) return;
  if (!process.stdout.write(part)) await once(process.stdout, "drain");
}
