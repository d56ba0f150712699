/**
 * The shape of Cube's answers: database columns renamed to members, times in Cube's ISO form, and the pivot query a
 * client needs to lay out several results. Cube does this in its Rust binary; here it is for machines without one.
 */

type Cell = string | number | boolean | null;

type QueryType = "regularQuery" | "blendingQuery" | "compareDateRangeQuery";

interface TimeDimension {
  dimension: string;
  granularity?: string | null;
  dateRange?: string | readonly string[] | null;
}

interface NormalizedQuery {
  measures?: readonly string[];
  dimensions?: readonly string[];
  timeDimensions?: readonly TimeDimension[];
}

/** What Cube says about one query's result. */
export interface ResultFacts {
  aliasToMemberNameMap: Readonly<Record<string, string>>;
  /** By member; a member that is missing here is not public. */
  annotation: Readonly<Record<string, { type?: string }>>;
  query: NormalizedQuery;
  queryType: QueryType;
  /** "compact": one list of members and rows as lists. */
  resType?: string;
}

/** Column-wise values, as the driver gave them. */
interface Columns {
  members: readonly string[];
  columns: readonly (readonly Cell[])[];
}

/** One output field: its name and how its value in row `i` comes about. */
interface Field {
  name: string;
  at: (row: number) => Cell;
}

type Row = Record<string, Cell>;

const PERIOD = "compareDateRange";

/** A query asks for a member that is not public. `type` makes Cube answer 400. */
class HiddenMemberError extends Error {
  readonly type = "UserError";

  constructor(member: string) {
    super(`'${member}' is not a public member; the catalogue at /meta lists those that are.`);
    this.name = "HiddenMemberError";
  }
}

/** The `data` of one result. @throws HiddenMemberError */
export function resultData(
  facts: ResultFacts,
  buffer: Uint8Array,
): Row[] | { members: string[]; dataset: Cell[][] } {
  const table = JSON.parse(new TextDecoder().decode(buffer)) as Columns;
  const fields = fieldsOf(facts, table);
  const rows = Array.from({ length: table.columns[0]?.length ?? 0 }, (_, row) => row);
  if (facts.resType === "compact") {
    return {
      members: fields.map(({ name }) => name),
      dataset: rows.map((row) => fields.map(({ at }) => at(row))),
    };
  }
  return rows.map((row) => Object.fromEntries(fields.map(({ name, at }) => [name, at(row)])));
}

function fieldsOf(facts: ResultFacts, table: Columns): Field[] {
  const fields = new Map<string, Field>();
  const add = (name: string, at: Field["at"]): void => {
    if (!fields.has(name)) fields.set(name, { name, at });
  };
  const timeDimensions = facts.query.timeDimensions ?? [];
  const derived: (() => void)[] = [];
  table.members.forEach((alias, index) => {
    const member = facts.aliasToMemberNameMap[alias] ?? alias;
    const annotation = facts.annotation[member];
    if (!annotation) throw new HiddenMemberError(member);
    const column = table.columns[index] ?? [];
    const at: Field["at"] =
      annotation.type === "time"
        ? (row) => isoTime(column[row] ?? null)
        : (row) => column[row] ?? null;
    add(member, at);
    const time = timeDimensions.find(
      ({ dimension, granularity }) => granularity && `${dimension}.${granularity}` === member,
    );
    if (!time) return;
    derived.push(() => {
      // Clients of old read a time dimension without its granularity.
      add(time.dimension, at);
      if (facts.queryType === "blendingQuery") add(`time.${time.granularity ?? ""}`, at);
    });
  });
  for (const addDerived of derived) addDerived();
  if (facts.queryType === "compareDateRangeQuery") {
    const period = periodOf(timeDimensions[0]);
    add(PERIOD, () => period);
  }
  return [...fields.values()];
}

function periodOf(time: TimeDimension | undefined): string | null {
  const range = time?.dateRange ?? null;
  if (range === null || typeof range === "string") return range;
  return `${range[0] ?? ""} - ${range.at(-1) ?? ""}`;
}

/** `2013-12-31`, `2013-12-31 10:00:00` and the like as `2013-12-31T10:00:00.000`. */
function isoTime(value: Cell): Cell {
  if (typeof value !== "string") return value;
  const [, date, time = "00:00:00", fraction = ""] =
    /^(\d{4,}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?)?Z?$/.exec(value) ?? [];
  return date === undefined ? value : `${date}T${time}.${fraction.padEnd(3, "0").slice(0, 3)}`;
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
