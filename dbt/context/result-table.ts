import type { QueryResult } from "../adapters/adapter.js";
import { type JinjaObject, JinjaTuple, type JinjaValue } from "../jinja/value.js";

function itemAt(items: readonly JinjaValue[], key: JinjaValue): JinjaValue | undefined {
  if (typeof key !== "number") return undefined;
  return items[key < 0 ? items.length + key : key];
}

/** Values under names: by position, by name, or one after another. */
class NamedValues implements JinjaObject {
  readonly #names: readonly string[];
  readonly #values: readonly JinjaValue[];

  constructor(names: readonly string[], values: readonly JinjaValue[]) {
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
    return `<${this.#names.join(", ")}>`;
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
    return `<column ${this.#name}>`;
  }
}

/** What `run_query` gives templates: `columns`, `rows`, `column_names`, and rows when iterated. */
export class ResultTable implements JinjaObject {
  readonly #result: QueryResult;
  readonly #rows: readonly JinjaValue[];

  constructor(result: QueryResult) {
    this.#result = result;
    this.#rows = result.rows.map((row) => new NamedValues(result.columns, row));
  }

  getAttribute(name: string): JinjaValue | undefined {
    const { columns, rows } = this.#result;
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
