import { messageOf } from "../../warehouse/errors.js";
import type { VersionReader } from "../../warehouse/version-reader.js";
import type { GrantedPolicy } from "./grant.js";
import { type ModelDefinitions, referencesOf, type References } from "./model-references.js";
import type { PolicyCatalogue } from "./policy-catalogue.js";

interface AskableMember {
  readonly name: string;
  readonly view: string;
  readonly kind: "measure" | "dimension" | "segment";
}

/** What is known of the model's members, the same for all versions and policies. */
export interface MemberKnowledge {
  readonly members: ReadonlyMap<string, AskableMember>;
  readonly definitions: ModelDefinitions;
  /** SQL of a question about one measure or dimension. */
  readonly sqlOf: (member: AskableMember) => Promise<string>;
}

interface DenialOptions {
  reader: VersionReader;
  catalogue: PolicyCatalogue;
  policy: GrantedPolicy;
  knowledge: MemberKnowledge;
}

/** The view that answers of all others look days up in; it is open to whoever may ask anything. */
const CALENDAR = "calendar";

/**
 * Which members a policy does not give. The model says which tables and columns a member is made from; where it says
 * it in a way that is not understood, the engine is asked whether the member's SQL binds among what the policy gives.
 * This decides what is told and listed: what is not given is not in the catalogue that questions run in, whatever is
 * decided here.
 */
export class MemberDenials {
  readonly #options: DenialOptions;
  readonly #known = new Map<string, Promise<string | null>>();

  constructor(options: DenialOptions) {
    this.#options = options;
  }

  /** Why a member is denied; null where it is given or unknown (which is another mistake). */
  reasonFor(name: string): Promise<string | null> {
    const member = this.#options.knowledge.members.get(name);
    if (!member) return Promise.resolve(null);
    const known = this.#known.get(name);
    if (known) return known;
    const finding = this.#find(member);
    this.#known.set(name, finding);
    finding.catch(() => this.#known.delete(name));
    return finding;
  }

  async all(): Promise<ReadonlySet<string>> {
    const denied = new Set<string>();
    for (const name of this.#options.knowledge.members.keys()) {
      if ((await this.reasonFor(name)) !== null) denied.add(name);
    }
    return denied;
  }

  async #find(member: AskableMember): Promise<string | null> {
    const { policy, knowledge, catalogue } = this.#options;
    const views = policy.grants.map((grant) => grant.views);
    const isGiven = views.some((names) => names === null || names.includes(member.view));
    if (!isGiven && (member.view !== CALENDAR || views.length === 0)) {
      return `the view "${member.view}" is not among those of your roles`;
    }
    const name = member.name.slice(member.view.length + 1);
    const references = referencesOf(knowledge.definitions, member.view, name);
    if (references) return missingIn(references, catalogue);
    // Nothing can be asked about a segment alone; a question it is part of is judged by the engine.
    return member.kind === "segment" ? null : this.#bind(member);
  }

  async #bind(member: AskableMember): Promise<string | null> {
    const { reader, catalogue, knowledge } = this.#options;
    const sql = await knowledge.sqlOf(member);
    const connection = await reader.connect(catalogue.name);
    try {
      const prepared = await connection.prepare(sql);
      prepared.destroySync();
      return null;
    } catch (error) {
      return reasonOf(messageOf(error));
    } finally {
      connection.closeSync();
    }
  }
}

function missingIn(references: References, catalogue: PolicyCatalogue): string | null {
  const { given, hidden } = catalogue;
  for (const table of references.tables) {
    if (!given.has(table)) return `the table ${table} is hidden`;
  }
  for (const column of references.columns) {
    if (!given.has(column)) return `the column ${lastPart(column)} is hidden`;
  }
  for (const word of references.words) {
    if (hidden.has(word)) return `the column ${lastPart(word)} is hidden`;
  }
  return null;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

/** The engine's words without the neighbours it suggests. */
function reasonOf(message: string): string {
  const table = /Table with name (\S+) does not exist/.exec(message)?.[1];
  if (table !== undefined) return `the table ${table} is hidden`;
  const column = /column (?:named )?"([^"]+)"/i.exec(message)?.[1];
  if (column !== undefined) return `the column ${column} is hidden`;
  return "what it is made from is hidden";
}
