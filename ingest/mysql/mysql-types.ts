import mysql, { type FieldPacket } from "mysql2";
import { sql, type RawBuilder, type SqlBool } from "kysely";
import type { Column } from "../column-types.js";
import { mysqlRef } from "./mysql-query.js";

/** A column of a result, with how it is read without loss. */
export interface MysqlColumn extends Column {
  /** Its values are no text: in a key they stand as hex. */
  bytes: boolean;
  /** What is selected for it. */
  value: RawBuilder<unknown>;
  /** Values compare with literals in the order the server sorts them in. */
  sortable: boolean;
  /** True where a value of the column needs `VARCHAR`: zero dates, times beyond a day. */
  misfit: RawBuilder<SqlBool> | undefined;
}

const { Types } = mysql;
const BINARY_CHARSET = 63;
const UNSIGNED = 32;
const ENUM_OR_SET = 256 | 2048;

const INTEGERS: Readonly<Record<number, string>> = {
  [Types.TINY]: "TINYINT",
  [Types.SHORT]: "SMALLINT",
  [Types.INT24]: "INTEGER",
  [Types.LONG]: "INTEGER",
  [Types.LONGLONG]: "BIGINT",
};

/** A column as the server describes it. */
export function mysqlColumn(field: FieldPacket): MysqlColumn {
  const { name } = field;
  const code = field.columnType ?? Types.STRING;
  const flags = typeof field.flags === "number" ? field.flags : 0;
  const value = mysqlRef(name);
  const plain = { name, bytes: false, value, sortable: true, misfit: undefined } as const;
  const integer = INTEGERS[code];
  if (integer !== undefined) {
    return { ...plain, type: (flags & UNSIGNED) === 0 ? integer : `U${integer}` };
  }
  switch (code) {
    case Types.YEAR:
      return { ...plain, type: "SMALLINT" };
    case Types.DECIMAL:
    case Types.NEWDECIMAL: {
      const type = decimalType(field, flags);
      return { ...plain, type, sortable: type !== "VARCHAR" };
    }
    case Types.FLOAT:
      return { ...plain, type: "FLOAT", sortable: false };
    case Types.DOUBLE:
      return { ...plain, type: "DOUBLE", sortable: false };
    case Types.BIT:
      return { ...plain, type: "UBIGINT", value: sql`(${value} + 0)`, sortable: false };
    case Types.DATE:
    case Types.NEWDATE:
      return { ...plain, type: "DATE", misfit: incomplete(value) };
    case Types.DATETIME:
    case Types.TIMESTAMP:
      return { ...plain, type: "TIMESTAMP", misfit: incomplete(value) };
    case Types.TIME:
      return {
        ...plain,
        type: "TIME",
        misfit: sql<SqlBool>`(${value} < '00:00:00' or ${value} >= '24:00:00')`,
      };
    case Types.JSON:
      return { ...plain, type: "JSON", sortable: false };
    default:
      return charactersOrBytes(field, code, flags);
  }
}

/** The column as text, where its own type cannot hold all of its values. */
export function asVarchar(column: MysqlColumn): MysqlColumn {
  const value = sql`cast(${column.value} as char)`;
  return { ...column, type: "VARCHAR", value, misfit: undefined };
}

function charactersOrBytes(field: FieldPacket, code: number, flags: number): MysqlColumn {
  const { name } = field;
  const base = { name, bytes: false, value: mysqlRef(name), misfit: undefined };
  const listed = (flags & ENUM_OR_SET) !== 0 || code === Types.ENUM || code === Types.SET;
  const binary = field.characterSet === BINARY_CHARSET || code === Types.GEOMETRY;
  if (binary && !listed && code !== Types.NULL) {
    return { ...base, type: "BLOB", bytes: true, sortable: code !== Types.GEOMETRY };
  }
  return { ...base, type: "VARCHAR", sortable: !listed };
}

function decimalType(field: FieldPacket, flags: number): string {
  const scale = field.decimals;
  const sign = (flags & UNSIGNED) === 0 ? 1 : 0;
  const digits = (field.columnLength ?? 0) - sign - (scale > 0 ? 1 : 0);
  return digits >= 1 && digits <= 38 ? `DECIMAL(${String(digits)},${String(scale)})` : "VARCHAR";
}

/** True for 0000-00-00 and other days that no calendar has. */
function incomplete(value: RawBuilder<unknown>): RawBuilder<SqlBool> {
  return sql<SqlBool>`(month(${value}) = 0 or dayofmonth(${value}) = 0 or (${value} is not null and last_day(${value}) is null))`;
}
