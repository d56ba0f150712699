import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent, get } from "node:http";
import type { Query } from "@cubejs-client/core";
import type { ServerOrder } from "./semantic-server.js";

/** A server process of the benchmark. */
export interface AnsweringServer {
  /** Milliseconds until it listened. */
  readonly startMs: number;
  /** Asks once, following "Continue wait"; returns the rows and the milliseconds it took. */
  ask(query: Query): Promise<{ rows: unknown[]; usesRollup: boolean; ms: number }>;
  /** Answers per second to `queries` in turn, asked over so many connections for so long. */
  throughput(queries: readonly Query[], connections: number, seconds: number): Promise<number>;
  stop(): Promise<void>;
}

/** Starts one and waits until it listens. */
export async function startAnswering(order: ServerOrder): Promise<AnsweringServer> {
  const started = performance.now();
  const child = fork(new URL("./semantic-server.js", import.meta.url), [JSON.stringify(order)]);
  const [message] = (await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => {
      throw new Error(`the ${order.kind} server did not start`);
    }),
  ])) as [{ port: number }];
  const agent = new Agent({ keepAlive: true });
  const base = `http://127.0.0.1:${String(message.port)}/cubejs-api/v1/load?queryType=multi&query=`;
  const address = (query: Query): string => base + encodeURIComponent(JSON.stringify(query));
  return {
    startMs: performance.now() - started,
    ask: async (query) => {
      const begun = performance.now();
      for (;;) {
        const body = JSON.parse(await fetched(address(query), agent)) as Answer;
        if (body.error === "Continue wait") continue;
        if (body.error !== undefined) throw new Error(body.error);
        const [result] = body.results ?? [];
        return {
          rows: result?.data ?? [],
          usesRollup: result?.usedPreAggregations !== undefined,
          ms: performance.now() - begun,
        };
      }
    },
    throughput: async (queries, connections, seconds) => {
      const addresses = queries.map(address);
      const many = new Agent({ keepAlive: true, maxSockets: connections });
      const until = performance.now() + seconds * 1000;
      let answers = 0;
      const client = async (offset: number): Promise<void> => {
        for (let turn = offset; performance.now() < until; turn += 1) {
          await fetched(addresses[turn % addresses.length] ?? "", many);
          answers += 1;
        }
      };
      const begun = performance.now();
      await Promise.all(Array.from({ length: connections }, (_, index) => client(index)));
      many.destroy();
      return (answers * 1000) / (performance.now() - begun);
    },
    stop: () => {
      agent.destroy();
      return stopped(child);
    },
  };
}

interface Answer {
  error?: string;
  results?: { data: unknown[]; usedPreAggregations?: object }[];
}

function fetched(address: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    get(address, { agent, headers: { authorization: "bench" } }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => {
        resolve(Buffer.concat(parts).toString("utf8"));
      });
      response.on("error", reject);
    }).on("error", reject);
  });
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, "exit");
  child.disconnect();
  await gone;
}
