import { join } from "node:path";
import { createSemanticLayer } from "../cube/semantic-layer.js";
import { authorize } from "../server/access.js";
import { startServer } from "../server/http-server.js";
import { isLoopback } from "../server/request-guard.js";
import type { GranaryConfig } from "../warehouse/config.js";
import type { EventSink } from "../warehouse/events.js";
import { GranaryError } from "../warehouse/errors.js";
import { VersionHub } from "../warehouse/version-hub.js";
import type { Installation } from "./context.js";
import { secret } from "./secrets.js";

interface House {
  url: string;
  /** What the address must carry; null on a loopback address. */
  accessToken: string | null;
  close(): Promise<void>;
}

/** Opens versions, semantic layer and HTTP server, in that order; closes them in the opposite one. */
export async function openHouse(
  config: GranaryConfig,
  installation: Installation,
  onEvent: EventSink,
  apiSecret: () => string,
): Promise<House> {
  if (installation.webRoot === null) throw new Error("the web app has not been built");
  const accessToken = isLoopback(config.server.host) ? null : secret(config, "access-token");
  const hub = new VersionHub(config);
  const semanticLayer = await createSemanticLayer({
    hub,
    modelDir: join(installation.packageRoot, "cube", "model"),
    apiSecret: apiSecret(),
    authorize: (request) => {
      if (authorize(request, accessToken)) return Promise.resolve();
      return Promise.reject(
        new GranaryError("ACCESS_DENIED", {
          message: "This request carries no valid access token.",
        }),
      );
    },
  });
  try {
    const server = await startServer({
      config,
      hub,
      semanticLayer,
      webRoot: installation.webRoot,
      boardsDir: join(installation.packageRoot, "dashboards", "boards"),
      accessToken,
      onEvent,
    });
    return {
      url: server.url,
      accessToken,
      close: async () => {
        await server.close();
        await semanticLayer.close();
        await hub.close();
      },
    };
  } catch (error) {
    await semanticLayer.close();
    await hub.close();
    throw error;
  }
}
