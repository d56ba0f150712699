import { open } from "node:fs/promises";
import {
  CompressionType,
  compressionRegistry,
  type DataType,
  RecordBatchReader,
  type RecordBatch,
  type Schema,
} from "apache-arrow";
import { decompress } from "fzstd";
import { GranaryError } from "../warehouse/errors.js";
import { quoteIdent, quoteLiteral } from "../warehouse/sql.js";
import { arrowReading } from "./arrow-nested.js";
import { firstBytes } from "./byte-stream.js";
import type { ArrowText } from "./arrow-text.js";
import { checkedCast, roundingOf } from "./checked-cast.js";
import type { Column } from "./column-types.js";
import { unreadable } from "./failures.js";
import { checkHeader } from "./header.js";
import { unpackLz4 } from "./lz4-frame.js";
import { renamed } from "./settings.js";
import { partRows, placedStage, resetStage, type Staged, type StageRequest } from "./staged.js";

/** Stages an Arrow IPC file or stream. Its types are kept; one without an exact counterpart is an error. */
export async function stageArrow(request: StageRequest): Promise<Staged> {
  const { connection, settings, extract, existing } = request;
  compressionRegistry.set(CompressionType.ZSTD, { decode: (b) => aligned(decompress(b)) });
  compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: (b) => aligned(unpackLz4(b)) });
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
    const stage = names
      .map((name, i) => `${quoteIdent(name)} ${texts[i]?.staged ?? "VARCHAR"}`)
      .join(", ");
    await connection.run(`create temp table granary_stage (${stage})`);
    const rowsRead = await append(request, reader, texts);
    return { ...(await typed(request, names, texts)), rowsRead };
  } finally {
    await file.close();
  }
}

/** Numbers of eight bytes are read in place. */
function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
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
    // A file is read from its end, a stream from its beginning.
    const begins = (await firstBytes(extract.path, 6)).toString("latin1") === "ARROW1";
    const why = begins ? "its end is missing; it may be cut off" : "it is no Arrow file or stream";
    throw unreadable(extract, why, error);
  }
}

function textsOf({ extract }: StageRequest, schema: Schema): ArrowText[] {
  return schema.fields.map((field) => {
    const text = arrowReading(field.type as DataType);
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
  const types = texts.map((_, i) => appender.columnType(i));
  try {
    for await (const batch of reader) {
      const columns = texts.map((text, i) => {
        const values = batch.getChildAt(i);
        return values === null || values.data.length === 0 ? () => null : text.reader(values);
      });
      for (let row = 0; row < batch.numRows; row += 1) {
        for (const [i, read] of columns.entries()) {
          const value = read(row);
          if (value === null) appender.appendNull();
          else if (typeof value === "string") appender.appendVarchar(value);
          else appender.appendValue(value, types[i]);
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
    const staged = own.type === own.staged ? "temp.granary_stage" : undefined;
    const type = await request.settle({ name, type: declared.get(name) ?? own.type }, staged);
    columns.push({ name, type });
    const text = own.staged === "VARCHAR" ? quoteIdent(name) : `${quoteIdent(name)}::varchar`;
    const ownValue =
      own.type === own.staged ? quoteIdent(name) : `${quoteIdent(name)}::${own.type}`;
    // A type that stands in the table was chosen to hold this one; only a declared one may not, or a frozen one.
    const cast =
      declared.has(name) && type !== own.type
        ? checkedCast(text, type)
        : {
            value: type === own.type ? ownValue : `${ownValue}::${type}`,
            fails: roundingOf(ownValue, own.type, type) ?? "false",
          };
    checks.push({ name, type, text, ...cast });
  }
  const whole = names.map((name) => `${quoteLiteral(name)}, ${quoteIdent(name)}`);
  const raw = `json_object(${whole.join(", ")})::varchar`;
  const placed = await placedStage(request.connection);
  return { columns, rows: await partRows(request.connection, placed, columns, checks, { raw }) };
}
