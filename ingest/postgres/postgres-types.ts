import { sql, type RawBuilder } from "kysely";
import { columnRef, type Condition } from "./postgres-query.js";

/** What PostgreSQL says of a column's type. */
interface TypeFacts {
  schema: string;
  /** `pg_type.typname`: "int4", "_text". */
  name: string;
  /** True for arrays, whatever their elements. */
  array: boolean;
  /** `atttypmod`; -1 where the type has no modifier. */
  modifier: number;
}

/** How a column leaves PostgreSQL and what it becomes in the warehouse, without loss. */
export interface TypeMapping {
  /** The engine's type. */
  type: string;
  /** The value as the engine reads it, where the server's own text would not do. */
  expression?: RawBuilder<unknown>;
  /** True for the values that need `expression`, where the others do without. */
  ancient?: Condition;
  /** True for the values the engine's type cannot hold. */
  misfit?: Condition;
  /** Exact sums can be compared. */
  summed?: true;
}

const PLAIN: Readonly<Record<string, TypeMapping>> = {
  int2: { type: "SMALLINT", summed: true },
  int4: { type: "INTEGER", summed: true },
  int8: { type: "BIGINT", summed: true },
  oid: { type: "BIGINT" },
  float4: { type: "FLOAT" },
  float8: { type: "DOUBLE" },
  bool: { type: "BOOLEAN" },
  uuid: { type: "UUID" },
  time: { type: "TIME" },
  json: { type: "JSON" },
  jsonb: { type: "JSON" },
};

/** PostgreSQL's own text. */
export const TEXT: TypeMapping = { type: "VARCHAR" };
const LAST_INSTANT = "294246-12-31 00:00:00";

/**
 * The mapping of one column. Types without a counterpart keep PostgreSQL's text as VARCHAR.
 *
 * @param contract the type declared in the configuration: VARCHAR asks for PostgreSQL's text, DECIMAL types a numeric
 *   without precision
 */
export function typeMapping(name: string, facts: TypeFacts, contract?: string): TypeMapping {
  if (contract !== undefined && /^(varchar|text|string)$/i.test(contract.trim())) return TEXT;
  const ref = columnRef(name);
  if (facts.array) return { type: "JSON", expression: sql`to_json(${ref})` };
  if (facts.schema !== "pg_catalog") return TEXT;
  switch (facts.name) {
    case "numeric":
      return numericMapping(ref, facts.modifier, contract);
    case "date":
      // The engine reads "0044-03-15 BC" as a date of our era.
      return {
        type: "DATE",
        ancient: sql<boolean>`${ref} < '0001-01-01'::date`,
        expression: sql`case when ${ref} < '0001-01-01'::date
          then replace(${ref}::text, ' BC', ' (BC)') else ${ref}::text end`,
      };
    case "timestamp":
    case "timestamptz":
      return instantMapping(ref, facts.name);
    case "bytea":
      return {
        type: "BLOB",
        expression: sql`regexp_replace(encode(${ref}, 'hex'), '..', '\\x\\&', 'g')`,
      };
    default:
      return PLAIN[facts.name] ?? TEXT;
  }
}

function instantMapping(ref: RawBuilder<unknown>, name: "timestamp" | "timestamptz"): TypeMapping {
  const type = sql.raw(name);
  const ancient = sql<boolean>`${ref} < '0001-01-01 00:00:00'::${type}`;
  return {
    type: name === "timestamp" ? "TIMESTAMP" : "TIMESTAMP WITH TIME ZONE",
    ancient,
    expression: sql`case when ${ancient}
      then regexp_replace(${ref}::text, '^(\\S+) (\\S+) BC$', '\\1 (BC) \\2') else ${ref}::text end`,
    misfit: sql<boolean>`${ref} > ${sql.lit(LAST_INSTANT)}::${type} and isfinite(${ref})`,
  };
}

function numericMapping(
  ref: RawBuilder<unknown>,
  modifier: number,
  contract: string | undefined,
): TypeMapping {
  const notANumber = sql<boolean>`${ref} = 'NaN'::numeric`;
  const bounds = numericBounds(modifier);
  if (bounds !== undefined) {
    if (bounds.precision > 38) return TEXT;
    const type = `DECIMAL(${String(bounds.precision)},${String(bounds.scale)})`;
    return { type, summed: true, misfit: notANumber };
  }
  const declared = /^\s*(?:decimal|numeric)\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)\s*$/i.exec(
    contract ?? "",
  );
  if (declared === null) return TEXT;
  const precision = Number(declared[1]);
  const scale = Number(declared[2] ?? 0);
  const limit = `1${"0".repeat(Math.max(precision - scale, 0))}`;
  return {
    type: `DECIMAL(${String(precision)},${String(scale)})`,
    summed: true,
    // NaN is greater than any number here, and so are both infinities in magnitude.
    misfit: sql<boolean>`abs(${ref}) >= ${sql.raw(limit)} or ${ref} <> round(${ref}, ${sql.lit(scale)})`,
  };
}

/** Precision and scale as a DECIMAL writes them: PostgreSQL's scale may be negative, or exceed the precision. */
function numericBounds(modifier: number): { precision: number; scale: number } | undefined {
  if (modifier < 4) return undefined;
  const bits = modifier - 4;
  const scale = ((bits & 0x7ff) ^ 1024) - 1024;
  const precision = (bits >> 16) & 0xffff;
  if (scale < 0) return { precision: precision - scale, scale: 0 };
  return { precision: Math.max(precision, scale), scale };
}
