import { str } from "../jinja/text.js";
import type { JinjaFunction, JinjaObject, JinjaValue } from "../jinja/value.js";

const LABELS: Readonly<Record<string, string>> = { STRING: "TEXT" };
const TEXTS = ["text", "varchar", "character varying", "character"];
const INTEGERS = [
  ["tinyint", "smallint", "integer", "bigint", "hugeint"],
  ["utinyint", "usmallint", "uinteger", "ubigint"],
  ["int", "int1", "int2", "int4", "int8", "short", "signed", "long"],
].flat();
const FLOATS = ["float", "real", "double", "float4", "float8"];

/** A name dbt has for a type, as DuckDB calls it. */
function translatedType(name: string): string {
  return LABELS[name.toUpperCase()] ?? name;
}

/** A column of a relation, as templates see it. */
export class Column implements JinjaObject {
  readonly name: string;
  /** The engine's name of the type, whole. */
  readonly type: string;

  constructor(name: string, type: string) {
    this.name = name;
    this.type = type;
  }

  /** As dbt does, a type with a length or precision is taken for none of those below. */
  get #base(): string {
    return this.type.toLowerCase();
  }

  get #size(): number | null {
    const size = /\((\d+)\)/.exec(this.type)?.[1];
    return size === undefined ? null : Number(size);
  }

  get #isString(): boolean {
    return TEXTS.includes(this.#base);
  }

  get #isNumeric(): boolean {
    return ["numeric", "decimal"].includes(this.#base);
  }

  equals(other: JinjaValue): boolean {
    return other instanceof Column && other.name === this.name && other.type === this.type;
  }

  getAttribute(name: string): JinjaValue | undefined {
    switch (name) {
      case "name":
      case "column":
        return this.name;
      case "quoted":
        return `"${this.name.replaceAll('"', '""')}"`;
      case "data_type":
        return this.#isString ? `character varying(${String(this.#size ?? 256)})` : this.type;
      case "dtype":
        return this.type;
      case "char_size":
        return this.#isString ? this.#size : null;
      case "numeric_precision":
      case "numeric_scale":
        return this.#number(name);
      default:
        return this.#methods()[name];
    }
  }

  #number(name: string): number | null {
    const match = /\((\d+)\s*,\s*(\d+)\)/.exec(this.type);
    return match === null ? null : Number(match[name === "numeric_precision" ? 1 : 2]);
  }

  #methods(): Record<string, JinjaFunction> {
    const integer = INTEGERS.includes(this.#base);
    const float = FLOATS.includes(this.#base);
    return {
      is_string: () => this.#isString,
      is_integer: () => integer,
      is_float: () => float,
      is_numeric: () => this.#isNumeric,
      is_number: () => integer || float || this.#isNumeric,
      string_size: () => this.#size ?? 256,
      can_expand_to: ([other]) =>
        this.#isString &&
        other instanceof Column &&
        other.#isString &&
        (other.#size ?? 256) > (this.#size ?? 256),
      literal: ([value]) => `${str(value ?? null)}::${this.type}`,
    };
  }

  toString(): string {
    return `<Column ${this.name} (${this.type})>`;
  }
}

/** `api.Column`. */
export const COLUMN_CLASS: JinjaObject = {
  getAttribute: (name) => {
    const functions: Record<string, JinjaFunction> = {
      translate_type: ([type]) => translatedType(str(type ?? "")),
      numeric_type: ([type, precision, scale]) =>
        precision === undefined || precision === null
          ? str(type ?? "")
          : `${str(type ?? "")}(${str(precision)},${str(scale ?? 0)})`,
      string_type: ([size]) => `character varying(${str(size ?? 256)})`,
      create: ([column, type]) => new Column(str(column ?? ""), translatedType(str(type ?? ""))),
    };
    return functions[name];
  },
  call: ([column, type], kwargs) =>
    new Column(str(column ?? kwargs["column"] ?? ""), str(type ?? kwargs["dtype"] ?? "")),
  toString: () => "Column",
};
