import { str } from "../jinja/text.js";
import {
  type JinjaFunction,
  type JinjaObject,
  JinjaTuple,
  type JinjaValue,
} from "../jinja/value.js";
import { NOTHING } from "./adapter-nothing.js";
import { argument, textArgument } from "./arguments.js";
import type { Context, ContextHost } from "./base-context.js";
import { Column } from "./column.js";
import { dispatchFunction } from "./dispatch.js";
import { namedObject } from "./named-object.js";
import type { NodeScope } from "./node-scope.js";
import { Relation } from "./relation.js";
import { ResultTable } from "./result-table.js";

async function lookUp(scope: NodeScope, parts: Relation["parts"]): Promise<Relation | null> {
  if (scope.session === null || !scope.execute) return null;
  const kind = await scope.session.kindOf(parts);
  return kind === null ? null : new Relation({ ...parts, kind });
}

async function describe(scope: NodeScope, sql: string): Promise<Column[]> {
  if (scope.session === null || !scope.execute) return [];
  const described = await scope.session.query(sql);
  return described.rows.map(([name = "", type = ""]) => new Column(String(name), String(type)));
}

async function columnsIn(scope: NodeScope, relation: JinjaValue | undefined): Promise<Column[]> {
  if (!(relation instanceof Relation)) return [];
  const { parts } = relation;
  return describe(
    scope,
    parts.kind === "cte"
      ? scope.dialect.columnsOfQuery(`select * from ${relation.toString()}`)
      : scope.dialect.columnsOf(parts),
  );
}

/** Columns of the first relation that the second lacks. */
async function missingColumns(
  scope: NodeScope,
  from: JinjaValue | undefined,
  to: JinjaValue | undefined,
): Promise<JinjaValue> {
  const known = (await columnsIn(scope, to)).map((column) => column.name.toLowerCase());
  return (await columnsIn(scope, from)).filter(({ name }) => !known.includes(name.toLowerCase()));
}

async function relationsIn(
  scope: NodeScope,
  database: string,
  schema: string,
): Promise<JinjaValue[]> {
  if (scope.session === null || !scope.execute) return [];
  const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  const found = await scope.session.query(
    `select table_name, table_type from system.information_schema.tables` +
      ` where lower(table_catalog) = lower(${literal(database)})` +
      ` and lower(table_schema) = lower(${literal(schema)}) order by table_name`,
  );
  return found.rows.map(
    ([name, type]) =>
      new Relation({
        database,
        schema,
        identifier: String(name),
        kind: String(type) === "VIEW" ? "view" : "table",
      }),
  );
}

async function schemaExists(scope: NodeScope, database: string, schema: string): Promise<boolean> {
  if (scope.session === null || !scope.execute) return false;
  const literal = (text: string): string => `lower('${text.replaceAll("'", "''")}')`;
  const found = await scope.session.query(
    `select 1 from system.information_schema.schemata where lower(catalog_name) = ${literal(database)}` +
      ` and lower(schema_name) = ${literal(schema)}`,
  );
  return found.rows.length > 0;
}

/** Runs SQL: [response, table of its rows]. */
async function execute(scope: NodeScope, sql: string, fetch: boolean): Promise<JinjaTuple> {
  const response = namedObject("OK", {
    message: "OK",
    code: "OK",
    rows_affected: -1,
    _message: "OK",
  });
  const empty = new ResultTable({ columns: [], rows: [] });
  if (scope.session === null || !scope.execute) return new JinjaTuple([response, empty]);
  const found = await scope.session.query(sql);
  return new JinjaTuple([response, fetch ? new ResultTable(found) : empty]);
}

/** What asks the database. */
function questions(scope: NodeScope): Record<string, JinjaFunction> {
  const named =
    (callee: string): JinjaFunction =>
    (args, kwargs) =>
      lookUp(scope, {
        database: textArgument(callee, args, kwargs, 0, "database"),
        schema: textArgument(callee, args, kwargs, 1, "schema"),
        identifier: textArgument(callee, args, kwargs, 2, "identifier"),
        kind: null,
      });
  const load: JinjaFunction = ([relation]) =>
    relation instanceof Relation ? lookUp(scope, relation.parts) : null;
  const relation = (args: readonly JinjaValue[], kwargs: Readonly<Record<string, JinjaValue>>) =>
    argument(args, kwargs, 0, "relation");
  return {
    get_relation: named("adapter.get_relation"),
    load_relation: load,
    get_columns_in_relation: (args, kwargs) => columnsIn(scope, relation(args, kwargs)),
    get_column_schema_from_query: ([sql]) =>
      describe(scope, scope.dialect.columnsOfQuery(str(sql ?? ""))),
    get_missing_columns: ([from, to]) => missingColumns(scope, from, to),
    list_relations_without_caching: ([schema]) => {
      const { parts } = schema instanceof Relation ? schema : scope.relation;
      return relationsIn(scope, parts.database, parts.schema);
    },
    check_schema_exists: ([database, schema]) =>
      schemaExists(scope, str(database ?? ""), str(schema ?? "")),
    already_exists: async ([schema, identifier]) =>
      (await lookUp(scope, {
        database: scope.relation.parts.database,
        schema: str(schema ?? ""),
        identifier: str(identifier ?? ""),
        kind: null,
      })) !== null,
    execute: (args, kwargs) =>
      execute(
        scope,
        textArgument("adapter.execute", args, kwargs, 0, "sql"),
        argument(args, kwargs, 2, "fetch") === true,
      ),
  };
}

/** What changes the database, by the macros of the same names. */
function changes(
  host: ContextHost,
  packageName: string,
  scope: NodeScope,
  context: Context,
): Record<string, JinjaFunction> {
  const byMacro =
    (name: string): JinjaFunction =>
    async (args, kwargs) => {
      if (scope.session === null || !scope.execute) return "";
      await host.environment.callMacro(name, args, kwargs, context, packageName);
      return "";
    };
  const names = [
    "create_schema",
    "drop_schema",
    "drop_relation",
    "rename_relation",
    "truncate_relation",
  ];
  return Object.fromEntries(names.map((name) => [name, byMacro(name)]));
}

function quoting(scope: NodeScope): Record<string, JinjaFunction> {
  const quote: JinjaFunction = ([name]) => scope.dialect.quote(str(name ?? null));
  return {
    quote,
    quote_as_configured: quote,
    quote_seed_column: ([name, configured]) =>
      configured === false ? str(name ?? null) : scope.dialect.quote(str(name ?? null)),
  };
}

/** `adapter`: dispatch, quoting, and questions about relations (answered with nothing while parsing). */
export function adapterObject(
  host: ContextHost,
  packageName: string,
  scope: NodeScope,
  context: Context,
): JinjaObject {
  const dispatch = dispatchFunction(host, packageName, context);
  const members = (): Record<string, JinjaValue> => ({
    ...NOTHING,
    ...quoting(scope),
    ...questions(scope),
    ...changes(host, packageName, scope, context),
    dispatch,
    type: () => host.adapterType,
    behavior: {
      getAttribute: () => ({ no_warn: false, setting: false }),
      toString: () => "behavior",
    },
    config: namedObject("config", { quoting: { database: true, schema: true, identifier: true } }),
  });
  // Most templates ask for nothing else.
  let rest: JinjaObject | undefined;
  return {
    getAttribute: (name) => {
      if (name === "dispatch") return dispatch;
      rest ??= namedObject("adapter", members());
      return rest.getAttribute(name);
    },
    toString: () => "adapter",
  };
}
