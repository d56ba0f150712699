import { z } from "zod";
import type { AnswerCell, AnswerRow, Ask, CubeAnswer, Filter } from "../asking.js";
import type { MemberCatalogue } from "../member-catalogue.js";
import { cellOf } from "./axes.js";
import { comparableValue } from "./cell-filters.js";
import type { CellQuestion } from "./cell-question.js";
import { refuse } from "./refusal.js";
import { MAX_ROWS } from "./whole-answer.js";

/** Where a page ends: the last value of the leading column, and how many rows with it were given. */
interface Cursor {
  readonly lead: AnswerCell;
  readonly skip: number;
}

interface CellPage {
  readonly answer: CubeAnswer;
  /** Null at the end, and where the page was asked for by offset. */
  readonly next: Cursor | null;
}

/** Kinds of columns by how well they lead the order: their values can be compared without loss. */
const LEADING = ["time", "string", "number"];

/**
 * One page of the rows behind a cell. Rows are ordered by all columns, so that pages neither repeat nor leave out a
 * row; a page begins where the leading column says, so that the last page costs no more than the first.
 */
export async function cellPage(
  { query, measure }: CellQuestion,
  ask: Ask,
  members: MemberCatalogue,
  page: { limit: number; after?: Cursor | undefined; offset?: number | undefined },
): Promise<CellPage> {
  const columns = query.dimensions ?? [];
  const lead =
    leadingColumn(columns, members) ?? refuse("columns", `${measure.name} has no columns to show.`);
  const names = [lead, ...columns.filter((name) => name !== lead), ...(query.measures ?? [])];
  const answer = await ask({
    ...query,
    filters: [
      ...(query.filters ?? []),
      ...(page.after ? [from(lead, page.after.lead, members)] : []),
    ],
    order: names.map((name) => [name, "asc"] as const),
    limit: page.limit,
    offset: (page.after?.skip ?? 0) + (page.offset ?? 0),
  });
  const last = answer.data.at(-1);
  const isLast = answer.data.length < page.limit;
  if (!last || isLast || page.offset !== undefined) return { answer, next: null };
  const value = cellOf(last, lead);
  const given = answer.data.filter((row) => cellOf(row, lead) === value).length;
  const before = page.after?.lead === value ? page.after.skip : 0;
  return { answer, next: { lead: value, skip: before + given } };
}

/** All rows behind a cell, in pages as large as Cube gives. */
export async function* cellPages(
  question: CellQuestion,
  ask: Ask,
  members: MemberCatalogue,
  limit = MAX_ROWS,
): AsyncGenerator<readonly AnswerRow[], void, undefined> {
  let after: Cursor | undefined;
  for (;;) {
    const { answer, next } = await cellPage(question, ask, members, { limit, after });
    yield answer.data;
    if (!next) return;
    after = next;
  }
}

/** How many rows lie behind the cell. */
export async function countRows({ query }: CellQuestion, ask: Ask): Promise<number> {
  const { total } = await ask({ ...query, order: [], limit: 1, total: true });
  if (typeof total !== "number") throw new Error("Cube did not count the rows.");
  return total;
}

function leadingColumn(columns: readonly string[], members: MemberCatalogue): string | undefined {
  const typeOf = (name: string): string => members.members.get(name)?.type ?? "";
  for (const type of LEADING) {
    const found = columns.find((name) => typeOf(name) === type);
    if (found !== undefined) return found;
  }
  return columns[0];
}

/** Rows at or after the value; the engine puts missing values last. */
function from(lead: string, value: AnswerCell, members: MemberCatalogue): Filter {
  const missing: Filter = { member: lead, operator: "notSet" };
  if (value === null) return missing;
  const values = [comparableValue(lead, value, members)];
  return { or: [{ member: lead, operator: "gte", values }, missing] };
}

const lead = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** Opaque to clients. */
export function cursorText(cursor: Cursor | null): string | null {
  return cursor && Buffer.from(JSON.stringify([cursor.lead, cursor.skip])).toString("base64url");
}

/** @throws GranaryError QUERY_INVALID */
export function parseCursor(text: string): Cursor {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    const cursor = z.tuple([lead, z.int().min(0)]).safeParse(parsed);
    if (cursor.success) return { lead: cursor.data[0], skip: cursor.data[1] };
  } catch {
    // Refused below, as any other text that is no cursor.
  }
  return refuse("after", "is no place in a list of rows; take it from the page before.");
}
