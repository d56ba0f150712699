import { randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import express from "express";
import { GranaryError, messageOf } from "../warehouse/errors.js";
import type { VersionHub } from "../warehouse/version-hub.js";
import { applyCubeSettings } from "./cube-settings.js";
import type { CubeLog, ModelFile } from "./cube-packages.js";
import { provideNativeFunctions } from "./native-substitutes.js";
import { pinVersion } from "./version-pin.js";

const BASE_PATH = "/cubejs-api";

/** All of Cube's routes that are served. Its GraphQL, SQL, web-socket and system interfaces are not. */
const SERVED = /^\/cubejs-api\/v1\/(load|meta|sql|dry-run)\/?$/;

export interface SemanticLayer {
  /** Serves `/cubejs-api/v1/{load,meta,sql,dry-run}`; every other path under `/cubejs-api` is 404. */
  mount(app: express.Application): void;
  /** Versions that hold a query queue and cached answers. */
  readonly openVersions: number;
  close(): Promise<void>;
}

interface SemanticLayerOptions {
  hub: VersionHub;
  /** Directory of the YAML model, read once. */
  modelDir: string;
  /** Cube insists on one; who may ask is for `authorize` to say. */
  apiSecret: string;
  /** Throws when the request is not allowed; its message goes to the client with status 403. */
  authorize: (request: express.Request) => Promise<void>;
  /** Cube's log. Details may hold query texts. */
  onLog?: CubeLog;
}

/**
 * Starts Cube in this process over the published versions and compiles the model.
 *
 * @throws GranaryError SEMANTIC_MODEL_INVALID listing the model's faults
 */
export async function createSemanticLayer(options: SemanticLayerOptions): Promise<SemanticLayer> {
  applyCubeSettings();
  provideNativeFunctions();
  const model = await readModel(options.modelDir);
  // Cube's packages read their settings and the native functions while they load.
  const core = await import("./cube-server.js").then(({ startCube }) =>
    startCube({ ...options, basePath: BASE_PATH }, model),
  );
  try {
    await core.compile({ securityContext: {}, requestId: randomUUID() });
  } catch (error) {
    await core.shutdown();
    throw invalidModel(options.modelDir, error);
  }
  options.hub.onClose((version) => {
    core.drop(version);
  });
  const served = express.Router();
  served.use(pinVersion(options.hub, options.authorize));
  core.mount(served);
  return {
    mount(app) {
      app.use((request, response, next) => {
        if (!request.path.startsWith(`${BASE_PATH}/`)) next();
        else if (SERVED.test(request.path)) served(request, response, next);
        else response.status(404).json({ error: `There is no ${request.path}.` });
      });
    },
    get openVersions() {
      return core.orchestratorCount;
    },
    close: () => core.shutdown(),
  };
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
