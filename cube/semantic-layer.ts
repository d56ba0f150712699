import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type express from "express";
import { GranaryError, messageOf } from "../warehouse/errors.js";
import type { VersionHub } from "../warehouse/version-hub.js";
import type { AnsweredRecord } from "./answers/answered.js";
import { LOCAL_ASKER } from "./answers/access.js";
import { layerOver, type AnswerLimits } from "./answers/layer.js";
import type { Asker } from "./asking.js";
import type { CubeLog, ModelFile } from "./cube-packages.js";
import { applyCubeSettings } from "./cube-settings.js";
import { reportingCalendar } from "./extension/reporting-calendar.js";
import { provideNativeFunctions } from "./native-substitutes.js";
import type { RollupFault } from "./rollups/rollups.js";
import type { VersionCore } from "./version-core.js";

const BASE_PATH = "/cubejs-api";

/** All routes that are served. Cube's GraphQL, SQL, web-socket and system interfaces are not. */
const SERVED = /^\/cubejs-api\/v1\/(load|rows|meta|sql|dry-run)\/?$/;

export interface SemanticLayer {
  /** Serves `/cubejs-api/v1/{load,rows,meta,sql,dry-run}`; every other path under `/cubejs-api` is 404. */
  mount(app: express.Application): void;
  /** Versions that hold cached answers. */
  readonly openVersions: number;
  /** Whether a member shows personal data in a version; rejects where that cannot be told. */
  isPersonal(version: number | null, member: string): Promise<boolean>;
  close(): Promise<void>;
}

export interface SemanticLayerOptions {
  hub: VersionHub;
  /** Directory of the YAML model, read once. */
  modelDir: string;
  /** dbt's vars: `fiscal_year_start_month` and `week_starts_on` count here. */
  vars?: Readonly<Record<string, unknown>>;
  /** Cube insists on one; who may ask is for `askerOf` to say. */
  apiSecret: string;
  /** Who a request comes from; "local", who may see everything, where absent. Throws when it is not allowed. */
  askerOf?: (request: express.Request) => Promise<Asker>;
  /** Called once for every request that was answered, or refused. */
  onAnswered?: (record: AnsweredRecord) => void;
  /** A rollup was found wrong and is not used any more. */
  onRollupFault?: (fault: RollupFault) => void;
  limits?: Partial<AnswerLimits>;
  /** Cube's log. Details may hold query texts. */
  onLog?: CubeLog;
}

/**
 * Starts Cube in this process over the published versions and compiles the model.
 *
 * @throws GranaryError SEMANTIC_MODEL_INVALID listing the model's faults
 */
export async function createSemanticLayer(options: SemanticLayerOptions): Promise<SemanticLayer> {
  const core = await compiledCore(options);
  const layer = await layerOver(core, { askerOf: () => Promise.resolve(LOCAL_ASKER), ...options });
  return {
    mount(app) {
      app.use((request, response, next) => {
        if (!request.path.startsWith(`${BASE_PATH}/`)) next();
        else if (SERVED.test(request.path)) {
          layer.router(request, response, (error?: unknown) => {
            if (error !== undefined) next(error);
            else refuseMethod(request, response);
          });
        } else response.status(404).json({ error: `There is no ${request.path}.` });
      });
    },
    get openVersions() {
      return layer.openVersions;
    },
    isPersonal: (version, member) => layer.isPersonal(version, member),
    close: async () => {
      await layer.close();
      await core.shutdown();
    },
  };
}

/**
 * Cube over the model, compiled.
 *
 * @throws GranaryError SEMANTIC_MODEL_INVALID
 */
export async function compiledCore(
  options: Pick<SemanticLayerOptions, "modelDir" | "apiSecret" | "vars" | "onLog">,
): Promise<VersionCore> {
  applyCubeSettings();
  provideNativeFunctions();
  const model = await readModel(options.modelDir);
  const calendar = reportingCalendar(options.vars ?? {});
  // Cube's packages read their settings and the native functions while they load.
  let core: VersionCore | undefined;
  try {
    const started = await import("./cube-server.js").then(({ startCube }) =>
      startCube({ ...options, calendar, basePath: BASE_PATH }, model),
    );
    core = started;
    await started.compile({ securityContext: {}, requestId: "compile" });
    return started;
  } catch (error) {
    await core?.shutdown();
    throw invalidModel(options.modelDir, error);
  }
}

function refuseMethod(request: express.Request, response: express.Response): void {
  response.status(405).json({ error: `${request.path} cannot be asked by ${request.method}.` });
}

async function readModel(dir: string): Promise<ModelFile[]> {
  const names = await readdir(dir, { recursive: true });
  return Promise.all(
    names
      .filter((name) => name.endsWith(".yml"))
      .sort()
      .map(async (fileName) => ({
        fileName,
        content: await readFile(join(dir, fileName), "utf8"),
      })),
  );
}

function invalidModel(dir: string, error: unknown): GranaryError {
  return new GranaryError("SEMANTIC_MODEL_INVALID", {
    message: `The semantic model in ${dir} does not compile.`,
    hint: "Mend the file each line names; docs/semantic-layer.md shows what a measure needs.",
    details: messageOf(error).split("\n").filter(Boolean),
    cause: error,
  });
}
