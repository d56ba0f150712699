import type { VersionHub } from "../warehouse/version-hub.js";
import type { CubeContext, CubeLog, ModelFile } from "./cube-packages.js";
import { inProduction } from "./cube-settings.js";
import { GranaryDialect } from "./dialect.js";
import { VersionDriver } from "./driver.js";
import { orchestratorId, VersionCore } from "./version-core.js";
import { pinnedVersion } from "./version-pin.js";

interface CubeOptions {
  hub: VersionHub;
  basePath: string;
  apiSecret: string;
  onLog?: CubeLog;
}

/** Sets Cube up over the versions of `hub`: no playground, no telemetry, no background work. */
export function startCube(options: CubeOptions, model: ModelFile[]): VersionCore {
  const { hub, basePath, apiSecret, onLog } = options;
  return inProduction(
    () =>
      new VersionCore({
        apiSecret,
        basePath,
        devServer: false,
        telemetry: false,
        scheduledRefreshTimer: false,
        cacheAndQueueDriver: "memory",
        allowUngroupedWithoutPrimaryKey: true,
        contextToApiScopes: () => Promise.resolve(["meta", "data", "sql"]),
        contextToOrchestratorId: ({ securityContext }) =>
          orchestratorId(securityContext.granaryVersion),
        // Who may ask was settled by `authorize` before the request came here.
        checkAuth: (request) => ({ security_context: securityContextOf(pinnedVersion(request)) }),
        driverFactory: ({ securityContext }) =>
          new VersionDriver(hub, securityContext.granaryVersion),
        dialectFactory: () => GranaryDialect,
        repositoryFactory: () => ({ dataSchemaFiles: () => Promise.resolve(model) }),
        logger: onLog ?? (() => undefined),
      }),
  );
}

function securityContextOf(version: number | undefined): CubeContext["securityContext"] {
  return version === undefined ? {} : { granaryVersion: version };
}
