import { byName, laterThan } from "./file-order.js";
import type { Extract } from "./source.js";

/** A load whose rows stand in the raw table now. */
export interface StandingLoad {
  loadId: string;
  file: string;
  sha256: string;
  /** Fingerprint of the reading settings the file was loaded with. */
  settings: string;
}

/** What one transaction does: take old loads out, put new ones in. */
export interface LoadStep {
  retire: readonly StandingLoad[];
  load: readonly { extract: Extract; change: "new" | "changed" }[];
  /** The table is rebuilt from nothing, because all of it was read with other settings. */
  rebuild: boolean;
}

interface LoadPlan {
  steps: readonly LoadStep[];
  /** Files whose content is loaded already, under this or another name. */
  unchanged: readonly Extract[];
  /** Loads whose file has another name now: what comes under that name later replaces them. */
  renamed: readonly { loadId: string; file: string }[];
  /** New files whose name says that they are older than `than`, which was loaded before. */
  late?: readonly { file: string; than: string }[];
}

/**
 * Decides what to load of a table. Content decides, not names or times: a renamed or copied file is unchanged, and a
 * load is retired only when its file now holds something else and its content stands under no other name. Files that
 * went away keep their rows. Changed reading settings reload the whole table in one step.
 */
export function planLoads(
  extracts: readonly Extract[],
  standing: readonly StandingLoad[],
  settings: string,
): LoadPlan {
  const loaded = new Set(standing.filter((l) => l.settings === settings).map((l) => l.sha256));
  const present = new Set(extracts.map((extract) => extract.sha256));
  const unchanged: Extract[] = [];
  const fresh: Extract[] = [];
  const taken = new Set(loaded);
  for (const extract of extracts) {
    (taken.has(extract.sha256) ? unchanged : fresh).push(extract);
    taken.add(extract.sha256);
  }
  const names = new Set(extracts.map((extract) => extract.file));
  const retired = standing.filter((load) =>
    load.settings !== settings
      ? names.has(load.file) || present.has(load.sha256)
      : names.has(load.file) && !present.has(load.sha256),
  );
  const change = (extract: Extract): "new" | "changed" =>
    standing.some((load) => load.file === extract.file) ? "changed" : "new";

  const renamed = renamedLoads(unchanged, extracts, standing);
  if (retired.some((load) => load.settings !== settings)) {
    const load = fresh.map((extract) => ({ extract, change: change(extract) }));
    const rebuild = retired.length === standing.length;
    return { steps: [{ retire: retired, load, rebuild }], unchanged, renamed };
  }
  const steps: LoadStep[] = fresh.map((extract) => ({
    retire: retired.filter((load) => load.file === extract.file),
    load: [{ extract, change: change(extract) }],
    rebuild: false,
  }));
  const covered = new Set(steps.flatMap((step) => step.retire));
  const orphaned = retired.filter((load) => !covered.has(load));
  if (orphaned.length > 0) steps.push({ retire: orphaned, load: [], rebuild: false });
  return { steps, unchanged, renamed };
}

/** Loads whose content stands under another name now, and no more under their own. */
function renamedLoads(
  unchanged: readonly Extract[],
  extracts: readonly Extract[],
  standing: readonly StandingLoad[],
): LoadPlan["renamed"] {
  const held = new Set(extracts.map(({ file, sha256 }) => JSON.stringify([file, sha256])));
  const moved = standing.filter(({ file, sha256 }) => !held.has(JSON.stringify([file, sha256])));
  return moved.flatMap(({ loadId, sha256 }) => {
    const now = unchanged.find((extract) => extract.sha256 === sha256);
    return now === undefined ? [] : [{ loadId, file: now.file }];
  });
}

/**
 * Every content is loaded once, in the order of names with their numbers by value, and nothing is taken out: a history keeps all versions. Content
 * that was loaded before is loaded again where its file has held something else since and, where each file is all there
 * is (`whole`), where one more file holds it: the rows are so again.
 */
export function planVersions(
  extracts: readonly Extract[],
  standing: readonly StandingLoad[],
  whole = false,
): LoadPlan {
  const taken = new Set(standing.map((load) => load.sha256));
  const names = new Set(standing.map((load) => load.file));
  const present = new Set(extracts.map((extract) => extract.file));
  const latest = new Map(standing.map((load) => [load.file, load.sha256]));
  const isAgain = ({ file, sha256 }: Extract): boolean => {
    const last = latest.get(file);
    if (last !== undefined) return last !== sha256;
    return whole && standing.every((load) => load.sha256 !== sha256 || present.has(load.file));
  };
  const unchanged: Extract[] = [];
  const steps: LoadStep[] = [];
  const late: { file: string; than: string }[] = [];
  const laterOf = laterThan(names);
  const inOrder = [...extracts].sort((a, b) => byName(a.file, b.file));
  for (const extract of inOrder) {
    if (taken.has(extract.sha256) && !isAgain(extract)) {
      unchanged.push(extract);
      continue;
    }
    taken.add(extract.sha256);
    const change = names.has(extract.file) ? "changed" : "new";
    steps.push({ retire: [], load: [{ extract, change }], rebuild: false });
    const than = change === "new" ? laterOf(extract.file) : undefined;
    if (than !== undefined) late.push({ file: extract.file, than });
  }
  return { steps, unchanged, renamed: [], late };
}

/** The table becomes what the files hold now, in one step: content no file has any more goes. */
export function planReplacement(
  extracts: readonly Extract[],
  standing: readonly StandingLoad[],
  settings: string,
): LoadPlan {
  const present = new Set(extracts.map((extract) => extract.sha256));
  const retire = standing.filter((load) => load.settings !== settings || !present.has(load.sha256));
  const kept = standing.filter((load) => !retire.includes(load));
  const plan = planVersions(extracts, kept);
  const load = plan.steps.flatMap((step) => step.load);
  if (retire.length === 0 && load.length === 0) return plan;
  return { ...plan, steps: [{ retire, load, rebuild: kept.length === 0 }] };
}
