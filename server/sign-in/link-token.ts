import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { readCookie } from "./sessions.js";

/** The secret in the link printed at the start, by which an administrator gets in while there is none by name. */
export class LinkToken {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  fits(offered: string): boolean {
    return sameSecret(offered, this.#secret);
  }

  /** Whether the request carries it: as a bearer, or as the cookie that following the link left. */
  isWith({ headers }: Pick<IncomingMessage, "headers">): boolean {
    const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? "")?.[1];
    if (bearer !== undefined && this.fits(bearer)) return true;
    const cookie = readCookie(headers.cookie, this.cookie.name);
    return cookie !== undefined && sameSecret(cookie, this.cookie.value);
  }

  /** It holds something else than the token, so that a stolen cookie is of no use as a bearer. */
  get cookie(): { name: string; value: string } {
    const of = (text: string) => createHmac("sha256", this.#secret).update(text);
    // Cookies ignore ports: two servers on one machine must not overwrite each other's.
    const name = `granary_${of("cookie").digest("hex").slice(0, 8)}`;
    return { name, value: of("session").digest("base64url") };
  }
}

/** Compares in a time that tells nothing about where the two differ, nor how long the secret is. */
function sameSecret(offered: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHmac("sha256", "compare").update(text).digest();
  return timingSafeEqual(digest(offered), digest(secret));
}
