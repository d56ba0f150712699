import { get } from "node:http";
import { dataDirId } from "../server/data-dir-id.js";
import type { GranaryConfig } from "../warehouse/config.js";
import { GranaryError } from "../warehouse/errors.js";

const PATIENCE_MS = 2_000;

/**
 * Whether the configured port is free or already served by a Granary over the same data.
 *
 * @throws GranaryError PORT_IN_USE when something else answers there
 */
export async function whoseHttpPort(config: GranaryConfig): Promise<"free" | "ours"> {
  const { host, port } = config.server;
  if (port === 0) return "free";
  const address = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const answer = await health(address, port);
  if (answer === "nobody") return "free";
  if (answer === dataDirId(config.dataDir)) return "ours";
  throw new GranaryError("PORT_IN_USE", {
    message: `Port ${String(port)} on ${host} is in use by another program.`,
    hint: `Choose another one: PORT=${String(port + 1)} npm start`,
  });
}

/** The data directory's id when a Granary answers, "nobody" when nothing listens, "stranger" otherwise. */
function health(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const request = get(
      {
        host,
        port,
        path: "/api/health",
        timeout: PATIENCE_MS,
        headers: { accept: "application/json" },
      },
      (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          if (body.length < 4096) body += chunk;
        });
        response.on("end", () => {
          resolve(idOf(body));
        });
      },
    );
    request.on("timeout", () => {
      resolve("stranger");
      request.destroy();
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      resolve(error.code === "ECONNREFUSED" ? "nobody" : "stranger");
    });
  });
}

function idOf(body: string): string {
  try {
    const answer = JSON.parse(body) as { granary?: unknown; dataDirId?: unknown };
    if (answer.granary === true && typeof answer.dataDirId === "string") return answer.dataDirId;
  } catch {
    // Not JSON: not a Granary.
  }
  return "stranger";
}
