import { GranaryError, messageOf } from "../../warehouse/errors.js";
import type { VersionReader } from "../../warehouse/version-reader.js";
import type { AccessPolicy } from "../asking.js";
import { type GrantedPolicy, OPEN_KEY } from "./grant.js";
import { MemberDenials, type MemberKnowledge } from "./member-denials.js";
import { referencesOf } from "./model-references.js";
import { makePolicyCatalogue, type PolicyCatalogue } from "./policy-catalogue.js";
import { personalNames } from "./version-tables.js";

interface AccessOptions {
  /** Key of the hashes that stand for masked values. */
  maskKey: string;
  knowledge: MemberKnowledge;
}

interface OpenPolicy {
  catalogue: Promise<PolicyCatalogue>;
  denials: Promise<MemberDenials>;
}

/**
 * What the policies of the askers come to, version by version: the catalogue their questions run in and the members
 * that exist there. Everything is made at the first question of a policy to a version and goes with the version.
 */
export class AccessControl {
  readonly #options: AccessOptions;
  readonly #personal = new WeakMap<VersionReader, Promise<ReadonlySet<string>>>();
  readonly #open = new WeakMap<VersionReader, Map<string, OpenPolicy>>();

  constructor(options: AccessOptions) {
    this.#options = options;
  }

  /**
   * The catalogue a policy's questions run in, for `VersionReader.connect`; undefined where nothing is hidden.
   *
   * @throws GranaryError ACCESS_VERSION_UNTAGGED, ACCESS_UNIT_UNKNOWN
   */
  catalogOf(reader: VersionReader, policy: AccessPolicy): Promise<string | undefined> {
    if (policy.key === OPEN_KEY) return Promise.resolve(undefined);
    return this.#policy(reader, policy).catalogue.then(({ name }) => name);
  }

  /**
   * Passes a question about members the policy gives.
   *
   * @throws GranaryError ACCESS_MEMBER_DENIED naming the first that it does not
   */
  async check(
    reader: VersionReader,
    policy: AccessPolicy,
    members: Iterable<string>,
  ): Promise<void> {
    if (policy.key === OPEN_KEY) return;
    const denials = await this.#policy(reader, policy).denials;
    for (const member of members) {
      const reason = await denials.reasonFor(member);
      if (reason !== null) throw denied(member, reason);
    }
  }

  /** All members the policy does not give; none of them may be listed or suggested. */
  async deniedMembers(reader: VersionReader, policy: AccessPolicy): Promise<ReadonlySet<string>> {
    if (policy.key === OPEN_KEY) return new Set();
    const denials = await this.#policy(reader, policy).denials;
    return denials.all();
  }

  /**
   * What an engine's refusal in a policy's catalogue means to the asker: a question that got past the check and yet
   * names what is not given is refused as well. The engine's own words stay here, for they may hold neighbours' names
   * or values of rows that are not given.
   */
  denialOf(error: unknown): GranaryError | undefined {
    const message = messageOf(error);
    if (/^(Catalog|Binder) Error: .*(does not exist|not found)/.test(message)) {
      return new GranaryError("ACCESS_MEMBER_DENIED", {
        message: "The question needs data that your roles do not give.",
        hint: "Ask for fewer members, or ask an administrator for a role that gives them.",
        cause: error,
      });
    }
    if (!/^(Binder|Catalog|Conversion|Invalid Input|Out of Range) Error/.test(message)) {
      return undefined;
    }
    return new GranaryError("QUERY_FAILED", {
      message: "The engine cannot compute this question.",
      hint: "Compare values of the same kind, and give numbers and dates as such.",
      cause: error,
    });
  }

  /** Whether a member shows, or is made from, a column tagged as personal; true where nobody can tell. */
  async isPersonal(reader: VersionReader, name: string): Promise<boolean> {
    const { members, definitions } = this.#options.knowledge;
    const member = members.get(name);
    if (!member) return true;
    const names = this.#personal.get(reader) ?? personalNamesOf(reader);
    this.#personal.set(reader, names);
    const found = referencesOf(definitions, member.view, name.slice(member.view.length + 1));
    if (!found) return true;
    const columns = [...found.columns, ...found.words];
    const personal = await names;
    return columns.some((column) => personal.has(column.slice(column.lastIndexOf(".") + 1)));
  }

  #policy(reader: VersionReader, policy: AccessPolicy): OpenPolicy {
    const known = this.#open.get(reader) ?? new Map<string, OpenPolicy>();
    this.#open.set(reader, known);
    const open = known.get(policy.key);
    if (open) return open;
    const made = this.#make(reader, granted(policy));
    known.set(policy.key, made);
    // What failed is tried again by the next question.
    made.denials.catch(() => known.delete(policy.key));
    return made;
  }

  #make(reader: VersionReader, policy: GrantedPolicy): OpenPolicy {
    const { maskKey, knowledge } = this.#options;
    const catalogue = makePolicyCatalogue(reader, policy, maskKey);
    const denials = catalogue.then(
      (made) => new MemberDenials({ reader, catalogue: made, policy, knowledge }),
    );
    return { catalogue, denials };
  }
}

async function personalNamesOf(reader: VersionReader): Promise<ReadonlySet<string>> {
  const connection = await reader.connect();
  try {
    return await personalNames(connection);
  } finally {
    connection.closeSync();
  }
}

function granted(policy: AccessPolicy): GrantedPolicy {
  if ("grants" in policy && Array.isArray(policy.grants)) return policy as GrantedPolicy;
  throw new Error(`the policy ${policy.key} hides something and does not say what`);
}

function denied(member: string, reason: string): GranaryError {
  return new GranaryError("ACCESS_MEMBER_DENIED", {
    message: `Your roles do not give ${member}: ${reason}.`,
    hint: "Leave it out, or ask an administrator for a role that gives it. `/cubejs-api/v1/meta` lists what you may ask.",
  });
}
