import type { Request, RequestHandler, Response } from "express";
import { GranaryError } from "../warehouse/errors.js";
import { sendError } from "./http-error.js";
import type { AccessDesk } from "./sign-in/desk.js";
import type { Identity } from "./sign-in/identity.js";
import { plainPage } from "./sign-in/page.js";
import { nextOf, sendSignInPage } from "./sign-in/routes.js";

interface GateOptions {
  desk: AccessDesk;
  /** Name and first language of the warehouse. */
  name: string;
  locale: "en" | "zh";
}

const identities = new WeakMap<Request, Identity>();

/** Whom a request that has passed the gate comes from. */
export function identityAt(request: Request): Identity {
  const identity = identities.get(request);
  if (!identity) throw new Error("the request has not passed the access gate");
  return identity;
}

/** Lets nobody past who is not known; turns a `?token=` link into a cookie first. */
export function accessGate(options: GateOptions): RequestHandler {
  const { desk } = options;
  return async (request, response, next) => {
    if (isLocalHealthCheck(request)) {
      next();
      return;
    }
    const offered = request.query["token"];
    if (desk.asks && request.method === "GET" && typeof offered === "string") {
      if (desk.link?.fits(offered) === true) admit(request, response, desk.link.cookie);
      else refuse(request, response, options);
      return;
    }
    const identity = await desk.identify(request);
    if (identity === null) {
      refuse(request, response, options);
      return;
    }
    identities.set(request, identity);
    if (identity.by === "user" || identity.by === "provider") {
      await desk.keepAlive(request, response);
    }
    next();
  };
}

/** A second start on the same machine may learn whose port this is; the network may not. */
function isLocalHealthCheck(request: Request): boolean {
  const remote = request.socket.remoteAddress ?? "";
  return request.path === "/api/health" && /^(::ffff:)?127\.|^::1$/.test(remote);
}

function admit(
  request: Request,
  response: Response,
  cookie: Readonly<{ name: string; value: string }>,
): void {
  response.set("Cache-Control", "no-store");
  response.cookie(cookie.name, cookie.value, {
    httpOnly: true,
    sameSite: "strict",
    secure: request.secure,
    path: "/",
  });
  const address = new URL(request.originalUrl, "http://granary.invalid");
  address.searchParams.delete("token");
  const target = `${address.pathname.replace(/^\/+/, "/")}${address.search}`;
  if (isForeign(request)) goOn(response, target);
  else response.redirect(303, target);
}

/** A redirect would still count as cross-site and travel without the strict cookie; a fresh page does not. */
function goOn(response: Response, target: string): void {
  response.set("Refresh", `0; url=${target}`).type("html").send(plainPage("Granary"));
}

function isForeign(request: Request): boolean {
  return request.headers["sec-fetch-site"] === "cross-site";
}

function refuse(request: Request, response: Response, options: GateOptions): void {
  response.set("Cache-Control", "no-store");
  if (request.accepts(["json", "html"]) === "html") {
    const here = nextOf(request.originalUrl);
    // Followed from another site, the session's strict cookie stayed behind; the page's own reload brings it.
    const arrived = isForeign(request) && request.headers["sec-fetch-mode"] === "navigate";
    if (arrived && request.method === "GET" && request.query["token"] === undefined) {
      goOn(response, here);
      return;
    }
    sendSignInPage(request, response, options, here);
    return;
  }
  options.desk.noteRefusal(request.ip ?? "", request.path);
  response.set("WWW-Authenticate", "Bearer");
  sendError(
    response,
    new GranaryError("ACCESS_DENIED", {
      message: "This request carries no valid access token.",
      hint: "Sign in at /sign-in, or send `Authorization: Bearer <token>`; `granary token create` makes one.",
    }),
  );
}
