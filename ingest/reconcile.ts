import type { DuckDBConnection } from "@duckdb/node-api";
import { GranaryError } from "../warehouse/errors.js";
import { quoteIdent, quoteLiteral } from "../warehouse/sql.js";
import type { Column } from "./column-types.js";
import { decimalDifference } from "./decimal-text.js";
import type { LoadSettings } from "./load-settings.js";
import { rowsOf, textOf } from "./query.js";
import type { Extract } from "./source.js";

/** One measure of a load as its source has it and as the warehouse has it. */
export interface Reconciliation {
  measure: string;
  source: string | null;
  raw: string | null;
  difference: string;
}

/** A sum of floating point numbers depends on their order; beyond this share of it, it is another sum. */
const FLOAT_TOLERANCE = 1e-9;

interface Loaded {
  rowsRead: number;
  /** Loaded, rejected and unchanged together. */
  rowsAccounted: number;
  rowsRejected: number;
  columns: readonly Column[];
  /** SQL of the rows as they stand in the warehouse now. */
  standing: string;
}

/**
 * Compares a load with what its source counted and summed. Sums are compared where the source gave them and no row was
 * rejected.
 */
export async function compareBooks(
  connection: DuckDBConnection,
  sums: Readonly<Record<string, string | null>> | undefined,
  loaded: Loaded,
): Promise<Reconciliation[]> {
  const [source, raw] = [String(loaded.rowsRead), String(loaded.rowsAccounted)];
  const difference = decimalDifference(source, raw) ?? "";
  const rows = { measure: "rows", source, raw, difference };
  if (loaded.rowsRejected > 0 || sums === undefined) return [rows];
  return [rows, ...(await comparedSums(connection, sums, loaded))];
}

/** Keeps the books of one load in meta.reconciliations. */
export async function recordBooks(
  connection: DuckDBConnection,
  settings: Pick<LoadSettings, "source" | "table">,
  loadId: string,
  books: readonly Reconciliation[],
): Promise<void> {
  if (books.length === 0) return;
  const texts = [loadId, settings.source, settings.table].map(quoteLiteral).join(", ");
  const rows = books.map(
    (one) =>
      `(${texts}, ${[one.measure, one.source, one.raw, one.difference].map(literal).join(", ")})`,
  );
  await connection.run(`insert into meta.reconciliations values ${rows.join(", ")}`);
}

/** @throws GranaryError INGEST_UNBALANCED */
export function requireBalance(
  settings: LoadSettings,
  extract: Extract,
  books: readonly Reconciliation[],
): void {
  const unequal = books.filter((one) => one.difference !== "0");
  if (unequal.length === 0) return;
  throw new GranaryError("INGEST_UNBALANCED", {
    message: `${extract.file} does not balance with ${settings.source}.${settings.table}. Nothing of it was kept.`,
    details: unequal.map(
      (one) =>
        `${one.measure}: the source says ${one.source ?? "null"}, the warehouse ${one.raw ?? "null"}`,
    ),
    hint: "The source changed while it was read, or a value was changed on the way: load it again, and report it if it stays.",
  });
}

async function comparedSums(
  connection: DuckDBConnection,
  sums: Readonly<Record<string, string | null>>,
  loaded: Loaded,
): Promise<Reconciliation[]> {
  const told = new Map(Object.entries(sums).map(([name, sum]) => [folded(name), sum]));
  const numeric = loaded.columns.filter(
    (column) =>
      told.has(folded(column.name)) &&
      /^(U?(TINY|SMALL|BIG|HUGE)?INT|INTEGER|UINTEGER|DECIMAL|DOUBLE|FLOAT)/.test(column.type),
  );
  if (numeric.length === 0) return [];
  const totals = numeric.map(
    (column, i) => `sum(${quoteIdent(column.name)})::varchar as s${String(i)}`,
  );
  const [row] = await rowsOf(connection, `select ${totals.join(", ")} from ${loaded.standing}`);
  return numeric.map((column, i) => {
    const value = row?.[`s${String(i)}`];
    const raw = value === null || value === undefined ? null : textOf(value);
    const source = told.get(folded(column.name)) ?? null;
    return { measure: `sum(${column.name})`, source, raw, difference: gap(source, raw, column) };
  });
}

/** A column may be spelled in another way in the source. */
function folded(name: string): string {
  return name.trim().toLowerCase();
}

function gap(source: string | null, raw: string | null, column: Column): string {
  if (source === null || raw === null) return source === raw ? "0" : (source ?? raw ?? "0");
  if (/^(DOUBLE|FLOAT)/.test(column.type)) {
    const [a, b] = [Number(source), Number(raw)];
    const near = Math.abs(a - b) <= FLOAT_TOLERANCE * Math.max(Math.abs(a), Math.abs(b), 1);
    return near || Object.is(a, b) ? "0" : String(a - b);
  }
  return decimalDifference(source, raw) ?? `${source} - ${raw}`;
}

function literal(text: string | null): string {
  return text === null ? "null" : quoteLiteral(text);
}
