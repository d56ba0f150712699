import type { RelationName } from "../adapters/adapter.js";
import { dictGet } from "../jinja/dict.js";
import {
  isMapping,
  type JinjaFunction,
  type JinjaObject,
  type JinjaValue,
} from "../jinja/value.js";

interface RelationParts extends RelationName {
  kind: string | null;
}

type Part = "database" | "schema" | "identifier";
type Flags = Readonly<Record<Part, boolean>>;
type Kwargs = Readonly<Record<string, JinjaValue>>;

const PARTS = ["database", "schema", "identifier"] as const;
const EVERYTHING: Flags = { database: true, schema: true, identifier: true };

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function changedFlags(flags: Flags, kwargs: Kwargs): Flags {
  const pick = (key: Part): boolean =>
    kwargs[key] === undefined ? flags[key] : kwargs[key] === true;
  return { database: pick("database"), schema: pick("schema"), identifier: pick("identifier") };
}

/** Which parts of a relation's name are quoted, where that is said. */
type SaidQuoting = Readonly<Record<Part, boolean | null>>;

/** A relation as templates see it: prints its quoted name and knows its parts. */
export class Relation implements JinjaObject {
  readonly parts: RelationParts;
  readonly isMapping = true;
  readonly #included: Flags;
  readonly #quoted: Flags;
  readonly #printed: string | null;

  /** `printed` replaces the quoted name, for what is not a relation of the database (CTEs). */
  constructor(
    parts: RelationParts,
    included: Flags = EVERYTHING,
    printed: string | null = null,
    quoting: Flags = EVERYTHING,
  ) {
    this.parts = parts;
    this.#included = included;
    this.#printed = printed;
    this.#quoted = quoting;
  }

  toString(): string {
    return this.#printed ?? this.#name();
  }

  /** The same relation, shown as `text`: a subquery of its rows. */
  printing(text: string): Relation {
    return new Relation(this.parts, this.#included, text, this.#quoted);
  }

  #name(): string {
    return PARTS.filter((part) => this.#included[part] && this.parts[part] !== "")
      .map((part) => (this.#quoted[part] ? quoted(this.parts[part]) : this.parts[part]))
      .join(".");
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
        return database === "" ? null : database;
      case "schema":
        return schema === "" ? null : schema;
      case "identifier":
      case "name":
      case "table":
        return identifier === "" ? null : identifier;
      case "type":
        return kind;
      case "metadata":
        return { type: "DuckDBRelation" };
      case "quote_character":
        return '"';
      case "path":
        return { database, schema, identifier };
      case "View":
      case "Table":
      case "CTE":
        return name.toLowerCase();
      default:
        if (name.startsWith("is_")) return this.#isKind(name.slice(3));
        return this.#methods()[name];
    }
  }

  #isKind(kind: string): boolean | undefined {
    const known = ["table", "view", "cte", "materialized_view", "function", "pointer"];
    return known.includes(kind) ? this.parts.kind === kind : undefined;
  }

  #methods(): Record<string, JinjaFunction> {
    return {
      render: () => (this.parts.kind === "cte" ? this.toString() : this.#name()),
      include: (_args, kwargs) => this.#with(changedFlags(this.#included, kwargs), this.#quoted),
      quote: (_args, kwargs) => this.#with(this.#included, changedFlags(this.#quoted, kwargs)),
      without_identifier: () => this.#with({ ...this.#included, identifier: false }, this.#quoted),
      incorporate: (_args, kwargs) => this.#incorporate(kwargs),
      replace_path: (_args, kwargs) => this.#incorporate({ path: { ...kwargs } }),
      information_schema: ([view]) => this.#informationSchema(view),
      get: ([key, fallback]) =>
        (typeof key === "string" ? this.getAttribute(key) : undefined) ?? fallback ?? null,
      matches: (_args, kwargs) =>
        PARTS.every((part) => {
          const wanted = kwargs[part];
          return (
            typeof wanted !== "string" || wanted.toLowerCase() === this.parts[part].toLowerCase()
          );
        }),
    };
  }

  #informationSchema(view: JinjaValue | undefined): Relation {
    const { database } = this.parts;
    const suffix = typeof view === "string" ? `.${view}` : "";
    const prefix = database === "" ? "" : `${quoted(database)}.`;
    const parts = { database, schema: "INFORMATION_SCHEMA", identifier: "", kind: null };
    return new Relation(parts, EVERYTHING, `${prefix}INFORMATION_SCHEMA${suffix}`);
  }

  #with(included: Flags, quoting: Flags): Relation {
    return new Relation(this.parts, included, this.#printed, quoting);
  }

  #incorporate(kwargs: Kwargs): Relation {
    const path = kwargs["path"];
    const changed = { ...this.parts };
    for (const key of PARTS) {
      const value = path !== undefined && isMapping(path) ? dictGet(path, key) : undefined;
      if (value !== undefined) changed[key] = typeof value === "string" ? value : "";
    }
    if (typeof kwargs["type"] === "string") changed.kind = kwargs["type"];
    return new Relation(changed, this.#included, null, this.#quoted);
  }
}

/** An ephemeral model, named as the CTE that stands for it. */
export function cteRelation(name: RelationName, cte: string): Relation {
  return new Relation({ ...name, kind: "cte" }, EVERYTHING, cte);
}

function relationFrom(args: readonly JinjaValue[], kwargs: Kwargs): Relation {
  const text = (index: number, key: string): string => {
    const value = args[index] ?? kwargs[key];
    return typeof value === "string" ? value : "";
  };
  const kind = args[3] ?? kwargs["type"];
  return new Relation({
    database: text(0, "database"),
    schema: text(1, "schema"),
    identifier: text(2, "identifier"),
    kind: typeof kind === "string" ? kind : null,
  });
}

/** The key's columns and the moment, for a snapshot's hash. */
const scdArguments: JinjaFunction = ([key, updatedAt]) => [
  ...(Array.isArray(key) ? key : [key ?? null]),
  updatedAt ?? null,
];

/** `api.Relation`. */
export const RELATION_CLASS: JinjaObject = {
  getAttribute: (name) => {
    if (["Table", "View", "CTE", "MaterializedView"].includes(name)) {
      return name === "MaterializedView" ? "materialized_view" : name.toLowerCase();
    }
    if (name === "create") return relationFrom;
    if (name === "scd_args") return scdArguments;
    if (name !== "get_relation_type" && name !== "RelationType") return undefined;
    return {
      getAttribute: (kind: string) => kind.toLowerCase(),
      toString: () => "RelationType",
    };
  },
  call: relationFrom,
  toString: () => "Relation",
};

/** The table of a source, quoted as the source says. */
export function sourceRelation({
  database,
  schema,
  identifier,
  quoting,
}: RelationName & { quoting: SaidQuoting }): Relation {
  const flags = {
    database: quoting.database ?? true,
    schema: quoting.schema ?? true,
    identifier: quoting.identifier ?? true,
  };
  const parts = { database, schema, identifier, kind: "table" };
  return new Relation(parts, EVERYTHING, null, flags);
}
