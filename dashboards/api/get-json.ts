import type { ErrorResponse } from "../../server/contract.js";
import { ApiFault, faultOf } from "./api-fault.js";

/** Fetches one of the server's own routes; `T` is the route's type in server/contract.ts. */
export async function getJson<T>(path: `/api/${string}`, signal?: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      headers: { Accept: "application/json" },
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    throw faultOf(error);
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok && body !== null) return body as T;
  throw new ApiFault(response.status, errorOf(body));
}

function errorOf(body: unknown): Partial<ErrorResponse["error"]> {
  if (body === null || typeof body !== "object" || !("error" in body)) return {};
  return typeof body.error === "object" && body.error !== null ? body.error : {};
}
