import { randomUUID } from "node:crypto";
import type { Request, RequestHandler } from "express";
import { GranaryError, messageOf } from "../warehouse/errors.js";
import type { Lease, VersionHub } from "../warehouse/version-hub.js";
import { failureOf, sendFailure } from "./answers/failure.js";
import type { Asker } from "./asking.js";

/** Names the version in every answer; in a request, asks for that version. */
const VERSION_HEADER = "x-granary-version";

/** Who a request comes from and what it is answered from. */
export interface Pin {
  readonly asker: Asker;
  readonly lease: Lease;
  readonly version: number;
  readonly requestId: string;
}

/** By request, for those who see the request later. */
const pinned = new WeakMap<Request, Pin>();

/** What a request that has passed `pinVersion` is pinned to. */
export function pinOf(request: Request): Pin {
  const pin = pinned.get(request);
  if (!pin) throw new Error("the request has not been pinned to a version");
  return pin;
}

/**
 * Admits a request and pins it to one version until its response is closed. Answers what `askerOf` throws (403 unless
 * its code says otherwise), 410 when the version asked for is gone, 409 when it cannot be read, 503 when nothing is
 * published.
 */
export function pinVersion(
  hub: VersionHub,
  askerOf: (request: Request) => Promise<Asker>,
): RequestHandler {
  return async (request, response, next) => {
    let asker: Asker;
    try {
      asker = await askerOf(request);
    } catch (error) {
      sendFailure(response, failureOf(error) ?? { status: 403, ...plain(error) });
      return;
    }
    let lease: Lease;
    try {
      lease = await hub.acquire(wantedVersion(request));
    } catch (error) {
      const failure = failureOf(error);
      if (!failure) throw error;
      sendFailure(response, failure);
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
    const requestId = request.get("x-request-id") ?? randomUUID();
    pinned.set(request, { asker, lease, version, requestId });
    response.setHeader(VERSION_HEADER, String(version));
    next();
  };
}

function plain(error: unknown): { message: string; hint: null; details: [] } {
  return { message: messageOf(error), hint: null, details: [] };
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
