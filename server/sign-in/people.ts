import { createHash, randomUUID } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { GranaryError } from "../../warehouse/errors.js";
import { hashPassword, refuseWeak } from "./passwords.js";
import { RecordFile } from "./record-file.js";

const rights = {
  roles: z.array(z.string()),
  /** Id of the unit that roles with `unit: own` are filled in with. */
  unit: z.string().optional(),
  attributes: z.record(z.string(), z.string()).optional(),
};

const userRecord = z.strictObject({
  password: z.string().startsWith("$argon2id$", "expected an argon2id hash"),
  ...rights,
});

const tokenRecord = z.strictObject({
  id: z.string(),
  /** The token acts with this user's rights, in place of its own. */
  user: z.string().optional(),
  ...rights,
  created: z.string(),
  expires: z.string(),
});

type UserRecord = z.infer<typeof userRecord>;
type TokenRecord = z.infer<typeof tokenRecord>;
export type Rights = Pick<UserRecord, "roles" | "unit" | "attributes">;

const NAME = /^[a-z0-9][a-z0-9._@-]{0,63}$/;

/** The users of an installation, by name. */
export class Users {
  readonly #file: RecordFile<UserRecord>;

  constructor(path: string) {
    this.#file = new RecordFile(path, userRecord);
  }

  all(): ReadonlyMap<string, UserRecord> {
    return this.#file.read();
  }

  /** @throws GranaryError ACCESS_USER_EXISTS, ACCESS_PASSWORD_WEAK, USAGE */
  async add(name: string, password: string, rights: Rights): Promise<void> {
    refuseBadName(name);
    refuseWeak(password, name);
    const hash = await hashPassword(password);
    this.#file.change((users) => {
      if (users.has(name)) throw exists("user", name);
      users.set(name, { password: hash, ...rights });
    });
  }

  /** Ends the user's sessions as well. */
  async setPassword(name: string, password: string): Promise<void> {
    if (!this.all().has(name)) throw unknown("user", name);
    refuseWeak(password, name);
    const hash = await hashPassword(password);
    this.#change(name, (user) => ({ ...user, password: hash }));
  }

  setRights(name: string, rights: Partial<Rights>): void {
    this.#change(name, (user) => ({ ...user, ...rights }));
  }

  remove(name: string): void {
    this.#file.change((users) => {
      if (!users.delete(name)) throw unknown("user", name);
    });
  }

  #change(name: string, change: (user: UserRecord) => UserRecord): void {
    this.#file.change((users) => {
      const user = users.get(name);
      if (!user) throw unknown("user", name);
      users.set(name, change(user));
    });
  }
}

/** The programs that may ask, by name. A token is good for as long as its record is there. */
export class Tokens {
  readonly #file: RecordFile<TokenRecord>;

  constructor(dataDir: string) {
    this.#file = new RecordFile(join(dataDir, "tokens.yml"), tokenRecord);
  }

  all(): ReadonlyMap<string, TokenRecord> {
    return this.#file.read();
  }

  byId(id: string): { name: string; record: TokenRecord } | undefined {
    for (const [name, record] of this.all()) if (record.id === id) return { name, record };
    return undefined;
  }

  /** @throws GranaryError ACCESS_USER_EXISTS, USAGE */
  add(name: string, token: Omit<TokenRecord, "id">): TokenRecord {
    refuseBadName(name);
    const record = { id: randomUUID(), ...token };
    this.#file.change((tokens) => {
      if (tokens.has(name)) throw exists("token", name);
      tokens.set(name, record);
    });
    return record;
  }

  revoke(name: string): void {
    this.#file.change((tokens) => {
      if (!tokens.delete(name)) throw unknown("token", name);
    });
  }
}

/** Changes with the password, so that what was signed in with the old one ends. */
export function passwordStamp(user: UserRecord): string {
  return createHash("sha256").update(user.password).digest("base64url").slice(0, 16);
}

function refuseBadName(name: string): void {
  if (NAME.test(name)) return;
  throw new GranaryError("USAGE", {
    message: `"${name}" is no name for a user or token.`,
    hint: "Use up to 64 lower-case letters, digits and . _ @ -, beginning with a letter or digit.",
  });
}

function unknown(what: "user" | "token", name: string): GranaryError {
  return new GranaryError("ACCESS_USER_UNKNOWN", {
    message: `There is no ${what} "${name}".`,
    hint: `\`granary ${what === "user" ? "users" : "token"} list\` shows them.`,
  });
}

function exists(what: "user" | "token", name: string): GranaryError {
  return new GranaryError("ACCESS_USER_EXISTS", {
    message: `There is a ${what} "${name}" already.`,
    hint:
      what === "user"
        ? "Change it with `granary users set-password` or `set-role`."
        : "Revoke it first, or take another name.",
  });
}
