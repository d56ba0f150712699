import * as oidc from "openid-client";
import type { OidcConfig } from "../../warehouse/config-access.js";
import { GranaryError, messageOf } from "../../warehouse/errors.js";
import type { SessionFacts } from "./sessions.js";

/** What the browser keeps between being sent to the provider and coming back. */
export interface OidcFlow {
  state: string;
  nonce: string;
  verifier: string;
}

type Claims = Readonly<Record<string, unknown>>;

/** Signs people in at an identity provider: authorization code with PKCE, state and nonce. */
export class OidcProvider {
  readonly #config: OidcConfig;
  readonly #secret: string | undefined;
  #discovered: Promise<oidc.Configuration> | undefined;

  constructor(config: OidcConfig, clientSecret: string | undefined) {
    this.#config = config;
    this.#secret = clientSecret;
  }

  /** @throws GranaryError SIGN_IN_PROVIDER_FAILED */
  async begin(): Promise<{ url: URL; flow: OidcFlow }> {
    const flow = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
    };
    const url = oidc.buildAuthorizationUrl(await this.#provider(), {
      redirect_uri: this.#config.redirect_uri,
      scope: this.#config.scopes.join(" "),
      code_challenge: await oidc.calculatePKCECodeChallenge(flow.verifier),
      code_challenge_method: "S256",
      state: flow.state,
      nonce: flow.nonce,
    });
    return { url, flow };
  }

  /**
   * Exchanges what the provider sent the browser back with for who it is.
   *
   * @param search the query string of the callback
   * @throws GranaryError SIGN_IN_PROVIDER_FAILED, SIGN_IN_FAILED where none of the claims gives a role
   */
  async complete(search: string, flow: OidcFlow): Promise<SessionFacts> {
    const provider = await this.#provider();
    try {
      const tokens = await oidc.authorizationCodeGrant(
        provider,
        new URL(search, this.#config.redirect_uri),
        {
          pkceCodeVerifier: flow.verifier,
          expectedState: flow.state,
          expectedNonce: flow.nonce,
          idTokenExpected: true,
        },
      );
      const claims: Claims = tokens.claims() ?? {};
      if (claims[this.#config.role_claim] !== undefined) return this.#facts(claims);
      const more = await oidc.fetchUserInfo(provider, tokens.access_token, String(claims["sub"]));
      return this.#facts({ ...more, ...claims });
    } catch (error) {
      throw error instanceof GranaryError ? error : providerFailed(error);
    }
  }

  #provider(): Promise<oidc.Configuration> {
    const { issuer, client_id: id } = this.#config;
    const server = new URL(issuer);
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- deprecated to stand out; the configuration allows http:// on this machine only
    const execute = server.protocol === "http:" ? [oidc.allowInsecureRequests] : [];
    const authentication = this.#secret === undefined ? oidc.None() : undefined;
    this.#discovered ??= oidc
      .discovery(server, id, this.#secret, authentication, { execute, timeout: 10 })
      .catch((error: unknown) => {
        this.#discovered = undefined;
        throw providerFailed(error);
      });
    return this.#discovered;
  }

  #facts(claims: Claims): SessionFacts {
    const { name_claim, role_claim, roles, unit_claim, attributes } = this.#config;
    const text = (claim: string | undefined): string | undefined => {
      const value = claim === undefined ? undefined : claims[claim];
      return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
    };
    const name = text(name_claim) ?? text("email") ?? text("sub") ?? "";
    const given = [claims[role_claim]].flat().map(String);
    const own = [
      ...new Set(
        given.flatMap((claim) => (Object.hasOwn(roles, claim) ? [roles[claim] ?? ""] : [])),
      ),
    ];
    if (own.length === 0) {
      throw new GranaryError("SIGN_IN_FAILED", {
        message: `${name} is known to the identity provider, but has no role here.`,
        hint: `Give one of the values of access.oidc.roles in the claim "${role_claim}".`,
      });
    }
    const unit = text(unit_claim);
    const found = Object.entries(attributes).flatMap(([attribute, claim]) => {
      const value = text(claim);
      return value === undefined ? [] : [[attribute, value] as const];
    });
    return {
      sub: name,
      by: "provider",
      roles: own,
      attributes: Object.fromEntries(found),
      ...(unit === undefined ? {} : { unit }),
    };
  }
}

function providerFailed(cause: unknown): GranaryError {
  const inner = cause instanceof Error && cause.cause !== undefined ? messageOf(cause.cause) : "";
  return new GranaryError("SIGN_IN_PROVIDER_FAILED", {
    message: `The identity provider refused, or cannot be reached: ${messageOf(cause)}`,
    hint: "Begin again; if it stays, compare access.oidc with the client at the provider.",
    details: inner === "" ? [] : [inner],
    cause,
  });
}
