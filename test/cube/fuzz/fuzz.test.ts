import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../free-port.js";
import { granaryProcess, repository } from "../../granary-command.js";
import { createMartFixture, type MartFixture } from "../mart-fixture.js";
import { malformedRequest, tenMegabytes, type MalformedRequest } from "./malformed-request.js";
import { randomOf, type Random } from "./random.js";
import { send, sendBroken, type Reply } from "./send.js";

/** How long to send malformed requests; FUZZ_SECONDS=60 for the long run, FUZZ_SEED for another course of it. */
const SECONDS = Number(process.env["FUZZ_SECONDS"] ?? 4);
const SEED = Number(process.env["FUZZ_SEED"] ?? 6);
const SENDERS = 6;
/** Node refuses longer addresses at once, and whoever still writes one may find the connection closed. */
const LONG_ADDRESS = 8_000;

/** What only a fault of ours would say, or Cube's own checks. */
const UNREADABLE =
  /Cannot read|is not a function|is not iterable|call stack|\[object |Invalid query format|\n\s+at |^Error: /;

const SOUND = Buffer.from(
  JSON.stringify({
    query: { measures: ["sales.net_revenue"], dimensions: ["sales.country_name"] },
  }),
);

let marts: MartFixture;

beforeAll(async () => {
  marts = await createMartFixture();
  await marts.publishMarts();
  writeFileSync(
    marts.config.file,
    `project_dir: ${JSON.stringify(repository)}
jobs_file: none.yml
sources: { none: { type: files, path: ., tables: { none: { files: none.csv } } } }
`,
  );
});

afterAll(async () => {
  await marts.close();
});

describe("malformed requests", () => {
  it(
    `get a 4xx that can be read, for ${String(SECONDS)} s, and leave the server as it was`,
    { timeout: (SECONDS + 120) * 1_000 },
    async () => {
      const port = String(await freePort());
      const server = granaryProcess(["serve", "--config", marts.config.file], {
        env: { PORT: port },
      });
      await expect.poll(() => server.output(), { timeout: 90_000 }).toContain("is ready");
      const url = `http://127.0.0.1:${port}`;
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const before = await send(url, agent, sound());
      expect(before.status).toBe(200);
      const megabytes = memoryOf(server.child.pid);

      const large = await send(url, agent, tenMegabytes());
      expect([400, 413]).toContain(large.status);
      expect(errorIn(large.body)).toMatch(/bytes|large/);

      const until = performance.now() + SECONDS * 1_000;
      const tallies = await Promise.all(
        Array.from({ length: SENDERS }, (_, index) =>
          sendUntil(until, url, randomOf(SEED + index)),
        ),
      );
      const statuses = tallies.reduce(merged, {});
      console.log(
        `malformed requests: ${JSON.stringify(statuses)}; server ${megabytes} MB, then ${memoryOf(server.child.pid)} MB`,
      );
      expect(statuses["400"] ?? 0).toBeGreaterThan(10);
      expect(dataIn((await send(url, agent, sound())).body)).toEqual(dataIn(before.body));
      expect(server.output()).not.toMatch(/\n\s+at /);
      agent.destroy();
      server.child.kill("SIGINT");
      expect((await server.ended).code).toBe(0);
    },
  );
});

type Tally = Readonly<Record<string, number>>;

async function sendUntil(until: number, url: string, random: Random): Promise<Tally> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const tally: Record<string, number> = {};
  while (performance.now() < until) {
    if (random.chance(0.05)) {
      await sendBroken(url, random);
      continue;
    }
    const malformed = random.chance(0.002) ? tenMegabytes() : malformedRequest(random);
    const reply = await send(url, agent, malformed).catch((error: unknown): Reply => {
      if (malformed.path.length > LONG_ADDRESS) return { status: 431, body: "" };
      throw new Error(`no answer to ${told(malformed)}`, { cause: error });
    });
    const fault = faultOf(reply, malformed.path);
    if (fault !== null) {
      throw new Error(`${fault}: ${told(malformed)} got ${String(reply.status)} ${reply.body}`);
    }
    tally[reply.status] = (tally[reply.status] ?? 0) + 1;
  }
  agent.destroy();
  return tally;
}

/** What is wrong with an answer; a request may come out sound, and then it is answered. */
function faultOf({ status, body }: Reply, path: string): string | null {
  if (status >= 500) return "the server failed";
  if (!/^\/cubejs-api\/v1\/[a-z-]+(\?|$)/.test(path)) {
    return /\n\s+at /.test(body) ? "an unreadable page" : null;
  }
  if (status < 400) return status === 200 || status === 304 ? null : "an odd status";
  // Node answers by itself what is no HTTP.
  if (body === "" && (status === 400 || status === 431)) return null;
  const error = errorIn(body);
  if (error === null) return "no message";
  if (UNREADABLE.test(error)) return "an unreadable message";
  return error.length > 2_000 ? "a message too long" : null;
}

function errorIn(body: string): string | null {
  try {
    const answer: unknown = JSON.parse(body);
    if (typeof answer !== "object" || answer === null || !("error" in answer)) return null;
    const { error } = answer;
    return typeof error === "string" && error !== "" ? error : null;
  } catch {
    return null;
  }
}

function dataIn(body: string): unknown {
  return (JSON.parse(body) as { data?: unknown }).data;
}

function sound(): MalformedRequest {
  const headers = { "content-type": "application/json" };
  return { method: "POST", path: "/cubejs-api/v1/load", headers, body: SOUND };
}

function told({ method, path, headers, body }: MalformedRequest): string {
  const text = body === null ? "" : body.toString("utf8").slice(0, 1_000);
  return `${method} ${path.slice(0, 1_000)} ${JSON.stringify(headers).slice(0, 300)} ${text}`;
}

function merged(a: Tally, b: Tally): Tally {
  const sum: Record<string, number> = { ...a };
  for (const [status, count] of Object.entries(b)) sum[status] = (sum[status] ?? 0) + count;
  return sum;
}

/** Resident memory of a process in MB; "?" where the system does not tell. */
function memoryOf(pid: number | undefined): string {
  const file = `/proc/${String(pid)}/status`;
  if (!existsSync(file)) return "?";
  const [, kilobytes = "0"] = /VmRSS:\s+(\d+)/.exec(readFileSync(file, "utf8")) ?? [];
  return (Number(kilobytes) / 1024).toFixed(0);
}
