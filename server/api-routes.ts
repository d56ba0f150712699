import { Router } from "express";
import type { GranaryConfig } from "../warehouse/config.js";
import type { VersionHub } from "../warehouse/version-hub.js";
import { listVersions, readCurrent, type VersionManifest } from "../warehouse/versions.js";
import { listBoards, readBoard } from "./board-file.js";
import type {
  HealthResponse,
  StatusResponse,
  VersionsResponse,
  VersionSummary,
} from "./contract.js";
import { dataDirId } from "./data-dir-id.js";
import { unknownRoute } from "./http-error.js";

interface ApiOptions {
  config: GranaryConfig;
  hub: VersionHub;
  boardsDir: string;
}

/** Routes below `/api`; their answers have the types of server/contract.ts. */
export function apiRoutes({ config, hub, boardsDir }: ApiOptions): Router {
  const identity: HealthResponse = { granary: true, dataDirId: dataDirId(config.dataDir) };
  const router = Router();

  router.use((_request, response, next) => {
    response.set("Cache-Control", "no-store");
    next();
  });

  router.get("/health", (_request, response) => {
    response.json(identity);
  });

  router.get("/status", async (_request, response) => {
    // Held open for a moment: only a version that can be read is announced.
    const lease = await hub.acquire();
    try {
      const { manifest } = lease.reader;
      const body: StatusResponse = {
        ...identity,
        ...summary(manifest),
        name: manifest.name,
        currency: manifest.currency,
        timezone: manifest.timezone,
        locale: config.locale,
        rows: manifest.rows,
      };
      response.set("X-Granary-Version", String(manifest.version)).json(body);
    } finally {
      lease.release();
    }
  });

  router.get("/versions", (_request, response) => {
    const body: VersionsResponse = {
      current: readCurrent(config)?.version ?? null,
      versions: listVersions(config).map(summary),
    };
    response.json(body);
  });

  router.get("/boards", (_request, response) => {
    response.json(listBoards(boardsDir));
  });

  router.get("/boards/:id", (request, response) => {
    response.json(readBoard(boardsDir, request.params.id));
  });

  router.use(unknownRoute);
  return router;
}

function summary(manifest: VersionManifest): VersionSummary {
  const { version, publishedAt, asOfDate, tests } = manifest;
  return { version, publishedAt, asOfDate, tests };
}
