/** The shape of Cube's answers, which in Cube itself a Rust binary makes. */
import type { AnswerCell, AnswerRow, CubeAnswer } from "../asking.js";
import type { NormalizedQuery, QueryType } from "../cube-packages.js";
import type { Table } from "./table.js";

/** The annotation of an answer by kind of member. */
export type Annotation = CubeAnswer["annotation"];

const PERIOD = "compareDateRange";

/** A query asks for a member that is not public. `type` makes Cube answer 400. */
class HiddenMemberError extends Error {
  readonly type = "UserError";

  constructor(member: string) {
    super(`'${member}' is not a public member; the catalogue at /meta lists those that are.`);
    this.name = "HiddenMemberError";
  }
}

/**
 * The rows of a result, columns renamed to members; a time dimension also stands under its name without granularity,
 * as clients of old read it.
 *
 * @param aliases members by column name
 * @throws HiddenMemberError
 */
export function rowsOf(
  table: Table,
  aliases: Readonly<Record<string, string>>,
  annotation: Annotation,
  query: NormalizedQuery,
): AnswerRow[] {
  const fields = new Map<string, readonly AnswerCell[]>();
  table.names.forEach((alias, index) => {
    const member = aliases[alias] ?? alias;
    const isMember = aliases[alias] !== undefined;
    if (isMember && !Object.values(annotation).some((part) => part[member] !== undefined)) {
      throw new HiddenMemberError(member);
    }
    if (!fields.has(member)) fields.set(member, table.columns[index] ?? []);
  });
  for (const { dimension, granularity } of query.timeDimensions ?? []) {
    const column = granularity ? fields.get(`${dimension}.${granularity}`) : undefined;
    if (column && !fields.has(dimension)) fields.set(dimension, column);
  }
  const names = [...fields.keys()];
  const columns = [...fields.values()];
  return Array.from({ length: table.rowCount }, (_, index) => {
    const row: AnswerRow = {};
    for (let at = 0; at < names.length; at += 1) {
      row[names[at] ?? ""] = columns[at]?.[index] ?? null;
    }
    return row;
  });
}

/** The query by which a client lays out all results of a request together. */
export function pivotQuery(
  queryType: QueryType,
  queries: readonly NormalizedQuery[],
): Record<string, unknown> {
  const first = queries[0] ?? {};
  if (queryType === "blendingQuery") {
    const unique = (key: "measures" | "dimensions"): string[] => [
      ...new Set(queries.flatMap((query) => query[key] ?? [])),
    ];
    const granularity = queries
      .map((query) => query.timeDimensions?.[0]?.granularity)
      .find((found) => found);
    return {
      measures: unique("measures"),
      dimensions: unique("dimensions"),
      timeDimensions: [{ dimension: "time", granularity }],
      queryType,
    };
  }
  if (queryType === "compareDateRangeQuery") {
    return { ...first, dimensions: [PERIOD, ...(first.dimensions ?? [])], queryType };
  }
  return { ...first, queryType };
}

/** Adds to the rows of one of several results what tells them apart: the period, or the common time axis. */
export function markRows(queryType: QueryType, answer: CubeAnswer): void {
  const [time] = (answer.query.timeDimensions ?? []) as NormalizedQuery["timeDimensions"] & object;
  if (queryType === "compareDateRangeQuery") {
    const period = periodOf(time?.dateRange ?? null);
    for (const row of answer.data) row[PERIOD] = period;
  }
  if (queryType === "blendingQuery") {
    for (const { dimension, granularity } of answer.query.timeDimensions ?? []) {
      if (!granularity) continue;
      for (const row of answer.data) {
        row[`time.${granularity}`] ??= row[`${dimension}.${granularity}`] ?? null;
      }
    }
  }
}

function periodOf(range: string | readonly string[] | null): string | null {
  if (range === null || typeof range === "string") return range;
  return `${range[0] ?? ""} - ${range.at(-1) ?? ""}`;
}

/** The answer in the format asked for: rows as objects, "compact" (rows as lists), or "columnar". */
export function inFormat(answer: CubeAnswer, format: string | undefined): object {
  if (format !== "compact" && format !== "columnar") return answer;
  const rows = answer.data;
  const members = Object.keys(rows[0] ?? {});
  const columns = (): AnswerCell[][] =>
    members.map((member) => rows.map((row) => row[member] ?? null));
  const data =
    format === "compact"
      ? { members, dataset: rows.map((row) => members.map((member) => row[member] ?? null)) }
      : { members, columns: columns() };
  return { ...answer, query: { ...answer.query, responseFormat: format }, data };
}
