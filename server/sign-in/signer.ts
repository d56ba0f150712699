import { jwtVerify, SignJWT, type JWTPayload } from "jose";

/** What a signed text is for: one never passes for another. */
type Purpose = "session" | "token" | "oidc";

const ISSUER = "granary";
const MAX_REMEMBERED = 2_000;

/** Signs and checks cookies and tokens with the installation's key (HS256). */
export class Signer {
  readonly #key: Uint8Array;
  /** What has been checked, so that a page of twenty requests checks one signature. */
  readonly #checked = new Map<string, JWTPayload>();

  constructor(secret: string) {
    this.#key = new TextEncoder().encode(secret);
  }

  /** @param expires seconds since the epoch */
  sign(purpose: Purpose, claims: JWTPayload, issued: number, expires: number): Promise<string> {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: "HS256" })
      .setIssuer(ISSUER)
      .setAudience(`${ISSUER} ${purpose}`)
      .setIssuedAt(issued)
      .setExpirationTime(expires)
      .sign(this.#key);
  }

  /** The claims of a text this installation signed for the purpose and whose time is not over; null of any other. */
  async verify(purpose: Purpose, text: string, now: number): Promise<JWTPayload | null> {
    const audience = `${ISSUER} ${purpose}`;
    const known = this.#checked.get(text);
    if (known) return known.aud === audience && (known.exp ?? 0) > now ? known : null;
    try {
      const { payload } = await jwtVerify(text, this.#key, {
        algorithms: ["HS256"],
        issuer: ISSUER,
        audience,
        currentDate: new Date(now * 1000),
        requiredClaims: ["exp", "iat"],
      });
      if (this.#checked.size >= MAX_REMEMBERED) this.#checked.clear();
      this.#checked.set(text, payload);
      return payload;
    } catch {
      return null;
    }
  }
}
