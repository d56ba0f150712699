import { GranaryError, messageOf } from "../../warehouse/errors.js";
import {
  AnswerFailure,
  TransientFailure,
  type HttpAnswer,
  type HttpCall,
  type HttpSender,
} from "./http-send.js";
import type { Redaction } from "./http-redaction.js";
import type { HttpEffects } from "../rate-limit.js";
import type { TableRequest } from "../source.js";

const RETRIED = [408, 425, 429, 500, 502, 503, 504];
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

interface RetryPlan {
  /** Attempts after the first. */
  retries: number;
  /** Milliseconds for all attempts and the waits between them. */
  giveUpAfter: number;
}

interface Retrying {
  sender: HttpSender;
  take: (signal: AbortSignal) => Promise<void>;
  effects: HttpEffects;
  redaction: Redaction;
  plan: RetryPlan;
  onWait?: TableRequest["onWait"];
}

/**
 * Sends a call until it is answered with a body that `read` accepts, waiting as the server asks (`Retry-After`) or a
 * random part of a doubling time.
 *
 * @param read throws what is wrong with a body, for example that half of it is missing; that counts as one more failure
 * @throws GranaryError INGEST_HTTP_FAILED, INGEST_HTTP_REFUSED
 */
export async function sendUntilRead<T>(
  retrying: Retrying,
  call: HttpCall,
  read: (answer: HttpAnswer) => T,
  signal: AbortSignal,
): Promise<T> {
  const { effects, plan, redaction } = retrying;
  const deadline = effects.now() + plan.giveUpAfter;
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await attemptOnce(retrying, call, read, signal);
    if ("value" in outcome) return outcome.value;
    const wait = outcome.retryAfter ?? backoff(attempt, effects.random());
    if (attempt === plan.retries || effects.now() + wait > deadline) {
      throw new GranaryError("INGEST_HTTP_FAILED", {
        message: `${redaction.place(call)} failed ${times(attempt + 1)}: ${redaction.clean(outcome.why)}.`,
        hint:
          outcome.retryAfter !== undefined && attempt < plan.retries
            ? `The server asks to wait ${String(Math.ceil(wait / 1000))} s, longer than give_up_after allows. Run again later.`
            : "Run again later: what was committed stays. retries and give_up_after of the source say how long to try.",
      });
    }
    retrying.onWait?.(wait, redaction.clean(outcome.why));
    await effects.sleep(wait, signal);
  }
}

type Outcome<T> = { value: T } | { why: string; retryAfter?: number };

async function attemptOnce<T>(
  { sender, take, effects, redaction }: Retrying,
  call: HttpCall,
  read: (answer: HttpAnswer) => T,
  signal: AbortSignal,
): Promise<Outcome<T>> {
  await take(signal);
  let answer: HttpAnswer | undefined;
  try {
    answer = await sender.send(call, signal);
    if (answer.status >= 200 && answer.status < 300) return { value: read(answer) };
    const said = redaction.excerpt(answer.text);
    if (RETRIED.includes(answer.status)) {
      const retryAfter = retryAfterMs(answer.headers["retry-after"], effects.now());
      const why = `status ${String(answer.status)}${said === "" ? "" : `, ${said}`}`;
      return { why, ...(retryAfter === undefined ? {} : { retryAfter }) };
    }
    throw new GranaryError("INGEST_HTTP_FAILED", {
      message: `${redaction.place(call)} is answered with status ${String(answer.status)}.`,
      hint: hintFor(answer.status),
      details: said === "" ? [] : [said],
      cause: new AnswerFailure(answer.status),
    });
  } catch (error) {
    if (!(error instanceof TransientFailure)) throw error;
    // A page for people instead of data says itself what is wrong.
    const page = /^\s*</.test(answer?.text ?? "")
      ? `: ${redaction.excerpt(answer?.text ?? "")}`
      : "";
    return { why: `${messageOf(error)}${page}` };
  }
}

function hintFor(status: number): string {
  if (status === 401 || status === 403) return "Check auth of the source: the API refuses it.";
  if (status === 404) return "Check base_url and path of the table.";
  return "Check path, params and body of the table against the API's documentation.";
}

function times(count: number): string {
  return count === 1 ? "once" : `${String(count)} times`;
}

function backoff(attempt: number, random: number): number {
  return Math.ceil(random * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt));
}

/** Milliseconds a `Retry-After` asks for: seconds, or an HTTP date. Undefined where it says nothing readable. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const at = /[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
