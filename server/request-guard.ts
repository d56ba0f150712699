import type { RequestHandler } from "express";
import { GranaryError } from "../warehouse/errors.js";

const POLICY = [
  "default-src 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** Headers every response carries: own scripts only, no framing, no sniffing, no referrer. */
export const securityHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
  });
  next();
};

/** Whether an address to listen on is reachable from this machine only. */
export function isLoopback(host: string): boolean {
  return (
    host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host)
  );
}

/**
 * For a server that trusts everybody on its own machine: refuses requests that a foreign page made the browser send,
 * be it under a name that was rebound to this address (Host) or across origins (Origin).
 */
export const loopbackGuard: RequestHandler = (request, _response, next) => {
  const host = hostName(`http://${request.headers.host ?? ""}`);
  if (host === null || !(isLoopback(host) || host.endsWith(".localhost"))) {
    throw new GranaryError("REQUEST_REFUSED", {
      message: `Host ${JSON.stringify(request.headers.host ?? "")} is not this machine.`,
      hint: "Open http://localhost:<port>, or bind to a public address with an access token.",
    });
  }
  const { origin } = request.headers;
  if (origin !== undefined && !sameOrigin(origin, request.headers.host ?? "")) {
    throw new GranaryError("REQUEST_REFUSED", {
      message: `Origin ${JSON.stringify(origin)} may not use this server.`,
      hint: "Send the request from a page of this server, or without an Origin header.",
    });
  }
  next();
};

function hostName(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname : null;
}

function sameOrigin(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
