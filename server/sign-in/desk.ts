import type { Request, Response } from "express";
import { type AccessConfig, ADMIN_ROLE } from "../../warehouse/config-access.js";
import { administrator, identityOf, type Identity } from "./identity.js";
import { LinkToken } from "./link-token.js";
import type { OidcProvider } from "./oidc.js";
import { passwordFits } from "./passwords.js";
import { passwordStamp, Tokens, Users } from "./people.js";
import { Sessions } from "./sessions.js";
import { Signer } from "./signer.js";
import { SignInThrottle } from "./throttle.js";

/** What an attempt to sign in, a sign-out or a refusal leaves in the audit log. */
export interface SignInRecord {
  event: "sign-in" | "sign-out" | "sign-in-failed" | "sign-in-throttled" | "refused";
  who: string;
  by?: Identity["by"];
  address: string;
  path?: string;
}

const REFUSAL_PAUSE_MS = 60_000;
const MAX_NETWORKS = 1_000;

interface DeskOptions {
  access: AccessConfig;
  dataDir: string;
  /** Whether only this machine can reach the server. */
  isLoopback: boolean;
  /** Of the link printed at the start; null where there is none. */
  linkToken: string | null;
  /** Signs sessions and tokens. */
  signingKey: string;
  provider?: OidcProvider;
  onSignIn?: (record: SignInRecord) => void;
  now?: () => number;
}

/** Knows everybody who may come in, and what they may see. */
export class AccessDesk {
  readonly users: Users;
  readonly provider: OidcProvider | undefined;
  readonly sessions: Sessions;
  readonly signer: Signer;
  readonly now: () => number;
  readonly #tokens: Tokens;
  readonly #options: DeskOptions;
  readonly #throttle: SignInThrottle;
  readonly #link: LinkToken | null;
  readonly #refused = new Map<string, number>();

  constructor(options: DeskOptions) {
    this.#options = options;
    this.now = options.now ?? Date.now;
    this.users = new Users(options.access.usersFile);
    this.#tokens = new Tokens(options.dataDir);
    this.provider = options.provider;
    this.signer = new Signer(options.signingKey);
    this.sessions = new Sessions({ ...options, signer: this.signer, now: this.now });
    this.#throttle = new SignInThrottle(this.now);
    const { linkToken } = options;
    this.#link = linkToken === null || linkToken === "" ? null : new LinkToken(linkToken);
  }

  /** Whether nobody gets in unasked. */
  get asks(): boolean {
    const { access, isLoopback } = this.#options;
    if (!isLoopback || access.required === "always" || this.provider) return true;
    return this.users.all().size > 0;
  }

  /** Whether anybody can get in at all. */
  get admits(): boolean {
    const { provider, users } = this;
    return !this.asks || this.link !== null || provider !== undefined || users.all().size > 0;
  }

  /** Good for as long as no administrator can sign in by name. */
  get link(): LinkToken | null {
    const admins = [...this.users.all().values()].some(({ roles }) => roles.includes(ADMIN_ROLE));
    return admins ? null : this.#link;
  }

  /** Whom a request comes from; null of a stranger. */
  async identify(request: Pick<Request, "headers">): Promise<Identity | null> {
    const { asks } = this;
    const bearer = /^(?:Bearer +)?(\S+) *$/i.exec(request.headers.authorization ?? "")?.[1];
    const program = bearer === undefined ? null : await this.#program(bearer);
    if (program) return program;
    if (asks && this.link?.isWith(request) === true) return administrator("link");
    const session = await this.sessions.read(request.headers.cookie);
    const person = session === null ? null : this.#person(session);
    return person ?? (asks ? null : administrator("local"));
  }

  /** Renews the session of a request that is let in. */
  async keepAlive(request: Request, response: Response): Promise<void> {
    const session = await this.sessions.read(request.headers.cookie);
    if (session) await this.sessions.keepAlive(request, response, session);
  }

  /**
   * Judges a name and a password; a right one begins a session.
   *
   * @returns "in", "wrong", or the seconds to wait
   */
  async signIn(
    request: Request,
    response: Response,
    name: string,
    password: string,
  ): Promise<"in" | "wrong" | number> {
    const address = request.ip ?? "";
    const user = this.users.all().get(name);
    // What is no user's name may be a password, typed into the wrong field.
    const who = user ? name : "(unknown)";
    const wait = this.#throttle.begin(name, networkOf(address));
    if (wait > 0) {
      this.note({ event: "sign-in-throttled", who, address });
      return wait;
    }
    if (!(await passwordFits(user?.password, password)) || !user) {
      this.note({ event: "sign-in-failed", who, address });
      return "wrong";
    }
    this.#throttle.succeed(name, networkOf(address));
    await this.sessions.begin(request, response, {
      sub: name,
      by: "user",
      stamp: passwordStamp(user),
    });
    this.note({ event: "sign-in", who: name, by: "user", address });
    return "in";
  }

  note(record: SignInRecord): void {
    this.#options.onSignIn?.(record);
  }

  /** Notes a stranger's request, once a minute for each network: nobody shall fill the log by knocking. */
  noteRefusal(address: string, path: string): void {
    const network = networkOf(address);
    const now = this.now();
    if (now - (this.#refused.get(network) ?? 0) < REFUSAL_PAUSE_MS) return;
    if (this.#refused.size >= MAX_NETWORKS) this.#refused.clear();
    this.#refused.set(network, now);
    this.note({ event: "refused", who: "(unknown)", address, path: path.slice(0, 200) });
  }

  async #program(text: string): Promise<Identity | null> {
    const { access } = this.#options;
    const claims = await this.signer.verify("token", text, Math.floor(this.now() / 1000));
    const known = claims?.jti === undefined ? undefined : this.#tokens.byId(claims.jti);
    if (!known) return null;
    const { name, record } = known;
    if (record.user === undefined) return identityOf(access, "token", `token:${name}`, record);
    const user = this.users.all().get(record.user);
    // A user removed and added again is another one.
    const isSame = user !== undefined && claims?.["stamp"] === passwordStamp(user);
    return isSame ? identityOf(access, "token", `token:${name}`, user) : null;
  }

  #person(session: NonNullable<Awaited<ReturnType<Sessions["read"]>>>): Identity | null {
    const { access } = this.#options;
    if (session.by === "provider") {
      if (!this.provider) return null;
      const { roles = [], unit, attributes } = session;
      const rights = {
        roles,
        ...(unit === undefined ? {} : { unit }),
        ...(attributes === undefined ? {} : { attributes }),
      };
      return identityOf(access, "provider", session.sub, rights);
    }
    const user = this.users.all().get(session.sub);
    if (!user || passwordStamp(user) !== session.stamp) return null;
    return identityOf(access, "user", session.sub, user);
  }
}

/** Whoever has one IPv6 address has the 2^64 beside it as well. */
function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:/, "");
  return plain.includes(":") ? plain.split(":").slice(0, 4).join(":") : plain;
}
