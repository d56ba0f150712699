import { type Dict, dictOf, stringList, stringOr } from "../plain.js";
import { dicts } from "./parse-tree.js";
import { merged, type Origin, sameName, type TracedColumn } from "./scope.js";

/** The relation a PIVOT turns, and what is told of expressions over it. */
interface Turned {
  columns: readonly TracedColumn[];
  originsOf: (expression: unknown) => Origin[];
  starOf: (star: Dict) => TracedColumn[];
}

function mentioned(expression: unknown): string[] {
  if (Array.isArray(expression)) return expression.flatMap(mentioned);
  if (typeof expression !== "object" || expression === null) return [];
  const node = expression as Dict;
  if (node["class"] === "COLUMN_REF") return stringList(node["column_names"]).slice(-1);
  return Object.values(node).flatMap(mentioned);
}

function without(columns: readonly TracedColumn[], names: readonly string[]): TracedColumn[] {
  return columns.filter(({ name }) => !names.some((other) => sameName(other, name)));
}

/** The name of an aggregate where there are several: its alias, or how it is written. */
function aggregateName(aggregate: Dict): string {
  const alias = stringOr(aggregate["alias"], "");
  if (alias !== "") return alias;
  return `${stringOr(aggregate["function_name"], "")}(${mentioned(aggregate).join(", ")})`;
}

/** The names or values an expression lists: a constant, a column, or a row of them. */
function listed(expression: Dict): string[] {
  if (expression["class"] === "CONSTANT") return [String(dictOf(expression["value"])["value"])];
  if (expression["class"] === "COLUMN_REF") return mentioned(expression);
  return dicts(expression["children"]).flatMap(listed);
}

/** Storage versions differ in where they write them. */
function valuesOf(entry: Dict): string[] {
  const values = dicts(entry["values"]).map(({ value }) => String(value));
  return values.length > 0 ? values : listed(dictOf(entry["star_expr"]));
}

function entryNames(entry: Dict): string[] {
  const values = valuesOf(entry);
  const alias = stringOr(entry["alias"], "");
  return alias === "" ? values : [alias];
}

function pivoted(from: Dict, pivots: readonly Dict[], turned: Turned): TracedColumn[] {
  const aggregates = dicts(from["aggregates"]);
  const groups = stringList(from["groups"]);
  const expressions = pivots.map((pivot) => pivot["pivot_expressions"]);
  const kept =
    groups.length > 0
      ? turned.columns.filter(({ name }) => groups.some((group) => sameName(group, name)))
      : without(turned.columns, mentioned([aggregates, expressions]));
  const chosen = turned.originsOf(expressions);
  const heads = pivots
    .map((pivot) => dicts(pivot["entries"]).map((entry) => entryNames(entry).join("_")))
    .reduce<string[]>(
      (all, names) =>
        all.length === 0 ? names : all.flatMap((head) => names.map((name) => `${head}_${name}`)),
      [],
    );
  const made = heads.flatMap((head) =>
    aggregates.map((aggregate) => ({
      name: aggregates.length === 1 ? head : `${head}_${aggregateName(aggregate)}`,
      origins: merged(turned.originsOf(aggregate), chosen),
    })),
  );
  return [...kept, ...made];
}

function unpivoted(from: Dict, pivots: readonly Dict[], turned: Turned): TracedColumn[] {
  const names = stringList(from["unpivot_names"]);
  const entries = pivots.flatMap((pivot) => dicts(pivot["entries"]));
  // Each entry names as many columns as values come of it.
  const rows = entries.flatMap((entry) =>
    dictOf(entry["star_expr"])["class"] === "STAR"
      ? turned.starOf(dictOf(entry["star_expr"])).map(({ name }) => [name])
      : [valuesOf(entry)],
  );
  const originsAt = (at: number): Origin[] =>
    merged(
      ...rows.map((row) => {
        const column = turned.columns.find(({ name }) => sameName(name, row[at] ?? ""));
        return column?.origins ?? [];
      }),
    );
  return [
    ...without(turned.columns, rows.flat()),
    ...pivots
      .flatMap((pivot) => stringList(pivot["unpivot_names"]))
      .map((name) => ({ name, origins: [] })),
    ...names.map((name, at) => ({ name, origins: originsAt(at) })),
  ];
}

/** The columns of a PIVOT or UNPIVOT: those left as they are, and those it makes of the others. */
export function pivotColumns(from: Dict, turned: Turned): TracedColumn[] {
  const pivots = dicts(from["pivots"]);
  return stringList(from["unpivot_names"]).length > 0
    ? unpivoted(from, pivots, turned)
    : pivoted(from, pivots, turned);
}
