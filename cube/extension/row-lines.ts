import type { AnswerCell, AnswerRow } from "../asking.js";

export interface Lines {
  readonly head: string;
  readonly line: (row: AnswerRow) => string;
}

/** One JSON object a line. */
export function jsonLines(columns: readonly string[]): Lines {
  return {
    head: "",
    line: (row) => {
      const cells = columns.map((name) => [name, row[name] ?? null] as const);
      return `${JSON.stringify(Object.fromEntries(cells))}\n`;
    },
  };
}

/** RFC 4180. A missing value is an empty field, an empty text a quoted one. */
export function csvLines(columns: readonly string[]): Lines {
  return {
    head: csvLine(columns),
    line: (row) => csvLine(columns.map((name) => row[name] ?? null)),
  };
}

function csvLine(cells: readonly AnswerCell[]): string {
  return `${cells.map(csvField).join(",")}\r\n`;
}

function csvField(cell: AnswerCell): string {
  if (cell === null) return "";
  const text = String(cell);
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
