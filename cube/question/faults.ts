import { GranaryError } from "../../warehouse/errors.js";

const SHOWN = 20;
const SHOWN_LENGTH = 80;

/** Everything that is wrong with one query, so that all of it can be mended at once. */
export class Faults {
  readonly #found: string[] = [];
  #count = 0;

  /** @param place where in the query, as "filters[0].values[1]" */
  add(place: string, message: string): void {
    this.#count += 1;
    if (this.#count <= SHOWN) this.#found.push(place === "" ? message : `${place}: ${message}`);
  }

  get any(): boolean {
    return this.#count > 0;
  }

  /** Whether a further fault would not be shown, so that nobody need look for the nearest names of a thousand. */
  get full(): boolean {
    return this.#count >= SHOWN;
  }

  /** @throws GranaryError QUERY_INVALID where anything was added */
  throwAny(): void {
    const [first] = this.#found;
    if (first === undefined) return;
    const more = this.#count - 1;
    throw new GranaryError("QUERY_INVALID", {
      message: more === 0 ? first : `${first} (and ${String(more)} more)`,
      hint: "GET /cubejs-api/v1/meta lists every member; docs/semantic-layer.md shows what a query may hold.",
      details: this.#found,
    });
  }
}

/** A value as a message shows it. Of lists and objects only the kind: they may be huge, and deep. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${String(value.length)}`;
  if (typeof value === "object" && value !== null) return "an object";
  const text = JSON.stringify(value);
  return text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH)}…`;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
