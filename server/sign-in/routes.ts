import { Router, urlencoded, type Request, type Response } from "express";
import { z } from "zod";
import { GranaryError } from "../../warehouse/errors.js";
import type { EventSink } from "../../warehouse/events.js";
import type { AccessDesk } from "./desk.js";
import type { OidcFlow } from "./oidc.js";
import { type Notice, plainPage, signedInPage, signInPage } from "./page.js";
import { readCookie } from "./sessions.js";
import { SIGN_IN_MARK, SIGN_IN_STYLE } from "./style.js";
import type { Language } from "./words.js";

const FLOW_COOKIE = "granary_provider";
const FLOW_SECONDS = 600;

const flowClaims = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
});

interface SignInOptions {
  desk: AccessDesk;
  /** Name and first language of the warehouse. */
  name: string;
  locale: Language;
  onEvent: EventSink;
}

/** `/sign-in`, `/sign-out` and what belongs to them; open to everybody. */
export function signInRoutes(options: SignInOptions): Router {
  const { desk } = options;
  const router = Router();
  router.use(["/sign-in", "/sign-out"], (request, response, next) => {
    response.set("Cache-Control", "no-store");
    if (request.method === "POST") refuseForeign(request);
    next();
  });
  router.get("/sign-in/style.css", (_request, response) => {
    response.set("Cache-Control", "public, max-age=3600").type("css").send(SIGN_IN_STYLE);
  });
  router.get("/sign-in/mark.svg", (_request, response) => {
    response.set("Cache-Control", "public, max-age=3600").type("svg").send(SIGN_IN_MARK);
  });
  router.get("/sign-in", async (request, response) => {
    const known = await desk.identify(request);
    if (known && desk.asks && (known.by === "user" || known.by === "provider")) {
      const language = languageOf(request, options.locale);
      response.type("html").send(signedInPage(language, options.name, known.asker.who));
      return;
    }
    sendSignInPage(request, response, options, nextOf(request.query["next"]));
  });
  router.post("/sign-in", urlencoded({ extended: false, limit: "8kb" }), (request, response) =>
    signIn(request, response, options),
  );
  router.post("/sign-out", async (request, response) => {
    const known = await desk.identify(request);
    await desk.sessions.end(request, response);
    if (known) {
      const { by, asker } = known;
      desk.note({ event: "sign-out", who: asker.who, by, address: request.ip ?? "" });
    }
    response.redirect(303, "/sign-in");
  });
  router.get("/sign-in/provider", (request, response) =>
    beginAtProvider(request, response, options),
  );
  router.get("/sign-in/callback", (request, response) =>
    returnFromProvider(request, response, options),
  );
  return router;
}

/** The page, with status 401 unless another is set: whoever sees it is not in. */
export function sendSignInPage(
  request: Request,
  response: Response,
  { desk, name, locale }: Pick<SignInOptions, "desk" | "name" | "locale">,
  next: string,
  more: { notice?: Notice; name?: string; status?: number } = {},
): void {
  const { status = 401, ...rest } = more;
  response
    .status(status)
    .type("html")
    .send(
      signInPage({
        language: languageOf(request, locale),
        warehouse: name,
        next,
        hasUsers: desk.users.all().size > 0,
        hasProvider: desk.provider !== undefined,
        ...rest,
      }),
    );
}

/** A path of this server, whatever is asked for. */
export function nextOf(asked: unknown): string {
  if (typeof asked !== "string" || !/^\/(?![/\\])/.test(asked)) return "/";
  const url = new URL(asked, "http://granary.invalid");
  if (url.host !== "granary.invalid" || url.pathname.startsWith("//")) return "/";
  url.searchParams.delete("token");
  return /^\/sign-(in|out)(\/|$)/.test(url.pathname) ? "/" : `${url.pathname}${url.search}`;
}

async function signIn(request: Request, response: Response, options: SignInOptions): Promise<void> {
  const body = (request.body ?? {}) as Record<string, unknown>;
  const text = (field: string): string => {
    const value = body[field];
    return typeof value === "string" ? value : "";
  };
  const name = text("name").trim().toLowerCase();
  const next = nextOf(text("next"));
  const outcome = await options.desk.signIn(request, response, name, text("password"));
  if (outcome === "in") {
    response.redirect(303, next);
    return;
  }
  if (outcome === "wrong") {
    sendSignInPage(request, response, options, next, { notice: "wrong", name });
    return;
  }
  response.set("Retry-After", String(outcome));
  const notice = { wait: outcome };
  sendSignInPage(request, response, options, next, { notice, name, status: 429 });
}

