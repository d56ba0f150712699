import { join } from "node:path";
import { describeFault } from "../cube/rollups/rollups.js";
import { createSemanticLayer, type SemanticLayer } from "../cube/semantic-layer.js";
import { identityAt } from "../server/access.js";
import { AuditLog } from "../server/audit.js";
import { startServer } from "../server/http-server.js";
import type { AccessDesk } from "../server/sign-in/desk.js";
import { accessOf } from "../warehouse/config-access.js";
import type { GranaryConfig } from "../warehouse/config.js";
import type { EventSink } from "../warehouse/events.js";
import { VersionHub } from "../warehouse/version-hub.js";
import type { Installation } from "./context.js";
import { openDesk } from "./desk.js";
import { projectVars } from "./project-vars.js";
import { secret } from "./secrets.js";

export interface House {
  url: string;
  desk: AccessDesk;
  close(): Promise<void>;
}

/** Opens versions, semantic layer and HTTP server, in that order; closes them in the opposite one. */
export async function openHouse(
  config: GranaryConfig,
  installation: Installation,
  onEvent: EventSink,
): Promise<House> {
  if (installation.webRoot === null) throw new Error("the web app has not been built");
  const hub = new VersionHub(config);
  const apiSecret = secret(config, "api-secret");
  const layer: { opened?: SemanticLayer } = {};
  const audit = new AuditLog({
    dataDir: config.dataDir,
    keepDays: accessOf(config).auditKeepDays,
    hashKey: apiSecret,
    isPersonal: (version, member) =>
      layer.opened?.isPersonal(version, member) ?? Promise.resolve(true),
    onEvent,
  });
  const close = async (): Promise<void> => {
    await layer.opened?.close();
    await audit.close();
    await hub.close();
  };
  try {
    const desk = await openDesk(config, audit.signedIn);
    const semanticLayer = await createSemanticLayer({
      hub,
      modelDir: config.modelDir ?? join(installation.packageRoot, "cube", "model"),
      apiSecret,
      vars: await projectVars(config),
      askerOf: (request) => Promise.resolve(identityAt(request).asker),
      onAnswered: audit.answered,
      onRollupFault: (fault) => {
        onEvent({ type: "note", level: "warn", message: describeFault(fault) });
      },
      ...(config.answers ? { limits: config.answers } : {}),
    });
    layer.opened = semanticLayer;
    const server = await startServer({
      config,
      hub,
      semanticLayer,
      webRoot: installation.webRoot,
      boardsDir: config.boardsDir ?? join(installation.packageRoot, "dashboards", "boards"),
      desk,
      onEvent,
    });
    return {
      url: server.url,
      desk,
      close: async () => {
        await server.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
