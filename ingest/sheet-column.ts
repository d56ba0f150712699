const MS_PER_DAY = 86_400_000;
const MOST_PRECISE_INTEGER = 2 ** 53;
const DECIMAL_DIGITS = 14;
const DECIMAL_SCALE = 4;

type Kind = "number" | "date" | "boolean" | "text";

/** What the cells of one column of a sheet are, met one by one. */
export class SheetColumn {
  private kind: Kind | "nothing" | "mixed" = "nothing";
  private whole = true;
  private decimal = true;
  private midnight = true;

  /** @returns the cell as text */
  meet(cell: string | number | boolean | Date): string {
    this.kind = merged(this.kind, kindOf(cell));
    if (typeof cell === "string") return cell;
    if (typeof cell === "boolean") return String(cell);
    if (typeof cell === "number") return this.meetNumber(cell);
    const midnight = cell.getTime() % MS_PER_DAY === 0;
    this.midnight &&= midnight;
    const text = cell.toISOString();
    return midnight ? text.slice(0, 10) : text.slice(0, 23).replace("T", " ");
  }

  type(): string {
    switch (this.kind) {
      case "boolean":
        return "BOOLEAN";
      case "date":
        return this.midnight ? "DATE" : "TIMESTAMP";
      case "number":
        return this.whole ? "BIGINT" : this.decimal ? "DECIMAL(18,4)" : "DOUBLE";
      case "text":
      case "mixed":
      case "nothing":
        return "VARCHAR";
    }
  }

  private meetNumber(cell: number): string {
    const text = plainDecimal(cell);
    if (!Number.isInteger(cell) || Math.abs(cell) > MOST_PRECISE_INTEGER) this.whole = false;
    const scale = text.length - 1 - text.indexOf(".");
    const fits = !text.includes(".") || scale <= DECIMAL_SCALE;
    if (!fits || text.length > DECIMAL_DIGITS) this.decimal = false;
    return text;
  }
}

function kindOf(cell: string | number | boolean | Date): Kind {
  if (cell instanceof Date) return "date";
  return typeof cell === "number" ? "number" : typeof cell === "boolean" ? "boolean" : "text";
}

function merged(known: Kind | "nothing" | "mixed", kind: Kind): Kind | "mixed" {
  return known === "nothing" || known === kind ? kind : "mixed";
}

/** A number's shortest text without an exponent. */
function plainDecimal(value: number): string {
  const text = String(value);
  const parts = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (parts === null) return text;
  const [, sign = "", lead = "", rest = "", power = "0"] = parts;
  const digits = lead + rest;
  const point = 1 + Number(power);
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, "0")}`;
}
