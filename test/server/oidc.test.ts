import { join } from "node:path";
import { OAuth2Server } from "oauth2-mock-server";
import { describe, expect, it, onTestFinished } from "vitest";
import type { SignInRecord } from "../../server/sign-in/desk.js";
import { OidcProvider } from "../../server/sign-in/oidc.js";
import { accessSchema, settledAccess } from "../../warehouse/config-access.js";
import { temporaryDir } from "../temporary-dir.js";
import { testConfig } from "../test-config.js";
import { rawRequest, startTestServer } from "./started-server.js";

/** A server whose users are an identity provider's; `claims` are those of whoever signs in. */
async function served(claims: Record<string, unknown>) {
  const provider = new OAuth2Server();
  await provider.issuer.keys.generate("RS256");
  await provider.start(0, "localhost");
  onTestFinished(async () => {
    if (provider.listening) await provider.stop();
  });
  provider.service.on("beforeTokenSigning", (token: { payload: Record<string, unknown> }) => {
    Object.assign(token.payload, claims);
  });
  const dir = temporaryDir();
  const parsed = accessSchema.parse({
    roles: { branch: { rows: { unit: "own" } } },
    oidc: {
      issuer: provider.issuer.url,
      client_id: "granary",
      client_secret: "secret-of-the-client",
      redirect_uri: "http://127.0.0.1/sign-in/callback",
      roles: { "crm-branch": "branch", "it-admin": "admin" },
      unit_claim: "unit",
    },
  });
  const access = settledAccess(parsed, dir, join(dir, "data"));
  if (!access.oidc) throw new Error("no provider is configured");
  const noted: SignInRecord[] = [];
  const server = await startTestServer({
    config: testConfig(dir, { access }),
    host: "0.0.0.0",
    accessToken: "the-link-token",
    desk: {
      provider: new OidcProvider(access.oidc, "secret-of-the-client"),
      onSignIn: (record) => noted.push(record),
    },
  });
  return { ...server, provider, noted };
}

type Served = Awaited<ReturnType<typeof served>>;

function cookieOf(headers: { "set-cookie"?: string[] | undefined }, name: string): string {
  const found = headers["set-cookie"]?.find((cookie) => cookie.startsWith(name)) ?? "";
  return found.split(";")[0] ?? "";
}

/** Goes to the provider and comes back: the callback's address and the cookie of the way. */
async function visitProvider({ port }: Served) {
  const begun = await rawRequest(port, "/sign-in/provider?next=/boards/sales");
  const away = new URL(begun.headers.location ?? "");
  const back = await fetch(away, { redirect: "manual" });
  const { search } = new URL(back.headers.get("location") ?? "");
  return { away, search, flow: cookieOf(begun.headers, "granary_provider") };
}

describe("signing in at an identity provider", () => {
  it("asks for a code with PKCE, state and nonce", async () => {
    const { away } = await visitProvider(await served({}));
    expect(Object.fromEntries(away.searchParams)).toMatchObject({
      response_type: "code",
      client_id: "granary",
      code_challenge_method: "S256",
      code_challenge: expect.stringMatching(/^[\w-]{43}$/) as unknown,
      state: expect.stringMatching(/^[\w-]{40,}$/) as unknown,
      nonce: expect.stringMatching(/^[\w-]{40,}$/) as unknown,
      redirect_uri: "http://127.0.0.1/sign-in/callback",
    });
  });

  it("begins a session with the roles and the unit of the claims", async () => {
    const server = await served({
      preferred_username: "li.na",
      groups: ["everybody", "crm-branch"],
      unit: "B7",
    });
    const { search, flow } = await visitProvider(server);
    const answer = await rawRequest(server.port, `/sign-in/callback${search}`, { cookie: flow });
    expect(answer.status).toBe(200);
    // A redirect would travel without the strict cookie.
    expect(answer.headers.refresh).toBe("0; url=/boards/sales");
    const cookie = cookieOf(answer.headers, "granary_session");
    const me = await rawRequest(server.port, "/api/me", { cookie });
    expect(JSON.parse(me.body)).toEqual({ name: "li.na", roles: ["branch"], signedIn: true });
    expect(server.noted).toContainEqual(
      expect.objectContaining({ event: "sign-in", who: "li.na", by: "provider" }),
    );
  });

  it("lets nobody in whose claims give no role", async () => {
    const server = await served({ preferred_username: "guest", groups: ["everybody"] });
    const { search, flow } = await visitProvider(server);
    const answer = await rawRequest(server.port, `/sign-in/callback${search}`, { cookie: flow });
    expect(answer.status).toBe(401);
    expect(cookieOf(answer.headers, "granary_session")).toBe("");
    expect(server.noted).toContainEqual(expect.objectContaining({ event: "sign-in-failed" }));
  });

  it("takes no answer that this browser did not ask for", async () => {
    const server = await served({ preferred_username: "li.na", groups: "it-admin" });
    const [mine, other] = [await visitProvider(server), await visitProvider(server)];
    const attempts: [string, string][] = [
      [mine.search, other.flow],
      [mine.search, ""],
      [`${mine.search}x`, `${mine.flow}x`],
      [mine.search.replace(/state=[^&]+/, "state=forged"), mine.flow],
    ];
    for (const [search, cookie] of attempts) {
      const answer = await rawRequest(server.port, `/sign-in/callback${search}`, { cookie });
      expect(answer.status).toBeGreaterThanOrEqual(401);
      expect(cookieOf(answer.headers, "granary_session")).toBe("");
    }
  });

  it("takes no token with another nonce, and none of another issuer", async () => {
    for (const forged of [{ nonce: "another" }, { iss: "https://elsewhere.example" }]) {
      const server = await served({ preferred_username: "li.na", groups: "it-admin", ...forged });
      const { search, flow } = await visitProvider(server);
      const answer = await rawRequest(server.port, `/sign-in/callback${search}`, { cookie: flow });
      expect(answer.status).toBe(502);
      expect(cookieOf(answer.headers, "granary_session")).toBe("");
    }
  });

  it("says so when the provider cannot be reached", async () => {
    const server = await served({});
    await server.provider.stop();
    const answer = await rawRequest(server.port, "/sign-in/provider", { accept: "text/html" });
    expect(answer.status).toBe(502);
    expect(answer.body).toContain("could not be used");
    expect(server.events).toContainEqual(
      expect.objectContaining({
        message: expect.stringContaining("Sign-in at the provider") as unknown,
      }),
    );
  });
});
