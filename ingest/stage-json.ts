import { quoteIdent, quoteLiteral } from "../warehouse/sql.js";
import { checkedCast } from "./checked-cast.js";
import { commonType, EXACT_IN_DOUBLE, type Column } from "./column-types.js";
import { exactObjects } from "./exact-json.js";
import { checkHeader } from "./header.js";
import { countArrayElements, startsWithArray } from "./json-array-scan.js";
import { countLines, lineRecords } from "./line-scan.js";
import { rowsOf, textOf } from "./query.js";
import { renamed, type ReadSettings } from "./settings.js";
import {
  partRows,
  placedStage,
  REJECTS,
  resetStage,
  type Staged,
  type StageRequest,
} from "./staged.js";

const TYPES: Readonly<Record<string, string>> = {
  UBIGINT: "BIGINT",
  BIGINT: "BIGINT",
  DOUBLE: "DOUBLE",
  BOOLEAN: "BOOLEAN",
  VARCHAR: "VARCHAR",
};

/**
 * Stages JSON objects, one per line or in one array. Text stays text and nested values stay JSON unless declared
 * otherwise. Lines that are no JSON object, or hold a value its declared type cannot take, become rejects.
 *
 * @param file the file as plain UTF-8
 */
export async function stageJson(request: StageRequest, file: string): Promise<Staged> {
  const isArray = await startsWithArray(file);
  const objects = await exactObjects(request.connection, file, isArray);
  try {
    const rowsRead = isArray ? await countArrayElements(file) : await countLines(file);
    const staged = { ...(await stageObjects(request, objects.sql, isArray)), rowsRead };
    return isArray ? staged : { ...staged, texts: (positions) => lineRecords(file, positions, 0) };
  } finally {
    await objects.release();
  }
}

async function stageObjects(
  request: StageRequest,
  objects: string,
  isArray: boolean,
): Promise<Pick<Staged, "columns" | "rows">> {
  const { settings } = request;
  const found =
    settings.columns === undefined
      ? await inferred(request, objects)
      : await declared(request, objects, settings.columns);
  const naming = { ...request, settings: { ...settings, rename: found.rename } };
  const columns: Column[] = [];
  for (const column of found.columns) {
    const type = await request.settle(column);
    const standing = request.existing.find((known) => known.name === column.name);
    const doubtful = found.mixed.has(column.name) || isAtRisk(column.type, standing?.type);
    columns.push({
      name: column.name,
      type: doubtful ? await exactType(naming, objects, column, type) : type,
    });
  }
  return stageAsTyped(naming, objects, columns, isArray);
}

interface Found {
  columns: readonly Column[];
  /** What columns are called here, by the key they have in this file. */
  rename: Readonly<Record<string, string>>;
  /** Columns of whole numbers and others. */
  mixed: ReadonlySet<string>;
}

async function declared(
  request: StageRequest,
  objects: string,
  columns: readonly Column[],
): Promise<Found> {
  const rows = await rowsOf(
    request.connection,
    `select distinct unnest(json_keys(json)) as key from ${objects}
     where json_type(json) = 'OBJECT' order by key`,
  );
  const keys = rows.map((row) => textOf(row["key"]));
  const names = [...new Set(renamed(request.settings, keys))];
  checkHeader(request.settings, request.extract.file, names, [], "optional");
  const absent = columns.filter((column) => !names.includes(column.name));
  if (absent.length > 0 && names.length > 0) {
    const list = absent.map((column) => `"${column.name}"`).join(", ");
    request.warn(`${request.extract.file}: no object has the declared ${list}; they are null.`);
  }
  return { columns, rename: renaming(request.settings, keys, []), mixed: new Set() };
}

/** The columns of all objects together, in the order of the commonest shape. */
async function inferred(request: StageRequest, objects: string): Promise<Found> {
  const { settings, existing } = request;
  const rows = await rowsOf(
    request.connection,
    `select json_structure(json)::varchar as structure from ${objects}
     where json_type(json) = 'OBJECT' group by all order by count(*) desc, structure`,
  );
  const structures = rows.flatMap((row) => {
    const structure = JSON.parse(textOf(row["structure"])) as Record<string, unknown> | string;
    return typeof structure === "string" ? [] : [structure];
  });
  const keys = [...new Set(structures.flatMap((structure) => Object.keys(structure)))];
  const rename = renaming(settings, keys, existing);
  const types = new Map<string, string | undefined>();
  const mixed = new Set<string>();
  for (const structure of structures) {
    for (const [key, value] of Object.entries(structure)) {
      const name = rename[key] ?? key;
      const known = types.get(name);
      const type = merged(known, value);
      if (type === "DOUBLE" && known !== undefined && known !== type) mixed.add(name);
      if (type === "DOUBLE" && value !== "DOUBLE" && value !== "NULL") mixed.add(name);
      types.set(name, type);
    }
  }
  checkHeader(settings, request.extract.file, [...types.keys()], existing, "optional");
  const columns = [...types].map(([name, type]) => ({
    name,
    type: type ?? existing.find((column) => column.name === name)?.type ?? "VARCHAR",
  }));
  return { columns, rename, mixed };
}

function renaming(
  settings: ReadSettings,
  keys: readonly string[],
  existing: readonly Column[],
): Record<string, string> {
  const names = renamed(settings, keys, existing);
  const changed = keys.flatMap((key, i) => (names[i] === key ? [] : [[key, names[i]]]));
  return { ...settings.rename, ...(Object.fromEntries(changed) as Record<string, string>) };
}

