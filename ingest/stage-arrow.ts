import { open } from "node:fs/promises";
import {
  CompressionType,
  compressionRegistry,
  type Data,
  type DataType,
  RecordBatchReader,
  type RecordBatch,
  type Schema,
} from "apache-arrow";
import { decompress } from "fzstd";
import { GranaryError } from "../warehouse/errors.js";
import { quoteIdent, quoteLiteral } from "../warehouse/sql.js";
import { arrowText, type ArrowText } from "./arrow-text.js";
import { checkedCast } from "./checked-cast.js";
import type { Column } from "./column-types.js";
import { unreadable } from "./failures.js";
import { checkHeader } from "./header.js";
import { renamed } from "./settings.js";
import { partRows, placedStage, resetStage, type Staged, type StageRequest } from "./staged.js";

/** Stages an Arrow IPC file or stream. Its types are kept; one without an exact counterpart is an error. */
export async function stageArrow(request: StageRequest): Promise<Staged> {
  const { connection, settings, extract, existing } = request;
  compressionRegistry.set(CompressionType.ZSTD, { decode: (bytes) => decompress(bytes) });
  const file = await open(extract.path);
  try {
    const reader = await opened(request, file);
    const names = renamed(
      settings,
      reader.schema.fields.map((field) => field.name),
      existing,
    );
    checkHeader(settings, extract.file, names, existing);
    const texts = textsOf(request, reader.schema);
    await resetStage(connection);
    const stage = names.map((name) => `${quoteIdent(name)} varchar`).join(", ");
    await connection.run(`create temp table granary_stage (${stage})`);
    const rowsRead = await append(request, reader, texts);
    return { ...(await typed(request, names, texts)), rowsRead };
  } finally {
    await file.close();
  }
}

interface Batches extends AsyncIterable<RecordBatch> {
  schema: Schema;
}

async function opened(
  { extract }: StageRequest,
  file: Awaited<ReturnType<typeof open>>,
): Promise<Batches> {
  try {
    const reader = await RecordBatchReader.from(file);
    await reader.open();
    return reader;
  } catch (error) {
    throw unreadable(extract, "it is no Arrow file or stream", error);
  }
}

function textsOf({ extract }: StageRequest, schema: Schema): ArrowText[] {
  return schema.fields.map((field) => {
    const text = arrowText(field.type as DataType);
    if (text !== undefined) return text;
    throw new GranaryError("INGEST_TYPE_UNSUPPORTED", {
      message: `${extract.file}: the column "${field.name}" is of the Arrow type ${String(field.type)}, which has no exact counterpart.`,
      hint: "Write the file again with this column as text, or as Parquet.",
    });
  });
}

async function append(
  { connection, extract }: StageRequest,
  reader: Batches,
  texts: readonly ArrowText[],
): Promise<number> {
  let rows = 0;
  const appender = await connection.createAppender("granary_stage", "main", "temp");
  try {
    for await (const batch of reader) {
      const columns = texts.map((text, i) => ({ text, values: batch.getChildAt(i) }));
      for (let row = 0; row < batch.numRows; row += 1) {
        for (const { text, values } of columns) {
          const data = values?.data[0] as Data | undefined;
          if (values?.isValid(row) !== true || data === undefined) appender.appendNull();
          else appender.appendVarchar(text.text(values, data, row));
        }
        appender.endRow();
      }
      appender.flushSync();
      rows += batch.numRows;
    }
  } catch (error) {
    throw unreadable(extract, `it ends or breaks after row ${String(rows)}`, error);
  } finally {
    appender.closeSync();
  }
  return rows;
}

async function typed(
  request: StageRequest,
  names: readonly string[],
  texts: readonly ArrowText[],
): Promise<Pick<Staged, "columns" | "rows">> {
  const declared = new Map(request.settings.columns?.map((column) => [column.name, column.type]));
  const columns: Column[] = [];
  const checks = [];
  for (const [i, name] of names.entries()) {
    const own = texts[i];
    if (own === undefined) continue;
    const type = await request.settle({ name, type: declared.get(name) ?? own.type });
    columns.push({ name, type });
    const text = quoteIdent(name);
    // A type that stands in the table was chosen to hold this one; only a declared type may not.
    const cast =
      declared.has(name) && type !== own.type
        ? checkedCast(text, type)
        : { value: `(${own.value(text)})::${type}`, fails: "false" };
    checks.push({ name, type, text, ...cast });
  }
  const whole = names.map((name) => `${quoteLiteral(name)}, ${quoteIdent(name)}`);
  const raw = `json_object(${whole.join(", ")})::varchar`;
  const placed = await placedStage(request.connection);
  return { columns, rows: await partRows(request.connection, placed, columns, checks, { raw }) };
}
