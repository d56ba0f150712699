import { z } from "zod";
import type { Board } from "./contract.js";

const text = z.strictObject({ en: z.string().min(1), zh: z.string().min(1) });

const member = z
  .string()
  .regex(/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/, 'expected a member as "view.name"');

const measureName = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "lower-case letters, digits and _ only, starting with a letter");

const dimension = z.strictObject({ member, label: text });

const measure = z.strictObject({
  member,
  label: text,
  format: z.enum(["money", "count", "percent"]),
  ratio: z.strictObject({ of: measureName, per: measureName }).nullable().default(null),
});

const tile = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("figure"), measure: measureName }),
  z.strictObject({ kind: z.literal("months"), title: text, measure: measureName }),
  z.strictObject({
    kind: z.literal("drill"),
    title: text,
    levels: z.array(dimension).min(1),
    measures: z.array(measureName).min(1),
    share: measureName,
  }),
]);

type ParsedBoard = Omit<Board, "id">;

/** The shape of a board file. Every measure named anywhere must be among `measures`. */
export const boardSchema: z.ZodType<ParsedBoard> = z
  .strictObject({
    title: text,
    description: text,
    time: member,
    period: z.enum(["month", "quarter", "ytd", "12m", "all"]).default("12m"),
    measures: z.record(measureName, measure),
    tiles: z.array(tile).min(1),
    rows: z.strictObject({
      count: measureName,
      documents: measureName,
      sum: measureName,
      columns: z
        .array(dimension.extend({ format: z.enum(["text", "date", "count", "money"]) }))
        .min(1),
      order: z.array(member).min(1),
    }),
  })
  .superRefine((board, context) => {
    for (const { path, name } of measuresNamed(board)) {
      if (Object.hasOwn(board.measures, name)) continue;
      context.addIssue({ code: "custom", path, message: `no measure is called "${name}"` });
    }
  });

interface Mention {
  path: (string | number)[];
  name: string;
}

function measuresNamed(board: ParsedBoard): Mention[] {
  const found: Mention[] = [];
  for (const [name, { ratio }] of Object.entries(board.measures)) {
    if (!ratio) continue;
    found.push({ path: ["measures", name, "ratio", "of"], name: ratio.of });
    found.push({ path: ["measures", name, "ratio", "per"], name: ratio.per });
  }
  board.tiles.forEach((item, index) => {
    if (item.kind !== "drill") {
      found.push({ path: ["tiles", index, "measure"], name: item.measure });
      return;
    }
    found.push({ path: ["tiles", index, "share"], name: item.share });
    item.measures.forEach((name, column) => {
      found.push({ path: ["tiles", index, "measures", column], name });
    });
  });
  for (const part of ["count", "documents", "sum"] as const) {
    found.push({ path: ["rows", part], name: board.rows[part] });
  }
  return found;
}
