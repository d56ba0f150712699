import type { ErrorResponse } from "../../server/contract.js";

/** An answer that was not the one asked for; `status` is 0 when there was no answer at all. */
export class ApiFault extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string | null;
  readonly details: readonly string[];

  constructor(status: number, facts: Partial<ErrorResponse["error"]>) {
    super(facts.message ?? "");
    this.name = "ApiFault";
    this.status = status;
    this.code = facts.code ?? (status === 0 ? "UNREACHABLE" : `HTTP_${status}`);
    this.hint = facts.hint ?? null;
    this.details = facts.details ?? [];
  }

  /** The version asked for is not kept any more. */
  get versionGone(): boolean {
    return this.status === 409 || this.status === 410;
  }
}

/** Anything thrown, as a fault a page can show. */
export function faultOf(thrown: unknown): ApiFault {
  if (thrown instanceof ApiFault) return thrown;
  return new ApiFault(0, { message: thrown instanceof Error ? thrown.message : String(thrown) });
}
