import type { Cell, QueryResult } from "../adapters/adapter.js";
import { floatText } from "../jinja/text.js";
import { JinjaDecimal, type JinjaValue } from "../jinja/value.js";
import { PyDateTime } from "./modules/date-time.js";
import { UTC } from "./modules/time-zone.js";

const TIME = /^(\d{4})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6})\d*)?(\+00)?)?$/;

/** A date or a moment; its text where no calendar of Python's has it. */
function timeOf(text: string, type: string): JinjaValue {
  const found = TIME.exec(text);
  if (found === null) return text;
  const [, ...parts] = found;
  const micro = (parts[6] ?? "").padEnd(6, "0");
  const numbers = [...parts.slice(0, 6).map(Number), Number(micro)].map((part) =>
    Number.isNaN(part) ? 0 : part,
  );
  return PyDateTime.of(numbers, type.includes("ZONE") ? UTC : null, type === "DATE");
}

function valueOf(cell: Cell, type: string, text: () => string): JinjaValue {
  if (cell === null) return null;
  if (type.startsWith("DECIMAL")) return new JinjaDecimal(text());
  if (type === "DOUBLE" || type === "FLOAT") return new JinjaDecimal(floatText(Number(cell)));
  if (type === "DATE" || type.startsWith("TIMESTAMP")) return timeOf(text(), type);
  return cell;
}

/** The rows of a result as templates see them. */
export function templateRows({ rows, types, textAt }: QueryResult): readonly JinjaValue[][] {
  return rows.map((row, at) =>
    row.map((cell, column) => {
      const type = types?.[column];
      return type === undefined || textAt === undefined
        ? cell
        : valueOf(cell, type, () => textAt(at, column));
    }),
  );
}
