import { Router, type Request } from "express";
import type { VersionHub } from "../../warehouse/version-hub.js";
import { AccessControl } from "../access/access-control.js";
import { metaFilter } from "../access/meta-filter.js";
import type { Asker } from "../asking.js";
import type { CubeLog } from "../cube-packages.js";
import { readMemberCatalogue, type MemberCatalogue } from "../member-catalogue.js";
import { Rollups, type RollupFault } from "../rollups/rollups.js";
import type { VersionCore } from "../version-core.js";
import { pinVersion } from "../version-pin.js";
import type { AnsweredRecord } from "./answered.js";
import { Answers } from "./answers.js";
import { checkedForCube } from "./cube-routes.js";
import { loadRoute } from "./load-route.js";
import { Planner } from "./planner.js";
import { servedRows } from "./rows-route.js";
import { Turns } from "./turns.js";
import { warmUp } from "./warm-up.js";

/** Bounds of answering in one process. */
export interface AnswerLimits {
  /** How long a question may take. */
  timeoutMs: number;
  /** Bytes of answers kept in memory. */
  cacheBytes: number;
  /** Statements of the engine that run at a time. */
  concurrent: number;
  /** Which share of the answers from rollups is checked. */
  shadowShare: number;
}

const LIMITS: AnswerLimits = {
  timeoutMs: 60_000,
  cacheBytes: 64 * 2 ** 20,
  concurrent: 4,
  shadowShare: 0.02,
};

interface LayerOptions {
  hub: VersionHub;
  /** Also the key of the hashes that stand for masked values. */
  apiSecret: string;
  askerOf: (request: Request) => Promise<Asker>;
  onAnswered?: (record: AnsweredRecord) => void;
  onRollupFault?: (fault: RollupFault) => void;
  limits?: Partial<AnswerLimits>;
  onLog?: CubeLog;
}

interface Layer {
  readonly router: Router;
  /** Whether a member shows personal data in a version; rejects where that cannot be told. */
  isPersonal(version: number | null, member: string): Promise<boolean>;
  readonly openVersions: number;
  close(): Promise<void>;
}

/** Everything that answers, over a compiled model. */
export async function layerOver(core: VersionCore, options: LayerOptions): Promise<Layer> {
  const { hub, apiSecret, askerOf } = options;
  const limits = { ...LIMITS, ...options.limits };
  const onLog = options.onLog ?? (() => undefined);
  const onAnswered = options.onAnswered ?? (() => undefined);
  const planner = await Planner.over(core);
  const members = readMemberCatalogue(
    await core.compile({ securityContext: {}, requestId: "members" }),
  );
  const turns = new Turns(limits.concurrent);
  const rollups = new Rollups({
    ...{ hub, planner, turns, ...limits },
    onFault: (fault) => {
      answers.dropVersion(fault.version);
      options.onRollupFault?.(fault);
    },
  });
  const access = await accessOver(core, planner, members, apiSecret);
  const answers = new Answers({
    ...{ hub, planner, members, access, turns, rollups, onLog },
    ...limits,
  });
  hub.onClose((version) => {
    answers.dropVersion(version);
  });

  const router = Router();
  router.use(pinVersion(hub, askerOf));
  const load = loadRoute({ answers, members, access, onAnswered, onLog });
  router.get("/cubejs-api/v1/load", load);
  router.post("/cubejs-api/v1/load", load);
  const rows = servedRows({
    ...{ planner, members, access, turns, rollups, onAnswered, onLog },
    timeoutMs: limits.timeoutMs,
  });
  router.get("/cubejs-api/v1/rows", rows);
  router.post("/cubejs-api/v1/rows", rows);
  router.use(checkedForCube({ members, access, onAnswered }));
  router.use(metaFilter(access));
  core.mount(router);
  const unplanned = await warmUp(planner, members);
  if (unplanned.length > 0) onLog("Views that cannot be planned", { views: unplanned });
  return {
    router,
    isPersonal: async (version, member) => {
      const lease = await hub.acquire(version ?? undefined);
      try {
        return await access.isPersonal(lease.reader, member);
      } finally {
        lease.release();
      }
    },
    get openVersions() {
      return answers.versions;
    },
    close: () => rollups.close(),
  };
}

async function accessOver(
  core: VersionCore,
  planner: Planner,
  { members }: MemberCatalogue,
  maskKey: string,
): Promise<AccessControl> {
  const compiler = await core.compiler({ securityContext: {}, requestId: "access" });
  const { cubeEvaluator } = await compiler.getCompilers({ requestId: "access" });
  const sqlOf = ({ name, kind }: { name: string; kind: string }): Promise<string> =>
    planner.sqlOf(kind === "measure" ? { measures: [name] } : { dimensions: [name] });
  const definitions = cubeEvaluator.evaluatedCubes;
  return new AccessControl({ maskKey, knowledge: { members, definitions, sqlOf } });
}
