/** A column of a relation of the project: what a column is made from in the end. */
export interface Origin {
  /** Id of the model, seed, snapshot or source. */
  node: string;
  column: string;
}

/** One column of a query or relation, and everything it is made from. */
export interface TracedColumn {
  name: string;
  origins: readonly Origin[];
}

/** A relation as a FROM clause names it. */
export interface ScopedRelation {
  /** As the query calls it, lower case; empty where it has no name. */
  alias: string;
  columns: readonly TracedColumn[];
}

export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Origins of several columns together, each once. */
export function merged(...lists: readonly (readonly Origin[])[]): Origin[] {
  const known = new Map<string, Origin>();
  for (const origin of lists.flat()) known.set(`${origin.node}\0${origin.column}`, origin);
  return [...known.values()];
}

/** What a FROM clause brings into sight. */
export class Scope {
  readonly #relations: readonly ScopedRelation[];
  /** Columns that USING or NATURAL made one of. */
  readonly #shared: ReadonlySet<string>;
  readonly #outer: Scope | null;

  constructor(
    relations: readonly ScopedRelation[],
    shared: ReadonlySet<string> = new Set(),
    outer: Scope | null = null,
  ) {
    this.#relations = relations;
    this.#shared = shared;
    this.#outer = outer;
  }

  /** What the parts of a name mean: `column`, `relation.column`, with or without fields of a struct behind. */
  find(names: readonly string[]): readonly Origin[] | null {
    const [first = "", second] = names;
    if (second !== undefined) {
      for (const [at, column] of names.entries()) {
        if (at === 0) continue;
        const alias = names[at - 1] ?? "";
        const relation = this.#relations.find((candidate) => sameName(candidate.alias, alias));
        const found = relation?.columns.find(({ name }) => sameName(name, column));
        if (found !== undefined) return found.origins;
      }
    }
    const found = this.#relations.flatMap(({ columns }) =>
      columns.filter(({ name }) => sameName(name, first)),
    );
    if (found.length > 0) return merged(...found.map(({ origins }) => origins));
    const whole = this.#relations.find(({ alias }) => sameName(alias, first));
    if (whole !== undefined) return merged(...whole.columns.map(({ origins }) => origins));
    return this.#outer?.find(names) ?? null;
  }

  /** What `*`, or `relation.*`, stands for. */
  star(relation: string): readonly TracedColumn[] {
    if (relation !== "") {
      return this.#relations.find(({ alias }) => sameName(alias, relation))?.columns ?? [];
    }
    const seen = new Set<string>();
    return this.#relations.flatMap(({ columns }) =>
      columns.flatMap((column) => {
        const name = column.name.toLowerCase();
        if (!this.#shared.has(name)) return [column];
        if (seen.has(name)) return [];
        seen.add(name);
        return [{ name: column.name, origins: this.find([column.name]) ?? [] }];
      }),
    );
  }
}
