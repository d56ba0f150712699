/** East Asian wide and fullwidth characters take two terminal columns. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const ZERO_WIDTH = /[\p{Mn}\p{Me}\u200b-\u200f\ufe00-\ufe0f]/u;

/** How many terminal columns `text` takes. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (!ZERO_WIDTH.test(character)) width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}

/** Line breaks and control characters made visible, so that one row stays one line. */
function onOneLine(text: string): string {
  return text
    .replaceAll("\n", "⏎")
    .replaceAll("\t", "→")
    .replace(/\p{Cc}/gu, "�");
}

interface Column {
  name: string;
  /** Numbers stand right, everything else left. */
  align: "left" | "right";
}

/** Rows as an aligned table with a rule under the header; no trailing blanks. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const cells = rows.map((row) => row.map(onOneLine));
  const widths = columns.map((column, index) =>
    Math.max(displayWidth(column.name), ...cells.map((row) => displayWidth(row[index] ?? ""))),
  );
  const line = (values: readonly string[]): string =>
    columns
      .map((column, index) => {
        const value = values[index] ?? "";
        const blanks = " ".repeat((widths[index] ?? 0) - displayWidth(value));
        return column.align === "right" ? blanks + value : value + blanks;
      })
      .join("  ")
      .trimEnd();
  return [
    line(columns.map((column) => column.name)),
    widths.map((width) => "─".repeat(width)).join("  "),
    ...cells.map(line),
  ].join("\n");
}

const NUMERIC = /^[-+]?[\d.,]*\d[\d.,]*\s?%?$/;

/** A table of text cells; a column whose every value looks like a number stands right. */
export function formatTextTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  return formatTable(
    columns.map((name, index) => {
      const values = rows.map((row) => row[index] ?? "").filter((value) => value !== "");
      const numeric = values.length > 0 && values.every((value) => NUMERIC.test(value));
      return { name, align: numeric ? "right" : "left" };
    }),
    rows,
  );
}
