import { quoteIdent, quoteLiteral } from "../warehouse/sql.js";
import { checkedCast } from "./checked-cast.js";
import { commonType, type Column } from "./column-types.js";
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
  const { settings } = request;
  const isArray = await startsWithArray(file);
  const path = quoteLiteral(file);
  const objects = isArray
    ? `read_json_objects(${path}, format='array')`
    : `read_ndjson_objects(${path}, ignore_errors=true)`;
  const found =
    settings.columns === undefined
      ? await inferred(request, objects)
      : await declared(request, objects, settings.columns);
  const rowsRead = isArray ? await countArrayElements(file) : await countLines(file);
  const columns: Column[] = [];
  for (const column of found) {
    columns.push({ name: column.name, type: await request.settle(column) });
  }
  const staged = { ...(await stageAsTyped(request, objects, columns)), rowsRead };
  return isArray ? staged : { ...staged, texts: (positions) => lineRecords(file, positions, 0) };
}

async function declared(
  request: StageRequest,
  objects: string,
  columns: readonly Column[],
): Promise<readonly Column[]> {
  const keys = await rowsOf(
    request.connection,
    `select distinct unnest(json_keys(json)) as key from ${objects}
     where json_type(json) = 'OBJECT' order by key`,
  );
  const names = [
    ...new Set(
      renamed(
        request.settings,
        keys.map((row) => textOf(row["key"])),
      ),
    ),
  ];
  checkHeader(request.settings, request.extract.file, names, [], "optional");
  const absent = columns.filter((column) => !names.includes(column.name));
  if (absent.length > 0 && names.length > 0) {
    const list = absent.map((column) => `"${column.name}"`).join(", ");
    request.warn(`${request.extract.file}: no object has the declared ${list}; they are null.`);
  }
  return columns;
}

/** The columns of all objects together, in the order of the commonest shape. */
async function inferred(request: StageRequest, objects: string): Promise<Column[]> {
  const structures = await rowsOf(
    request.connection,
    `select json_structure(json)::varchar as structure from ${objects}
     where json_type(json) = 'OBJECT' group by all order by count(*) desc, structure`,
  );
  const types = new Map<string, string | undefined>();
  for (const row of structures) {
    const structure = JSON.parse(textOf(row["structure"])) as Record<string, unknown> | string;
    if (typeof structure === "string") continue;
    for (const [key, value] of Object.entries(structure)) {
      const [name = key] = renamed(request.settings, [key]);
      types.set(name, merged(types.get(name), value));
    }
  }
  checkHeader(
    request.settings,
    request.extract.file,
    [...types.keys()],
    request.existing,
    "optional",
  );
  return [...types].map(([name, type]) => ({
    name,
    type: type ?? request.existing.find((column) => column.name === name)?.type ?? "VARCHAR",
  }));
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
): Promise<Pick<Staged, "columns" | "rows">> {
  const { connection, settings } = request;
  const rows = await stageOnce(request, objects, columns);
  if (settings.columns !== undefined) return { columns, rows };
  const misfits = await rowsOf(
    connection,
    `select distinct column_name from ${REJECTS} where column_name is not null`,
  );
  const names = new Set(misfits.map((row) => textOf(row["column_name"])));
  if (names.size === 0) return { columns, rows };
  const wider = columns.map((c) => (names.has(c.name) ? { name: c.name, type: "VARCHAR" } : c));
  return stageAsTyped(request, objects, wider);
}

async function stageOnce(
  request: StageRequest,
  objects: string,
  columns: readonly Column[],
): Promise<string> {
  const { connection } = request;
  const isArray = objects.startsWith("read_json_objects");
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
  const old = Object.entries(settings.rename);
  const keys = columns.map(({ name, type }) => ({
    keys: [name, ...old.filter(([, now]) => now === name).map(([key]) => key)],
    type: type === "JSON" ? "JSON" : "VARCHAR",
    name,
  }));
  const shape = keys.flatMap((column) => column.keys.map((key) => [key, column.type]));
  const object = `json_transform(json, ${quoteLiteral(JSON.stringify(Object.fromEntries(shape)))})`;
  if (old.length === 0) return `unnest(${object}),`;
  const fields = keys.map((column) => {
    const values = column.keys.map((key) => `struct_extract(${object}, ${quoteLiteral(key)})`);
    return `coalesce(${values.join(", ")}) as ${quoteIdent(column.name)},`;
  });
  return fields.join(" ");
}
