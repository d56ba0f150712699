import { type Dict, dictOf, isDict, stringList, stringOr } from "../plain.js";
import { dicts, renamed, sharedBy } from "./parse-tree.js";
import {
  merged,
  type Origin,
  sameName,
  Scope,
  type ScopedRelation,
  type TracedColumn,
} from "./scope.js";
import { pivotColumns } from "./trace-pivot.js";

/** Columns of a relation of the database, as far as it belongs to the project; null where it is unknown. */
export type RelationColumns = (
  database: string,
  schema: string,
  name: string,
) => readonly TracedColumn[] | null;

/** What is in sight where a query stands. */
interface Surroundings {
  relations: RelationColumns;
  ctes: ReadonlyMap<string, readonly TracedColumn[]>;
  outer: Scope | null;
}

/** Origins of everything an expression mentions. */
function originsOf(
  expression: unknown,
  scope: Scope,
  around: Surroundings,
  made: TracedColumn[],
): Origin[] {
  if (Array.isArray(expression)) {
    return merged(...expression.map((part) => originsOf(part, scope, around, made)));
  }
  if (!isDict(expression)) return [];
  switch (expression["class"]) {
    case "COLUMN_REF": {
      const names = stringList(expression["column_names"]);
      const found = scope.find(names);
      if (found !== null) return [...found];
      // A name given earlier in the same SELECT.
      return [...(made.find(({ name }) => sameName(name, names[0] ?? ""))?.origins ?? [])];
    }
    case "SUBQUERY": {
      const inner = traceNode(dictOf(dictOf(expression["subquery"])["node"]), {
        ...around,
        outer: scope,
      });
      const compared = originsOf(expression["child"], scope, around, made);
      return merged(compared, ...inner.map(({ origins }) => origins));
    }
    case "STAR":
      return merged(...scope.star(stringOr(expression["relation_name"], "")).map((c) => c.origins));
    default:
      return merged(
        ...Object.values(expression).map((part) => originsOf(part, scope, around, made)),
      );
  }
}

function starColumns(star: Dict, scope: Scope, around: Surroundings): TracedColumn[] {
  const excluded = (Array.isArray(star["exclude_list"]) ? star["exclude_list"] : []).map((item) =>
    typeof item === "string" ? item : stringOr(dictOf(item)["column"], ""),
  );
  const replaced = dicts(star["replace_list"]);
  const renames = dicts(star["rename_list"]);
  let columns = scope.star(stringOr(star["relation_name"], ""));
  const pattern = dictOf(dictOf(star["expr"])["value"])["value"];
  if (star["columns"] === true && typeof pattern === "string") {
    const wanted = new RegExp(pattern);
    columns = columns.filter(({ name }) => wanted.test(name));
  }
  return columns
    .filter(({ name }) => !excluded.some((other) => sameName(other, name)))
    .map((column) => {
      const by = replaced.find((entry) => sameName(String(entry["key"]), column.name));
      const to = renames.find((entry) => sameName(String(entry["key"]), column.name));
      return {
        name: typeof to?.["value"] === "string" ? to["value"] : column.name,
        origins: by === undefined ? column.origins : originsOf(by["value"], scope, around, []),
      };
    });
}

function outputName(expression: Dict): string {
  const alias = stringOr(expression["alias"], "");
  if (alias !== "") return alias;
  return stringList(expression["column_names"]).at(-1) ?? "";
}

function traceSelect(node: Dict, around: Surroundings): TracedColumn[] {
  const scope = scopeOf(dictOf(node["from_table"]), around);
  const made: TracedColumn[] = [];
  for (const expression of dicts(node["select_list"])) {
    if (expression["class"] === "STAR") made.push(...starColumns(expression, scope, around));
    else {
      const origins = originsOf(expression, scope, around, made);
      made.push({ name: outputName(expression), origins });
    }
  }
  return made;
}

/** The queries put together: two, or, as newer storage versions write it, any number. */
function branchesOf(node: Dict): Dict[] {
  const children = dicts(node["children"]);
  return children.length > 0 ? children : dicts([node["left"], node["right"]]);
}

function traceUnion(node: Dict, around: Surroundings): TracedColumn[] {
  const branches = branchesOf(node).map((branch) => traceNode(branch, around));
  const [first = []] = branches;
  if (stringOr(node["setop_type"], "").endsWith("BY_NAME")) {
    const all = branches.flat();
    const distinct = all.filter(
      ({ name }, index) => all.findIndex((other) => sameName(other.name, name)) === index,
    );
    return distinct.map(({ name }) => ({
      name,
      origins: merged(...all.filter((c) => sameName(c.name, name)).map((c) => c.origins)),
    }));
  }
  if (node["setop_type"] === "EXCEPT") return [...first];
  return first.map(({ name }, index) => ({
    name,
    origins: merged(...branches.map((columns) => columns[index]?.origins ?? [])),
  }));
}

