import { request, type Agent } from "node:http";
import { connect } from "node:net";
import type { MalformedRequest } from "./malformed-request.js";
import type { Random } from "./random.js";

export interface Reply {
  status: number;
  body: string;
}

const PATIENCE_MS = 15_000;

/** Sends a request as it is; rejects when no answer comes. */
export function send(url: string, agent: Agent, malformed: MalformedRequest): Promise<Reply> {
  const { method, path, headers, body } = malformed;
  const { hostname, port } = new URL(url);
  const length = body === null ? {} : { "content-length": body.length };
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        hostname,
        port,
        path,
        method,
        agent,
        timeout: PATIENCE_MS,
        headers: { ...headers, ...length },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", reject);
        response.on("end", () => {
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(parts).toString("utf8"),
          });
        });
      },
    );
    sent.on("timeout", () => sent.destroy(new Error("no answer in time")));
    sent.on("error", reject);
    sent.end(body ?? undefined);
  });
}

const RAW = [
  "POST /cubejs-api/v1/load HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{",
  "POST /cubejs-api/v1/load HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  "POST /cubejs-api/v1/load HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n{}",
  "POST /cubejs-api/v1/load HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
  "GET /cubejs-api/v1/load?query=%ZZ HTTP/1.1\r\nHost: x\r\n\r\n",
  "GET /cubejs-api/v1/load HTTP/1.1\r\n",
  `GET /cubejs-api/v1/load HTTP/1.1\r\nHost: x\r\nX-Long: ${"a".repeat(40_000)}\r\n\r\n`,
  "GET //cubejs-api//v1/load HTTP/9.9\r\n\r\n",
  "\u0000\u0001\u0002\u0003",
  'POST /cubejs-api/v1/load HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 43\r\n\r\n{"query":{"measures":["sales.net_revenue"]}}',
] as const;

/** Writes what is no whole request, then closes one side, or breaks off; resolves when the connection is over. */
export function sendBroken(url: string, random: Random): Promise<void> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(random.pick(RAW));
      if (random.chance(0.5)) socket.end();
      else setTimeout(() => socket.destroy(), random.below(30));
    });
    // A half-closed connection that the server keeps open would hold the test.
    socket.setTimeout(200, () => socket.destroy());
    socket.on("error", () => undefined);
    socket.on("data", () => undefined);
    socket.on("close", () => {
      resolve();
    });
  });
}
