import { Router } from "express";
import { OPEN_KEY } from "../cube/access/grant.js";
import type { GranaryConfig } from "../warehouse/config.js";
import { GranaryError } from "../warehouse/errors.js";
import type { VersionHub } from "../warehouse/version-hub.js";
import { listVersions, readCurrent, type VersionManifest } from "../warehouse/versions.js";
import { identityAt } from "./access.js";
import { listBoards, readBoard } from "./board-file.js";
import type {
  HealthResponse,
  MeResponse,
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

  router.get("/status", async (request, response) => {
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
        // How much there is of what one may not see is no business of one's own.
        rows: identityAt(request).asker.policy.key === OPEN_KEY ? manifest.rows : {},
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

  router.get("/me", (request, response) => {
    const { asker, by } = identityAt(request);
    const signedIn = by === "user" || by === "provider";
    const body: MeResponse = { name: asker.who, roles: [...asker.roles], signedIn };
    response.json(body);
  });

  router.get("/boards", (request, response) => {
    const { boards } = identityAt(request);
    const all = listBoards(boardsDir);
    response.json(boards ? { boards: all.boards.filter(({ id }) => boards.has(id)) } : all);
  });

  router.get("/boards/:id", (request, response) => {
    const { id } = request.params;
    if (identityAt(request).boards?.has(id) === false) throw boardDenied(id);
    response.json(readBoard(boardsDir, id));
  });

  router.use(unknownRoute);
  return router;
}

function boardDenied(id: string): GranaryError {
  return new GranaryError("ACCESS_MEMBER_DENIED", {
    message: `Your roles do not give the board "${id}".`,
    hint: "Ask an administrator for a role that gives it.",
  });
}

function summary(manifest: VersionManifest): VersionSummary {
  const { version, publishedAt, asOfDate, tests } = manifest;
  return { version, publishedAt, asOfDate, tests };
}