/** Long whole numbers would be rounded beside numbers with fractions. */
function isAtRisk(type: string, standing: string | undefined): boolean {
  if (standing === undefined || !/^(BIGINT|DOUBLE)$/.test(type)) return false;
  return standing.startsWith("DECIMAL") || (type === "BIGINT" && standing === "DOUBLE");
}

/**
 * A type that keeps every digit of a column of numbers: the one it would have if floating point holds them all, else a
 * decimal that does and that the table's column can become, else text.
 */
async function exactType(
  { connection, settings, existing }: StageRequest,
  objects: string,
  column: Column,
  settled: string,
): Promise<string> {
  if (settings.columns !== undefined || settings.onDrift === "freeze") return settled;
  const value = `coalesce(${keysOf(settings, column.name)
    .map((key) => `json_extract_string(json, ${quoteLiteral(`$.${JSON.stringify(key)}`)})`)
    .join(", ")})`;
  const [facts] = await rowsOf(
    connection,
    `select coalesce(bool_and(regexp_full_match(v, '-?[0-9]+([.][0-9]+)?')), false) as plain,
       coalesce(max(abs(try_cast(v as decimal(38,0)))) > ${EXACT_IN_DOUBLE}, false) as long,
       coalesce(max(length(regexp_extract(v, '^-?([0-9]+)', 1))), 0)::integer as digits,
       coalesce(max(length(regexp_extract(v, '[.]([0-9]+)$', 1))), 0)::integer as scale
     from (select ${value} as v from ${objects})`,
  );
  const standing = existing.find((known) => known.name === column.name)?.type;
  if (facts?.["long"] !== true && standing?.startsWith("DECIMAL") !== true) return settled;
  const [digits, scale] = [Number(facts?.["digits"]), Number(facts?.["scale"])];
  if (facts?.["plain"] !== true || digits + scale > 38 || standing === "DOUBLE") return "VARCHAR";
  const decimal = `DECIMAL(${String(digits + scale)},${String(scale)})`;
  return standing === undefined ? decimal : commonType(standing, decimal);
}

function merged(known: string | undefined, structure: unknown): string | undefined {
  if (structure === "NULL") return known;
  const type = typeof structure === "string" ? (TYPES[structure] ?? "JSON") : "JSON";
  if (known === undefined || known === type) return type;
  return known === "JSON" || type === "JSON" ? "JSON" : commonType(known, type);
}

async function stageAsTyped(
  request: StageRequest,
  objects: string,
  columns: readonly Column[],
  isArray: boolean,
): Promise<Pick<Staged, "columns" | "rows">> {
  const { connection, settings } = request;
  const rows = await stageOnce(request, objects, columns, isArray);
  if (settings.columns !== undefined) return { columns, rows };
  const misfits = await rowsOf(
    connection,
    `select distinct column_name from ${REJECTS} where column_name is not null`,
  );
  const names = new Set(misfits.map((row) => textOf(row["column_name"])));
  if (names.size === 0) return { columns, rows };
  const wider = columns.map((c) => (names.has(c.name) ? { name: c.name, type: "VARCHAR" } : c));
  return stageAsTyped(request, objects, wider, isArray);
}

async function stageOnce(
  request: StageRequest,
  objects: string,
  columns: readonly Column[],
  isArray: boolean,
): Promise<string> {
  const { connection } = request;
  await resetStage(connection);
  const checks = columns
    .filter((column) => column.type !== "VARCHAR" && column.type !== "JSON")
    .map((column) => {
      const text = quoteIdent(column.name);
      return { ...column, text, ...checkedCast(text, column.type) };
    });
  const raw = isArray ? ", json::varchar as _granary_raw" : "";
  await connection.run(
    `create temp table granary_stage as
     select ${valuesOf(request.settings, columns)} json_type(json) as _granary_kind ${raw} from ${objects}`,
  );
  return partRows(connection, await placedStage(connection), columns, checks, {
    reason: `case when _granary_kind is null then 'not valid JSON' when _granary_kind <> 'OBJECT'
      then 'a JSON ' || lower(_granary_kind) || ', not an object' end`,
    ...(isArray ? { raw: "_granary_raw" } : {}),
  });
}

/** SQL of the columns' values out of an object, each under any of the names it has had. */
function valuesOf(settings: ReadSettings, columns: readonly Column[]): string {
  if (columns.length === 0) return "";
  const shaped = (keys: readonly (readonly [string, string])[]): string =>
    `json_transform(json, ${quoteLiteral(JSON.stringify(Object.fromEntries(keys)))})`;
  const typeOf = ({ type }: Column): string => (type === "JSON" ? "JSON" : "VARCHAR");
  const object = shaped(columns.map((column) => [column.name, typeOf(column)]));
  if (Object.keys(settings.rename).length === 0) return `unnest(${object}),`;
  const fields = columns.map((column) => {
    // One object for each name: the engine takes names that differ in case for one.
    const values = keysOf(settings, column.name).map(
      (key) => `struct_extract(${shaped([[key, typeOf(column)]])}, ${quoteLiteral(key)})`,
    );
    return `coalesce(${values.join(", ")}) as ${quoteIdent(column.name)},`;
  });
  return fields.join(" ");
}

/** The keys a column may have in an object. */
function keysOf(settings: ReadSettings, name: string): string[] {
  const old = Object.entries(settings.rename).filter(([, now]) => now === name);
  return [name, ...old.map(([key]) => key)];
}