/** A recursive query: its own rows are in sight in its second half. */
function traceRecursive(node: Dict, around: Surroundings): TracedColumn[] {
  const base = traceNode(dictOf(node["left"]), around);
  const name = stringOr(node["cte_name"], "").toLowerCase();
  const ctes = new Map(around.ctes).set(name, base);
  const step = traceNode(dictOf(node["right"]), { ...around, ctes });
  return base.map((column, index) => ({
    name: column.name,
    origins: merged(column.origins, step[index]?.origins ?? []),
  }));
}

function withCtes(node: Dict, around: Surroundings): Surroundings {
  const ctes = new Map(around.ctes);
  const inside = { ...around, ctes };
  for (const entry of dicts(dictOf(node["cte_map"])["map"])) {
    const { query, aliases } = dictOf(entry["value"]);
    const columns = traceNode(dictOf(dictOf(query)["node"]), inside);
    ctes.set(stringOr(entry["key"], "").toLowerCase(), renamed(columns, stringList(aliases)));
  }
  return inside;
}

function traceNode(node: Dict, around: Surroundings): TracedColumn[] {
  const inside = withCtes(node, around);
  switch (node["type"]) {
    case "SELECT_NODE":
      return traceSelect(node, inside);
    case "SET_OPERATION_NODE":
      return traceUnion(node, inside);
    case "RECURSIVE_CTE_NODE":
      return traceRecursive(node, inside);
    case "CTE_NODE": {
      const columns = traceNode(dictOf(node["query"]), inside);
      const ctes = new Map(inside.ctes).set(stringOr(node["cte_name"], "").toLowerCase(), columns);
      return traceNode(dictOf(node["child"]), { ...inside, ctes });
    }
    default:
      return [];
  }
}

function baseTable(from: Dict, around: Surroundings): ScopedRelation {
  const name = stringOr(from["table_name"], "");
  const schema = stringOr(from["schema_name"], "");
  const alias = stringOr(from["alias"], "") === "" ? name : stringOr(from["alias"], name);
  const cte = schema === "" ? around.ctes.get(name.toLowerCase()) : undefined;
  const database = stringOr(from["catalog_name"], "");
  const columns = cte ?? around.relations(database, schema, name) ?? [];
  return { alias, columns: renamed(columns, stringList(from["column_name_alias"])) };
}

/** Relations of a FROM clause, and the columns its joins made one of. */
function relationsOf(
  from: Dict,
  around: Surroundings,
  shared: Set<string>,
  before: readonly ScopedRelation[],
): ScopedRelation[] {
  const alias = stringOr(from["alias"], "");
  const names = stringList(from["column_name_alias"]);
  switch (from["type"]) {
    case "BASE_TABLE":
      return [baseTable(from, around)];
    case "SUBQUERY": {
      const outer = before.length === 0 ? around.outer : new Scope(before, shared, around.outer);
      const node = dictOf(dictOf(from["subquery"])["node"]);
      return [{ alias, columns: renamed(traceNode(node, { ...around, outer }), names) }];
    }
    case "JOIN": {
      const left = relationsOf(dictOf(from["left"]), around, shared, before);
      const right = relationsOf(dictOf(from["right"]), around, shared, [...before, ...left]);
      for (const name of sharedBy(from, left, right)) shared.add(name.toLowerCase());
      return [...left, ...right];
    }
    case "PIVOT": {
      const scope = scopeOf(dictOf(from["source"]), around);
      const columns = pivotColumns(from, {
        columns: scope.star(""),
        originsOf: (expression) => originsOf(expression, scope, around, []),
        starOf: (star) => starColumns(star, scope, around),
      });
      return [{ alias, columns: renamed(columns, names) }];
    }
    case "TABLE_FUNCTION": {
      const scope = new Scope(before, shared, around.outer);
      const origins = originsOf(dictOf(from["function"])["children"], scope, around, []);
      const called = stringOr(dictOf(from["function"])["function_name"], "");
      const columns = (names.length === 0 ? [called] : names).map((name) => ({ name, origins }));
      return [{ alias: alias === "" ? called : alias, columns }];
    }
    case "EXPRESSION_LIST": {
      const [row] = Array.isArray(from["values"]) ? (from["values"] as unknown[]) : [];
      const width = Array.isArray(row) ? row.length : 0;
      const columns = Array.from({ length: width }, (_, at) => ({ name: `col${at}`, origins: [] }));
      return [{ alias, columns: renamed(columns, names) }];
    }
    default:
      return [];
  }
}

function scopeOf(from: Dict, around: Surroundings): Scope {
  const shared = new Set<string>();
  const relations = relationsOf(from, around, shared, []);
  return new Scope(relations, shared, around.outer);
}

/**
 * What each column of a query is made from, read off DuckDB's parse tree (`json_serialize_sql`); null where the
 * engine gives none, as for a PIVOT whose values it has to look up. Filters, joins and groupings do not count: only what a value is computed from.
 */
export function traceQuery(tree: unknown, relations: RelationColumns): TracedColumn[] | null {
  const { error, statements } = dictOf(tree);
  const [statement] = dicts(statements);
  if (error === true || statement === undefined) return null;
  return traceNode(dictOf(statement["node"]), { relations, ctes: new Map(), outer: null });
}
