import type { QueryResult } from "../adapters/adapter.js";
import { repr } from "../jinja/text.js";
import { type JinjaObject, JinjaTuple, type JinjaValue } from "../jinja/value.js";
import { templateRows } from "./result-values.js";

function itemAt(items: readonly JinjaValue[], key: JinjaValue): JinjaValue | undefined {
  if (typeof key !== "number") return undefined;
  return items[key < 0 ? items.length + key : key];
}

/** How agate shows a row or a column: its first five values. */
function sample(kind: string, values: readonly JinjaValue[]): string {
  const shown = values.slice(0, 5).map(repr).join(", ");
  return `<agate.${kind}: (${shown}${values.length > 5 ? ", ..." : ""})>`;
}

/** Values under names: by position, by name, or one after another. */
class NamedValues implements JinjaObject {
  readonly #kind: string;
  readonly #names: readonly string[];
  readonly #values: readonly JinjaValue[];

  constructor(kind: string, names: readonly string[], values: readonly JinjaValue[]) {
    this.#kind = kind;
    this.#names = names;
    this.#values = values;
  }

  getAttribute(name: string): JinjaValue | undefined {
    switch (name) {
      case "values":
        return () => new JinjaTuple(this.#values);
      case "keys":
        return () => new JinjaTuple(this.#names);
      case "items":
        return () =>
          this.#names.map((name, index) => new JinjaTuple([name, this.#values[index] ?? null]));
      case "dict":
        return () => new Map(this.#names.map((name, index) => [name, this.#values[index] ?? null]));
      case "get":
        return ([key, fallback]) => this.getItem(key ?? null) ?? fallback ?? null;
      default:
        return this.#values[this.#names.indexOf(name)];
    }
  }

  getItem(key: JinjaValue): JinjaValue | undefined {
    return typeof key === "string"
      ? this.#values[this.#names.indexOf(key)]
      : itemAt(this.#values, key);
  }

  iterate(): Iterable<JinjaValue> {
    return this.#values;
  }

  toString(): string {
    return sample(this.#kind, this.#values);
  }
}

/** One column of a result. */
class ResultColumn implements JinjaObject {
  readonly #name: string;
  readonly #values: readonly JinjaValue[];

  constructor(name: string, values: readonly JinjaValue[]) {
    this.#name = name;
    this.#values = values;
  }

  getAttribute(name: string): JinjaValue | undefined {
    if (name === "name") return this.#name;
    if (name === "values") return () => new JinjaTuple(this.#values);
    return undefined;
  }

  getItem(key: JinjaValue): JinjaValue | undefined {
    return itemAt(this.#values, key);
  }

  iterate(): Iterable<JinjaValue> {
    return this.#values;
  }

  toString(): string {
    return sample("Column", this.#values);
  }
}

/** What `run_query` gives templates: `columns`, `rows`, `column_names`, and rows when iterated. */
export class ResultTable implements JinjaObject {
  readonly #result: QueryResult;
  readonly #values: readonly (readonly JinjaValue[])[];
  readonly #rows: readonly JinjaValue[];

  constructor(result: QueryResult) {
    this.#result = result;
    this.#values = templateRows(result);
    this.#rows = this.#values.map((row) => new NamedValues("Row", result.columns, row));
  }

  getAttribute(name: string): JinjaValue | undefined {
    const { columns } = this.#result;
    const rows = this.#values;
    switch (name) {
      case "rows":
        return [...this.#rows];
      case "print_table":
        return () => "";
      case "column_types":
        return this.#result.columns.map(() => "Text");
      case "column_names":
        return new JinjaTuple(columns);
      case "columns":
        return new NamedValues(
          "MappedSequence",
          columns,
          columns.map(
            (column, index) =>
              new ResultColumn(
                column,
                rows.map((row) => row[index] ?? null),
              ),
          ),
        );
      default:
        return undefined;
    }
  }

  getItem(key: JinjaValue): JinjaValue | undefined {
    return itemAt(this.#rows, key);
  }

  iterate(): Iterable<JinjaValue> {
    return this.#rows;
  }

  isTrue(): boolean {
    return true;
  }

  toString(): string {
    return `<table of ${this.#result.rows.length} rows>`;
  }
}
