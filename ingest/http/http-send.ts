import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { createGunzip, createInflate } from "node:zlib";
import { GranaryError, messageOf } from "../../warehouse/errors.js";
import { hostOf, refusedAddress } from "./http-address.js";
import type { HttpEffects } from "../rate-limit.js";

const MOST_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

export interface HttpCall {
  url: URL;
  method: "GET" | "POST";
  headers: Readonly<Record<string, string>>;
  /** Headers for the origin of `url` alone: a redirect elsewhere does not carry them. */
  ownHeaders: Readonly<Record<string, string>>;
  body: string | undefined;
}

export interface HttpAnswer {
  status: number;
  headers: Readonly<Record<string, string | undefined>>;
  text: string;
  /** After redirects. */
  url: URL;
}

/** A failure that another attempt may mend. */
export class TransientFailure extends Error {}

/** The cause of an error about an answer that another attempt would not change. */
export class AnswerFailure extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`status ${String(status)}`);
    this.status = status;
  }
}

interface HttpLimits {
  /** Milliseconds for one attempt, response included. */
  timeout: number;
  maxBytes: number;
  allowHosts: readonly string[];
}

export interface HttpSender {
  /** @throws TransientFailure; GranaryError INGEST_HTTP_REFUSED, INGEST_HTTP_FAILED */
  send(call: HttpCall, signal: AbortSignal): Promise<HttpAnswer>;
  close: () => void;
}

/**
 * Sends requests over connections made only to addresses that were checked: the name is resolved first, every address
 * it has must be public or its host allowed, and the connection goes to those addresses. Redirects are followed by
 * hand, each checked the same way.
 */
export function httpSender(limits: HttpLimits, effects: Pick<HttpEffects, "lookup">): HttpSender {
  const agents = {
    "http:": new HttpAgent({ keepAlive: true, maxSockets: 4 }),
    "https:": new HttpsAgent({ keepAlive: true, maxSockets: 4 }),
  };
  const one = async (call: HttpCall, signal: AbortSignal): Promise<HttpAnswer> => {
    const addresses = await checkedAddresses(call.url, limits.allowHosts, effects);
    const isTls = call.url.protocol === "https:";
    const response = await respond(
      call,
      addresses,
      isTls ? agents["https:"] : agents["http:"],
      signal,
    );
    const text = await bodyOf(response, limits.maxBytes);
    const headers = Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(", ") : value,
      ]),
    );
    return { status: response.statusCode ?? 0, headers, text, url: call.url };
  };
  return {
    send: async (call, signal) => {
      const bounded = AbortSignal.any([signal, AbortSignal.timeout(limits.timeout)]);
      try {
        let current = call;
        for (let hops = 0; ; hops += 1) {
          const answer = await one(current, bounded);
          const location = answer.headers["location"];
          if (!REDIRECTS.includes(answer.status) || location === undefined) return answer;
          if (hops === MOST_REDIRECTS) throw failed(call.url, "is redirected again and again");
          current = redirected(current, answer.status, location);
        }
      } catch (error) {
        if (error instanceof GranaryError || signal.aborted) throw error;
        const slow = bounded.aborted ? `no answer within ${String(limits.timeout / 1000)} s` : "";
        throw new TransientFailure(slow === "" ? reasonOf(error) : slow, { cause: error });
      }
    },
    close: () => {
      agents["http:"].destroy();
      agents["https:"].destroy();
    },
  };
}

/** "aborted" is what the client says of a connection that ends within a body. */
function reasonOf(error: unknown): string {
  const said = messageOf(error);
  return said === "aborted" ? "the response ends in the middle" : said;
}

interface Address {
  address: string;
  family: number;
}

async function checkedAddresses(
  url: URL,
  allowHosts: readonly string[],
  effects: Pick<HttpEffects, "lookup">,
): Promise<readonly Address[]> {
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw refused(url, `${url.protocol} is not http: or https:`);
  }
  const host = hostOf(url);
  const family = isIP(host);
  const addresses = family === 0 ? await effects.lookup(host) : [{ address: host, family }];
  if (addresses.length === 0) throw new TransientFailure(`${host} has no address`);
  if (allowHosts.some((allowed) => allowed.toLowerCase().replace(/^\[|\]$/g, "") === host)) {
    return addresses;
  }
  for (const { address } of addresses) {
    const why = refusedAddress(address);
    if (why !== undefined) throw refused(url, `its address ${address} is ${why}`);
  }
  return addresses;
}

function refused(url: URL, why: string): GranaryError {
  return new GranaryError("INGEST_HTTP_REFUSED", {
    message: `${url.origin} is not connected to: ${why}.`,
    hint: `If the host may be reached, add "${hostOf(url)}" to the source's allow_hosts.`,
  });
}

function failed(url: URL, what: string): GranaryError {
  return new GranaryError("INGEST_HTTP_FAILED", {
    message: `${url.origin}${url.pathname} ${what}.`,
    hint: "Check base_url and path of the table.",
  });
}

function respond(
  call: HttpCall,
  addresses: readonly Address[],
  agent: HttpAgent | HttpsAgent,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { url } = call;
  const start = url.protocol === "https:" ? httpsRequest : httpRequest;
  const [first] = addresses;
  return new Promise((resolve, reject) => {
    const outgoing = start(
      {
        method: call.method,
        host: url.hostname.replace(/^\[|\]$/g, ""),
        port: url.port,
        path: `${url.pathname}${url.search}`,
        headers: {
          accept: "application/json",
          "accept-encoding": "gzip, deflate",
          "user-agent": "granary",
          ...(call.body === undefined
            ? {}
            : {
                "content-type": "application/json",
                "content-length": String(Buffer.byteLength(call.body)),
              }),
          ...call.headers,
          ...call.ownHeaders,
        },
        agent,
        signal,
        // The addresses that were checked, not a second answer of the name server.
        lookup: (_host, options, done) => {
          if (options.all === true) done(null, [...addresses]);
          else done(null, first?.address ?? "", first?.family);
        },
      },
      resolve,
    );
    outgoing.once("error", reject);
    outgoing.end(call.body);
  });
}

async function bodyOf(response: IncomingMessage, maxBytes: number): Promise<string> {
  const encoding = response.headers["content-encoding"] ?? "identity";
  const unpack =
    encoding === "gzip" ? createGunzip() : encoding === "deflate" ? createInflate() : undefined;
  if (unpack !== undefined) {
    response.once("error", (error) => unpack.destroy(error));
    response.pipe(unpack);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of (unpack ?? response) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      response.destroy();
      throw new GranaryError("INGEST_HTTP_FAILED", {
        message: `A response is larger than ${String(maxBytes / 2 ** 20)} MiB.`,
        hint: "Ask for smaller pages, or raise max_response_mb of the source.",
      });
    }
    chunks.push(chunk);
  }
  if (!response.complete) throw new TransientFailure("the response ends in the middle");
  return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
}

function redirected(call: HttpCall, status: number, location: string): HttpCall {
  if (!URL.canParse(location, call.url.href)) throw failed(call.url, "is redirected to no URL");
  const url = new URL(location, call.url);
  const isElsewhere = url.origin !== call.url.origin;
  const becomesGet = status === 303 || (call.method === "POST" && status < 303);
  if (isElsewhere && call.body !== undefined && !becomesGet) {
    throw refused(url, `${call.url.origin} redirects a POST to it`);
  }
  return {
    url,
    method: becomesGet ? "GET" : call.method,
    headers: call.headers,
    ownHeaders: isElsewhere ? {} : call.ownHeaders,
    body: becomesGet ? undefined : call.body,
  };
}
