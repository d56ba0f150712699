import type { RelationName } from "../adapters/adapter.js";
import type { JinjaObject, JinjaValue } from "../jinja/value.js";

interface RelationParts extends RelationName {
  kind: string | null;
}

type Included = Readonly<Record<"database" | "schema" | "identifier", boolean>>;

const EVERYTHING: Included = { database: true, schema: true, identifier: true };

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A relation as templates see it: prints its quoted name and knows its parts. */
export class Relation implements JinjaObject {
  readonly parts: RelationParts;
  readonly #included: Included;
  readonly #printed: string | null;

  /** `printed` replaces the quoted name, for what is not a relation of the database (CTEs). */
  constructor(
    parts: RelationParts,
    included: Included = EVERYTHING,
    printed: string | null = null,
  ) {
    this.parts = parts;
    this.#included = included;
    this.#printed = printed;
  }

  toString(): string {
    if (this.#printed !== null) return this.#printed;
    const { database, schema, identifier } = this.parts;
    const shown: string[] = [];
    if (this.#included.database && database !== "") shown.push(database);
    if (this.#included.schema && schema !== "") shown.push(schema);
    if (this.#included.identifier) shown.push(identifier);
    return shown.map(quoted).join(".");
  }

  equals(other: JinjaValue): boolean {
    return other instanceof Relation && other.toString() === this.toString();
  }

  isTrue(): boolean {
    return true;
  }

  getAttribute(name: string): JinjaValue | undefined {
    const { database, schema, identifier, kind } = this.parts;
    switch (name) {
      case "database":
        return database;
      case "schema":
        return schema;
      case "identifier":
      case "name":
      case "table":
        return identifier;
      case "type":
        return kind;
      case "is_table":
        return kind === "table";
      case "is_view":
        return kind === "view";
      case "is_cte":
        return kind === "cte";
      case "render":
        return () => this.toString();
      case "include":
        return (_args, kwargs) => this.#include(kwargs);
      case "without_identifier":
        return () => this.#include({ identifier: false });
      case "incorporate":
        return (_args, kwargs) => this.#incorporate(kwargs);
      default:
        return undefined;
    }
  }

  #include(kwargs: Readonly<Record<string, JinjaValue>>): Relation {
    const pick = (key: keyof Included): boolean =>
      kwargs[key] === undefined ? this.#included[key] : kwargs[key] === true;
    const included = {
      database: pick("database"),
      schema: pick("schema"),
      identifier: pick("identifier"),
    };
    return new Relation(this.parts, included, this.#printed);
  }

  #incorporate(kwargs: Readonly<Record<string, JinjaValue>>): Relation {
    const path = kwargs["path"];
    const changed = { ...this.parts };
    for (const key of ["database", "schema", "identifier"] as const) {
      const value = path instanceof Map ? path.get(key) : undefined;
      if (value !== undefined) changed[key] = typeof value === "string" ? value : "";
    }
    if (typeof kwargs["type"] === "string") changed.kind = kwargs["type"];
    return new Relation(changed, this.#included);
  }
}

/** An ephemeral model, named as the CTE that stands for it. */
export function cteRelation(name: RelationName, cte: string): Relation {
  return new Relation({ ...name, kind: "cte" }, EVERYTHING, cte);
}
