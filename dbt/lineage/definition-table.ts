import { quoteIdent, quoteLiteral } from "../../warehouse/sql.js";
import { commentOn, type TableComments } from "../../warehouse/table-comments.js";
import type { AdapterSession } from "../adapters/adapter.js";
import type { Manifest } from "../manifest.js";
import { type Dict, dictOf, stringOr, without } from "../plain.js";

/** What the properties files say of one relation and its columns. */
interface RelationDefinition {
  schema: string;
  name: string;
  description: string;
  tags: readonly string[];
  meta: Dict;
  columns: readonly { name: string; description: string; tags: readonly string[]; meta: Dict }[];
}

/** The tag of columns about a person; `meta: { pii: true }` says the same. */
const PERSONAL = "pii";
/** What a column with a formula has of its table where its own files do not say it. */
const INHERITED = ["grain", "owner", "paragraph"];
const BATCH = 500;

const TAGS = "Tags of the project's files; pii says that it is about a person.";
const META =
  "Whatever the project's files add: formula, grain, owner, paragraph of the specification.";
const TABLE_COMMENTS: TableComments = {
  table: "One row per table that a model, seed or snapshot makes: what it is defined as.",
  columns: {
    table_schema: "Schema of the table.",
    table_name: "Its name.",
    description: "What it holds, its grain first.",
    tags: TAGS,
    meta: META,
  },
};
const COLUMN_COMMENTS: TableComments = {
  table: "One row per described column of a table: what it is defined as.",
  columns: {
    table_schema: "Schema of the table.",
    table_name: "Its name.",
    column_name: "The column.",
    description: "What it holds.",
    tags: TAGS,
    meta: `${META} A column with a formula has the last three of its table where it names none.`,
  },
};

/** What of a table is said of a column too: of a figure, one that has a formula, whose it is and what it is counted by. */
function metaOfColumn(own: Dict, table: Dict): Dict {
  if (!("formula" in own)) return own;
  const inherited = INHERITED.filter((key) => key in table).map(
    (key) => [key, table[key]] as const,
  );
  return { ...Object.fromEntries(inherited), ...own };
}

/** What the project's models, seeds and snapshots are defined as. */
export function definitionsOf(manifest: Manifest): RelationDefinition[] {
  return [...manifest.nodes.values()]
    .filter(({ resourceType }) => ["model", "seed", "snapshot"].includes(resourceType))
    .map(({ schema, alias, description, config, columns }) => ({
      schema,
      name: alias,
      description,
      tags: tagsOf(config["tags"]),
      meta: dictOf(config["meta"]),
      columns: [...columns.values()].map(({ name, description, tags, meta }) => ({
        name,
        description,
        tags,
        meta: metaOfColumn(meta, dictOf(config["meta"])),
      })),
    }));
}

/** The same from a manifest.json, which the real dbt writes. */
export function definitionsOfArtifact(artifact: unknown): RelationDefinition[] {
  return Object.values(dictOf(dictOf(artifact)["nodes"]))
    .map(dictOf)
    .filter(({ resource_type: type }) => ["model", "seed", "snapshot"].includes(String(type)))
    .map((node) => ({ node, meta: metaOfNode(node) }))
    .map(({ node, meta }) => ({
      schema: String(node["schema"]),
      name: String(node["alias"]),
      description: stringOr(node["description"], ""),
      tags: tagsOf(node["tags"]),
      meta,
      columns: Object.values(dictOf(node["columns"]))
        .map(dictOf)
        .map((column) => ({
          name: String(column["name"]),
          description: stringOr(column["description"], ""),
          tags: tagsOf(column["tags"]),
          meta: metaOfColumn(metaOfNode(column), meta),
        })),
    }));
}

/** Metadata of a node or a column of manifest.json. */
function metaOfNode(node: Dict): Dict {
  return { ...dictOf(node["meta"]), ...dictOf(dictOf(node["config"])["meta"]) };
}

/**
 * Keeps the definitions in `meta.table_definition` and `meta.column_definition`, which are published: what a figure is,
 * whose it is, and which columns are personal (tag `pii`).
 */
export async function storeDefinitions(
  session: Pick<AdapterSession, "run">,
  database: string,
  definitions: readonly RelationDefinition[],
): Promise<void> {
  const schema = `${quoteIdent(database)}.meta`;
  const tables = definitions.map(
    ({ schema: of, name, description, tags, meta }) =>
      `(${[of, name, description].map(quoteLiteral).join(", ")}, ${listOf(tags)}, ${jsonOf(meta)})`,
  );
  const columns = definitions.flatMap(({ schema: of, name, columns: own }) =>
    own.map((column) => {
      const names = [of, name, column.name, column.description].map(quoteLiteral).join(", ");
      const isPersonal = column.meta[PERSONAL] === true;
      const tags = isPersonal ? [...new Set([...column.tags, PERSONAL])] : column.tags;
      return `(${names}, ${listOf(tags)}, ${jsonOf(without(column.meta, PERSONAL))})`;
    }),
  );
  await session.run("begin transaction");
  await session.run(`create schema if not exists ${schema}`);
  await session.run(`create or replace table ${schema}.table_definition (
    table_schema varchar not null, table_name varchar not null, description varchar not null,
    tags varchar[] not null, meta json not null)`);
  await session.run(`create or replace table ${schema}.column_definition (
    table_schema varchar not null, table_name varchar not null, column_name varchar not null,
    description varchar not null, tags varchar[] not null, meta json not null)`);
  await session.run(commentOn(`${schema}.table_definition`, TABLE_COMMENTS));
  await session.run(commentOn(`${schema}.column_definition`, COLUMN_COMMENTS));
  await insert(session, `${schema}.table_definition`, tables);
  await insert(session, `${schema}.column_definition`, columns);
  await session.run("commit");
}

async function insert(
  session: Pick<AdapterSession, "run">,
  table: string,
  rows: readonly string[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += BATCH) {
    await session.run(`insert into ${table} values ${rows.slice(from, from + BATCH).join(", ")}`);
  }
}

function tagsOf(value: unknown): string[] {
  return [value].flat().filter((tag): tag is string => typeof tag === "string");
}

function listOf(tags: readonly string[]): string {
  return `[${tags.map(quoteLiteral).join(", ")}]::varchar[]`;
}

function jsonOf(value: Dict): string {
  return quoteLiteral(JSON.stringify(value));
}
