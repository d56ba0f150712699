/** The process that answers in the semantic benchmark: Granary's layer, or Cube's own server with its own driver. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { createSemanticLayer } from "../../cube/semantic-layer.js";
import type { GranaryConfig } from "../../warehouse/config.js";
import { VersionHub } from "../../warehouse/version-hub.js";
import { mountStockCube } from "./semantic-stock.js";

/** What a server is started with, as the first argument. */
export interface ServerOrder {
  kind: "granary" | "stock";
  config: Pick<GranaryConfig, "dataDir" | "engine">;
  modelDir: string;
  /** Bytes of answers kept; 0 for none. Cube's own cannot be told. */
  cacheBytes: number;
  /** A database file that may be written to, for the stock driver. */
  file: string;
}

const [order] = process.argv.slice(2);
if (order !== undefined && process.send) await serve(JSON.parse(order) as ServerOrder);

async function serve({ kind, config, modelDir, cacheBytes, file }: ServerOrder): Promise<void> {
  const app = express();
  if (kind === "granary") {
    const layer = await createSemanticLayer({
      hub: new VersionHub(config),
      modelDir,
      apiSecret: "bench",
      limits: { cacheBytes, timeoutMs: 600_000 },
    });
    layer.mount(app);
  } else {
    await mountStockCube(app, { modelDir, file, engine: config.engine });
  }
  const server = createServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  process.send?.({ port: (server.address() as AddressInfo).port });
  process.once("disconnect", () => process.exit(0));
}
