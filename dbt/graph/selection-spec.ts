import { type Criterion, type IndirectSelection, parseCriterion } from "./selector-parts.js";

/** Criteria put together; a difference takes its later parts from its first. */
export type SelectionSpec =
  | { kind: "criterion"; criterion: Criterion }
  | {
      kind: "union" | "intersection" | "difference";
      parts: readonly SelectionSpec[];
      indirect: IndirectSelection;
      /** As typed, where selecting nothing is worth a warning. */
      expected: string | null;
    };

/** What the command line says of a selection. */
interface SelectionRequest {
  select?: readonly string[] | undefined;
  exclude?: readonly string[] | undefined;
  indirect: IndirectSelection;
}

const EVERYTHING = ["fqn:*", "source:*", "exposure:*"];

function unionOf(
  texts: readonly string[],
  indirect: IndirectSelection,
  expected: boolean,
): SelectionSpec {
  const words = texts.flatMap((text) => text.split(/\s+/)).filter((word) => word !== "");
  const parts = words.map((word): SelectionSpec => ({
    kind: "intersection",
    parts: word
      .split(",")
      .map((part) => ({ kind: "criterion", criterion: parseCriterion(part, indirect) })),
    indirect,
    expected: expected ? word : null,
  }));
  return { kind: "union", parts, indirect, expected: null };
}

/** `--select` and `--exclude`: each value may hold several, apart by blanks (any) or commas (all of them). */
export function commandLineSpec({ select, exclude, indirect }: SelectionRequest): SelectionSpec {
  const given = select !== undefined && select.length > 0;
  const included = unionOf(given ? select : EVERYTHING, indirect, given);
  const excluded = unionOf(exclude ?? [], indirect, true);
  return { kind: "difference", parts: [included, excluded], indirect: "eager", expected: null };
}
