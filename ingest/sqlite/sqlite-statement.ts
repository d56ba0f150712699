import type sqlite from "node-sqlite3-wasm";
import type { CompiledQuery } from "kysely";
import { sqliteFunctions, sqliteMemory } from "./sqlite-driver.js";

/** Bytes of a text by which it may be known. */
const BEGINNING = 200;
const ROW = 100;
const DONE = 101;

/** What the driver's classes have and do not tell of. */
interface Inner {
  /** How the engine knows it. */
  _ptr: number;
}
interface InnerDatabase {
  _handleError(code: number): void;
}

interface RowsOf {
  /** Goes to the next row. @returns the statement as the engine knows it, standing at the row; undefined at the end */
  next(): number | undefined;
  /** The first column of the row, a whole number. */
  key(): string[];
  /** The beginning of a value's text. */
  text(column: number): string;
  close(): void;
}

/** The rows of a query one after the other, none of them made into an object. */
export function eachSqliteRow(database: sqlite.Database, query: CompiledQuery): RowsOf {
  const statement = database.prepare(query.sql);
  const pointer = (statement as unknown as Inner)._ptr;
  let begun = false;
  return {
    next: () => {
      if (!begun) {
        begun = true;
        // The driver binds the parameters and takes the first step.
        const first = statement.iterate(query.parameters as sqlite.JSValue[]).next();
        return first.done === true ? undefined : pointer;
      }
      const code = sqliteFunctions._sqlite3_step(pointer);
      if (code === ROW) return pointer;
      if (code !== DONE) (database as unknown as InnerDatabase)._handleError(code);
      return undefined;
    },
    key: () => [String(sqliteFunctions._sqlite3_column_int64(pointer, 0))],
    text: (column) => {
      const start = sqliteFunctions._sqlite3_column_text(pointer, column);
      const length = Math.min(sqliteFunctions._sqlite3_column_bytes(pointer, column), BEGINNING);
      return Buffer.from(sqliteMemory().subarray(start, start + length)).toString();
    },
    close: () => {
      statement.finalize();
    },
  };
}
