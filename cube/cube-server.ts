import type { CubeLog, ModelFile } from "./cube-packages.js";
import { inProduction } from "./cube-settings.js";
import { GranaryDialect } from "./dialect.js";
import {
  addReportingGranularities,
  reportingCalendar,
  type ReportingCalendar,
} from "./extension/reporting-calendar.js";
import { compiledModel, skipTranspiling } from "./model-compiler.js";
import { VersionCore } from "./version-core.js";

interface CubeOptions {
  basePath: string;
  apiSecret: string;
  calendar?: ReportingCalendar;
  onLog?: CubeLog;
}

/** Sets Cube up as planner over the model: no playground, no telemetry, no background work, no driver. */
export function startCube(options: CubeOptions, model: ModelFile[]): VersionCore {
  const { basePath, apiSecret, onLog, calendar = reportingCalendar({}) } = options;
  const compiled = compiledModel(model, addReportingGranularities(calendar));
  skipTranspiling();
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
        // Who may ask was settled before the request came here.
        checkAuth: () => ({ security_context: {} }),
        driverFactory: () => ({ type: "duckdb" }),
        dialectFactory: () => GranaryDialect,
        repositoryFactory: () => ({ dataSchemaFiles: () => Promise.resolve(compiled) }),
        logger: onLog ?? (() => undefined),
      }),
  );
}
