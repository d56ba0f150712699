import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Request, RequestHandler, Response } from "express";
import { GranaryError } from "../warehouse/errors.js";
import { sendError } from "./http-error.js";

const BEARER = /^Bearer +(\S+) *$/i;

/**
 * Whether a request may see data: it carries the token as `Authorization: Bearer`, or the cookie that following the
 * `/?token=` link left. With no token set everybody may (the server then listens to its own machine only).
 */
export function authorize(
  request: Pick<IncomingMessage, "headers">,
  accessToken: string | null,
): boolean {
  if (accessToken === null) return true;
  const bearer = BEARER.exec(request.headers.authorization ?? "")?.[1];
  if (bearer !== undefined && sameSecret(bearer, accessToken)) return true;
  const cookie = readCookie(request.headers.cookie, cookieName(accessToken));
  return cookie !== undefined && sameSecret(cookie, sessionOf(accessToken));
}

/** Lets nobody past without the token; turns a `?token=` link into a cookie first. */
export function accessGate(accessToken: string | null): RequestHandler {
  return (request, response, next) => {
    if (accessToken === null || isLocalHealthCheck(request)) {
      next();
      return;
    }
    const offered = request.query["token"];
    if (request.method === "GET" && typeof offered === "string") {
      if (sameSecret(offered, accessToken)) {
        admit(request, response, accessToken);
        return;
      }
    } else if (authorize(request, accessToken)) {
      next();
      return;
    }
    refuse(request, response);
  };
}

/** A second start on the same machine may learn whose port this is; the network may not. */
function isLocalHealthCheck(request: Request): boolean {
  const remote = request.socket.remoteAddress ?? "";
  return request.path === "/api/health" && /^(::ffff:)?127\.|^::1$/.test(remote);
}

function admit(request: Request, response: Response, accessToken: string): void {
  response.set("Cache-Control", "no-store");
  response.cookie(cookieName(accessToken), sessionOf(accessToken), {
    httpOnly: true,
    sameSite: "strict",
    secure: request.secure,
    path: "/",
  });
  const address = new URL(request.originalUrl, "http://granary.invalid");
  address.searchParams.delete("token");
  const target = `${address.pathname.replace(/^\/+/, "/")}${address.search}`;
  if (request.headers["sec-fetch-site"] === "cross-site") {
    // A redirect would still count as cross-site and travel without the strict cookie; a fresh page does not.
    response.set("Refresh", `0; url=${target}`).type("html").send(page("Opening Granary…", ""));
    return;
  }
  response.redirect(303, target);
}

function refuse(request: Request, response: Response): void {
  response.set("WWW-Authenticate", "Bearer").set("Cache-Control", "no-store");
  if (request.accepts(["json", "html"]) === "html") {
    response
      .status(401)
      .type("html")
      .send(
        page(
          "This Granary is private",
          "<p>Open the link that the server printed when it started; it carries the access token.</p>" +
            '<p lang="zh">请使用服务器启动时显示的链接打开，其中带有访问令牌。</p>',
        ),
      );
    return;
  }
  sendError(
    response,
    new GranaryError("ACCESS_DENIED", {
      message: "This request carries no valid access token.",
      hint: "Send `Authorization: Bearer <token>`, or open the link that the server printed.",
    }),
  );
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><h1>${title}</h1>${body}</html>`;
}

/** The cookie holds this instead of the token, so that a stolen cookie is of no use as a bearer token. */
function sessionOf(accessToken: string): string {
  return createHmac("sha256", accessToken).update("session").digest("base64url");
}

/** Cookies ignore ports: two servers on one machine must not overwrite each other's. */
function cookieName(accessToken: string): string {
  return `granary_${createHmac("sha256", accessToken).update("cookie").digest("hex").slice(0, 8)}`;
}

function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? "").split(";")) {
    const [key, ...value] = pair.trim().split("=");
    if (key === name) return value.join("=");
  }
  return undefined;
}

/** Compares in a time that tells nothing about where the two differ, nor how long the secret is. */
function sameSecret(offered: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHmac("sha256", "compare").update(text).digest();
  return timingSafeEqual(digest(offered), digest(secret));
}
