import type { VersionReader } from "../../warehouse/version-reader.js";
import type { GranaryError } from "../../warehouse/errors.js";
import type { AccessPolicy, Asker } from "../asking.js";

/** What answering a question needs to know of who may see what. */
export interface Access {
  /** The catalogue a policy's questions run in; undefined where nothing is hidden. */
  catalogOf(reader: VersionReader, policy: AccessPolicy): Promise<string | undefined>;
  /** @throws GranaryError ACCESS_MEMBER_DENIED naming a member the policy does not give */
  check(reader: VersionReader, policy: AccessPolicy, members: Iterable<string>): Promise<void>;
  /** Members that may be neither listed nor suggested. */
  deniedMembers(reader: VersionReader, policy: AccessPolicy): Promise<ReadonlySet<string>>;
  /** An engine's refusal that only says "there is no such table here", as what it means to the asker. */
  denialOf(error: unknown): GranaryError | undefined;
}

/** The key of a policy that hides nothing. */
const OPEN_POLICY: AccessPolicy = { key: "all" };

/** Who asks where nobody signs in. */
export const LOCAL_ASKER: Asker = { who: "local", roles: [], policy: OPEN_POLICY };
