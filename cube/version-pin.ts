import type { Request, RequestHandler, Response } from "express";
import { GranaryError, messageOf } from "../warehouse/errors.js";
import type { Lease, VersionHub } from "../warehouse/version-hub.js";

/** Names the version in every answer; in a request, asks for that version. */
const VERSION_HEADER = "x-granary-version";

/** The version a request is pinned to, for the hooks that see the request later. */
const pinned = new WeakMap<Request, number>();

/** @returns the version of a request that has passed `pinVersion` */
export function pinnedVersion(request: Request): number | undefined {
  return pinned.get(request);
}

/**
 * Admits a request and pins it to one version until its response is closed. Answers 403 when `authorize` throws, 410
 * when the version asked for is gone, 409 when it cannot be read, 503 when nothing is published.
 */
export function pinVersion(
  hub: VersionHub,
  authorize: (request: Request) => Promise<void>,
): RequestHandler {
  return async (request, response, next) => {
    try {
      await authorize(request);
    } catch (error) {
      response.status(403).json({ error: messageOf(error), code: codeOf(error) });
      return;
    }
    let lease: Lease;
    try {
      lease = await hub.acquire(wantedVersion(request));
    } catch (error) {
      refuse(response, error);
      return;
    }
    if (response.closed) {
      lease.release();
      return;
    }
    response.once("close", () => {
      lease.release();
    });
    const { version } = lease.reader.manifest;
    pinned.set(request, version);
    response.setHeader(VERSION_HEADER, String(version));
    next();
  };
}

function wantedVersion(request: Request): number | undefined {
  const header = request.get(VERSION_HEADER);
  if (header === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(header)) return Number(header);
  throw new GranaryError("VERSION_UNKNOWN", {
    message: `The header ${VERSION_HEADER} must be a version number, not ${JSON.stringify(header)}.`,
    hint: "Leave the header out to read the current version.",
  });
}

function refuse(response: Response, error: unknown): void {
  if (!(error instanceof GranaryError)) throw error;
  const status = error.code === "VERSION_UNKNOWN" ? 410 : error.code === "VERSION_NONE" ? 503 : 409;
  response.status(status).json({ error: error.message, code: error.code, hint: error.hint });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof GranaryError ? error.code : undefined;
}