async function beginAtProvider(
  request: Request,
  response: Response,
  options: SignInOptions,
): Promise<void> {
  const { desk } = options;
  const next = nextOf(request.query["next"]);
  if (!desk.provider) {
    response.redirect(303, "/sign-in");
    return;
  }
  try {
    const { url, flow } = await desk.provider.begin();
    const now = Math.floor(desk.now() / 1000);
    const text = await desk.signer.sign("oidc", { ...flow, next }, now, now + FLOW_SECONDS);
    // Lax: the provider sends the browser back from another site.
    response.cookie(FLOW_COOKIE, text, { ...flowCookie(request), maxAge: FLOW_SECONDS * 1000 });
    response.redirect(303, url.href);
  } catch (error) {
    providerFault(request, response, options, next, error);
  }
}

async function returnFromProvider(
  request: Request,
  response: Response,
  options: SignInOptions,
): Promise<void> {
  const { desk } = options;
  const begun = await flowOf(request, desk);
  response.clearCookie(FLOW_COOKIE, flowCookie(request));
  if (!desk.provider || !begun) {
    sendSignInPage(request, response, options, "/", { notice: "provider" });
    return;
  }
  try {
    const search = new URL(request.originalUrl, "http://granary.invalid").search;
    const facts = await desk.provider.complete(search, begun);
    await desk.sessions.begin(request, response, facts);
    const address = request.ip ?? "";
    desk.note({ event: "sign-in", who: facts.sub, by: "provider", address });
    // A redirect would still count as cross-site and travel without the strict cookie; a fresh page does not.
    response.set("Refresh", `0; url=${begun.next}`).type("html").send(plainPage("Granary"));
  } catch (error) {
    providerFault(request, response, options, begun.next, error);
  }
}

async function flowOf(
  request: Request,
  desk: AccessDesk,
): Promise<(OidcFlow & { next: string }) | null> {
  const text = readCookie(request.headers.cookie, FLOW_COOKIE);
  if (text === undefined) return null;
  const claims = await desk.signer.verify("oidc", text, Math.floor(desk.now() / 1000));
  return flowClaims.safeParse(claims).data ?? null;
}

function providerFault(
  request: Request,
  response: Response,
  options: SignInOptions,
  next: string,
  error: unknown,
): void {
  if (!(error instanceof GranaryError)) throw error;
  const words = [error.message, ...error.details].join(" ");
  options.onEvent({ type: "note", level: "warn", message: `Sign-in at the provider: ${words}` });
  options.desk.note({ event: "sign-in-failed", who: "provider", address: request.ip ?? "" });
  const status = error.code === "SIGN_IN_PROVIDER_FAILED" ? 502 : 401;
  sendSignInPage(request, response, options, next, { notice: "provider", status });
}

function flowCookie(request: Request) {
  return { httpOnly: true, sameSite: "lax", secure: request.secure, path: "/sign-in" } as const;
}

/** A page elsewhere may not sign its reader in under another's name. */
function refuseForeign(request: Request): void {
  const { origin } = request.headers;
  const site = request.headers["sec-fetch-site"];
  const foreign =
    (site !== undefined && site !== "same-origin" && site !== "none") ||
    (site === undefined &&
      origin !== undefined &&
      (!URL.canParse(origin) || new URL(origin).host !== request.host));
  if (!foreign) return;
  throw new GranaryError("REQUEST_REFUSED", {
    message: "Signing in and out is for pages of this server only.",
    hint: "Open /sign-in in the browser.",
  });
}

function languageOf(request: Request, warehouse: Language): Language {
  const asked = request.query["lang"];
  if (asked === "en" || asked === "zh") return asked;
  const [first] = request.acceptsLanguages();
  if (first?.toLowerCase().startsWith("zh") === true) return "zh";
  return first === undefined || first === "*" ? warehouse : "en";
}
