import {
  DuckDBDateValue,
  DuckDBDecimalType,
  DuckDBDecimalValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
  type DuckDBResult,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api";
import {
  Bool,
  DateDay,
  Decimal,
  Field,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  Int8,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMicrosecond,
  Uint16,
  Uint32,
  Uint64,
  Uint8,
  Utf8,
  vectorFromArray,
  type Data,
  type DataType,
} from "apache-arrow";
import { GranaryError } from "./errors.js";

/**
 * A query's result as an Arrow IPC stream, one record batch per engine chunk. Decimals keep their scale (128 bits wide),
 * timestamps are microseconds in UTC, HUGEINT becomes DECIMAL(38,0).
 *
 * @throws GranaryError QUERY_FAILED for a column type that has no Arrow mapping here
 */
export async function* arrowStream(result: DuckDBResult): AsyncGenerator<Uint8Array> {
  const names = result.deduplicatedColumnNames();
  const columns = result.columnTypes().map((type, index) => columnOf(type, names[index] ?? ""));
  const schema = new Schema(
    columns.map(({ arrow }, index) => new Field(names[index] ?? "", arrow, true)),
  );
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  const written = (async () => {
    for (;;) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) break;
      const children = columns.map(({ arrow, convert }, index) =>
        dataOf(arrow, chunk.getColumnValues(index), convert),
      );
      const struct = makeData({
        type: new Struct(schema.fields),
        length: chunk.rowCount,
        nullCount: 0,
        children,
      });
      writer.write(new RecordBatch(schema, struct));
    }
    writer.finish();
  })().catch((error: unknown) => {
    writer.abort(error);
  });
  for await (const part of writer) yield part;
  await written;
}

interface ArrowColumn {
  arrow: DataType;
  /** A non-null engine value as the Arrow builder takes it. */
  convert: (value: DuckDBValue) => unknown;
}

const same = (value: DuckDBValue): unknown => value;

const PLAIN = new Map<DuckDBTypeId, () => DataType>([
  [DuckDBTypeId.BOOLEAN, () => new Bool()],
  [DuckDBTypeId.TINYINT, () => new Int8()],
  [DuckDBTypeId.SMALLINT, () => new Int16()],
  [DuckDBTypeId.INTEGER, () => new Int32()],
  [DuckDBTypeId.BIGINT, () => new Int64()],
  [DuckDBTypeId.UTINYINT, () => new Uint8()],
  [DuckDBTypeId.USMALLINT, () => new Uint16()],
  [DuckDBTypeId.UINTEGER, () => new Uint32()],
  [DuckDBTypeId.UBIGINT, () => new Uint64()],
  [DuckDBTypeId.FLOAT, () => new Float32()],
  [DuckDBTypeId.DOUBLE, () => new Float64()],
  [DuckDBTypeId.VARCHAR, () => new Utf8()],
]);

function columnOf(type: DuckDBType, name: string): ArrowColumn {
  const plain = PLAIN.get(type.typeId);
  if (plain) return { arrow: plain(), convert: same };
  if (type instanceof DuckDBDecimalType) {
    return {
      arrow: new Decimal(type.scale, type.width, 128),
      convert: (value) => words(value instanceof DuckDBDecimalValue ? value.value : 0n),
    };
  }
  if (type.typeId === DuckDBTypeId.HUGEINT) {
    return { arrow: new Decimal(0, 38, 128), convert: (value) => words(BigInt(String(value))) };
  }
  if (type.typeId === DuckDBTypeId.DATE) {
    return {
      arrow: new DateDay(),
      convert: (value) =>
        new Date((value instanceof DuckDBDateValue ? value.days : 0) * 86_400_000),
    };
  }
  if (type.typeId === DuckDBTypeId.TIMESTAMP || type.typeId === DuckDBTypeId.TIMESTAMP_TZ) {
    return { arrow: timestampType(type), convert: same };
  }
  throw new GranaryError("QUERY_FAILED", {
    message: `Column "${name}" of type ${String(type)} has no Arrow form here.`,
    hint: "Cast it in the query, for example to varchar.",
  });
}

function timestampType(type: DuckDBType): TimestampMicrosecond {
  return new TimestampMicrosecond(type.typeId === DuckDBTypeId.TIMESTAMP_TZ ? "UTC" : null);
}

/** A 128-bit two's complement integer as four little-endian words. */
function words(value: bigint): Uint32Array {
  const unsigned = BigInt.asUintN(128, value);
  return Uint32Array.from([0n, 32n, 64n, 96n], (shift) =>
    Number((unsigned >> shift) & 0xffff_ffffn),
  );
}

function dataOf(
  arrow: DataType,
  values: readonly DuckDBValue[],
  convert: ArrowColumn["convert"],
): Data {
  if (arrow instanceof TimestampMicrosecond) return timestampData(arrow, values);
  const converted = values.map((value) => (value === null ? null : convert(value)));
  const [data] = vectorFromArray(converted, arrow).data;
  if (!data) throw new Error("Arrow built no data for a chunk");
  return data;
}

/** Arrow's builder takes milliseconds and would lose the rest. */
function timestampData(type: TimestampMicrosecond, values: readonly DuckDBValue[]): Data {
  const data = new BigInt64Array(values.length);
  const nullBitmap = new Uint8Array((values.length + 7) >> 3);
  let nullCount = 0;
  values.forEach((value, index) => {
    if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) {
      data[index] = value.micros;
      nullBitmap[index >> 3] = (nullBitmap[index >> 3] ?? 0) | (1 << (index & 7));
    } else {
      nullCount += 1;
    }
  });
  return makeData({ type, length: values.length, nullCount, nullBitmap, data });
}
