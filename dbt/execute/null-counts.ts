import type { AdapterSession } from "../adapters/adapter.js";
import { isEphemeral, type ProjectNode } from "../manifest.js";
import { isDefaultVerdict } from "./test-query.js";

const QUOTED = '"(?:[^"]|"")+"';
const NOT_NULL = new RegExp(
  `^\\s*select \\*\\s+from (${QUOTED}(?:\\.${QUOTED}){2})\\s+where (.+) is null\\s*$`,
);

/**
 * Counts the nulls of all columns of a relation that have a `not_null` test in one query, when the first of them is run:
 * their parents are the same, so whatever runs one of them might run all. Tests of another form count for themselves.
 */
export class NullCounts {
  readonly #nodes: ReadonlyMap<string, ProjectNode>;
  readonly #columns = new Map<string, Set<string>>();
  readonly #counts = new Map<string, Promise<ReadonlyMap<string, number> | null>>();

  /**
   * @param tests all that are to be run
   * @param nodes all that there are, by id
   */
  constructor(tests: Iterable<ProjectNode>, nodes: ReadonlyMap<string, ProjectNode>) {
    this.#nodes = nodes;
    for (const test of tests) {
      const column = columnOf(test);
      const relation = test.attachedNode;
      if (column === null || relation === null) continue;
      const columns = this.#columns.get(relation) ?? new Set();
      this.#columns.set(relation, columns.add(column));
    }
  }

  /**
   * How many rows the test finds.
   *
   * @param sql the test's own, compiled
   * @returns null where the test must count for itself
   */
  async found(test: ProjectNode, sql: string, session: AdapterSession): Promise<number | null> {
    const [, relation, column] = NOT_NULL.exec(sql) ?? [];
    const siblings = this.#columns.get(test.attachedNode ?? "");
    if (relation === undefined || column === undefined || columnOf(test) !== column) return null;
    if (siblings === undefined || siblings.size < 2 || !siblings.has(column)) return null;
    const stored = isStored(this.#nodes.get(test.attachedNode ?? ""));
    const counts = this.#counts.get(relation) ?? count(session, relation, [...siblings], stored);
    this.#counts.set(relation, counts);
    return (await counts)?.get(column) ?? null;
  }
}

/** The column of a built-in `not_null` test that is judged by the number of its rows; null of other tests. */
function columnOf({ testMetadata, config }: ProjectNode): string | null {
  if (testMetadata?.name !== "not_null" || testMetadata.namespace !== null) return null;
  const column = testMetadata.kwargs["column_name"];
  return typeof column === "string" && isDefaultVerdict(config) ? column : null;
}

function isStored(node: ProjectNode | undefined): boolean {
  return node !== undefined && node.config["materialized"] !== "view" && !isEphemeral(node);
}

/** At least one row where there is a null in any of the columns. */
function anyNull(relation: string, columns: readonly string[], stored: boolean): string {
  const tests = columns.map((column) => `${column} is null`);
  const some = stored ? tests : [tests.join(" or ")];
  return some
    .map((test) => `(select 1 from ${relation} where ${test} limit 1)`)
    .join(" union all ");
}

/**
 * Null where one of the columns cannot be asked for: then each test says so for itself. Whether there is any null at all is
 * asked first: the engine knows that of a stored column without reading it, but not of several at once.
 */
async function count(
  session: AdapterSession,
  relation: string,
  columns: readonly string[],
  stored: boolean,
): Promise<ReadonlyMap<string, number> | null> {
  const counts = columns.map((column) => `count(case when ${column} is null then 1 end)`);
  try {
    const some = await session.query(anyNull(relation, columns, stored));
    if (some.rows.length === 0) return new Map(columns.map((column) => [column, 0]));
    const { rows } = await session.query(`select ${counts.join(", ")} from ${relation}`);
    return new Map(columns.map((column, index) => [column, Number(rows[0]?.[index])]));
  } catch {
    return null;
  }
}
