import { createHash, randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Request, Response } from "express";
import { z } from "zod";
import type { AccessConfig } from "../../warehouse/config-access.js";
import { RecordFile } from "./record-file.js";
import type { Signer } from "./signer.js";

/** Who signed in, as the cookie carries it. */
const sessionClaims = z.object({
  jti: z.string(),
  iat: z.number(),
  exp: z.number(),
  sub: z.string(),
  by: z.enum(["user", "provider"]),
  /** Of a user: changes with the password. */
  stamp: z.string().optional(),
  /** Of somebody the provider vouches for, there being no record here. */
  roles: z.array(z.string()).optional(),
  unit: z.string().optional(),
  attributes: z.record(z.string(), z.string()).optional(),
  /** Of the last request, to within a tenth of the idle time. */
  seen: z.number(),
});

type Session = z.infer<typeof sessionClaims>;
export type SessionFacts = Pick<Session, "sub" | "by" | "stamp" | "roles" | "unit" | "attributes">;

/** Sessions live in signed cookies; what the server keeps is only which of them were ended before their time. */
export class Sessions {
  readonly #signer: Signer;
  readonly #limits: Pick<AccessConfig, "sessionSeconds" | "idleSeconds">;
  readonly #ended: RecordFile<number>;
  readonly #cookie: string;
  readonly #now: () => number;

  constructor(options: {
    signer: Signer;
    access: AccessConfig;
    dataDir: string;
    signingKey: string;
    now: () => number;
  }) {
    this.#signer = options.signer;
    this.#limits = options.access;
    this.#ended = new RecordFile(join(options.dataDir, "ended-sessions.yml"), z.number());
    // Cookies ignore ports: two servers on one machine must not overwrite each other's.
    const digest = createHash("sha256").update(`cookie ${options.signingKey}`).digest("hex");
    this.#cookie = `granary_session_${digest.slice(0, 8)}`;
    this.#now = options.now;
  }

  async begin(request: Request, response: Response, facts: SessionFacts): Promise<void> {
    const now = this.#seconds();
    const exp = now + this.#limits.sessionSeconds;
    await this.#send(request, response, { ...facts, jti: randomUUID(), iat: now, exp, seen: now });
  }

  /** The session a cookie of the request proves; null of none, and of one that is over. */
  async read(cookies: string | undefined): Promise<Session | null> {
    const text = readCookie(cookies, this.#cookie);
    if (text === undefined) return null;
    const now = this.#seconds();
    const parsed = sessionClaims.safeParse(await this.#signer.verify("session", text, now));
    if (!parsed.success) return null;
    const session = parsed.data;
    if (session.seen + this.#limits.idleSeconds <= now) return null;
    return this.#ended.read().has(session.jti) ? null : session;
  }

  /** Notes, now and then, that a session is in use. */
  async keepAlive(request: Request, response: Response, session: Session): Promise<void> {
    const now = this.#seconds();
    if (now - session.seen < this.#limits.idleSeconds / 10) return;
    await this.#send(request, response, { ...session, seen: now });
  }

  /** Ends a session for good, also for whoever copied its cookie. */
  async end(request: Request, response: Response): Promise<void> {
    const session = await this.read(request.headers.cookie);
    response.clearCookie(this.#cookie, this.#attributes(request));
    if (!session) return;
    const now = this.#seconds();
    this.#ended.change((ended) => {
      for (const [id, until] of ended) if (until <= now) ended.delete(id);
      ended.set(session.jti, session.exp);
    });
  }

  async #send(request: Request, response: Response, session: Session): Promise<void> {
    const { iat, exp, ...claims } = session;
    const text = await this.#signer.sign("session", claims, iat, exp);
    response.cookie(this.#cookie, text, {
      ...this.#attributes(request),
      maxAge: (exp - this.#seconds()) * 1000,
    });
  }

  #attributes(request: Request) {
    return { httpOnly: true, sameSite: "strict", secure: request.secure, path: "/" } as const;
  }

  #seconds(): number {
    return Math.floor(this.#now() / 1000);
  }
}

/** The value of one cookie of a `Cookie` header. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? "").split(";")) {
    const [key, ...value] = pair.trim().split("=");
    if (key === name) return value.join("=");
  }
  return undefined;
}
