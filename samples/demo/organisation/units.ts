import type { Unit } from "../company.js";
import { PLANTED } from "../plan.js";

type Line = readonly [
  unitId: string,
  name: string,
  parentId: string,
  city: string,
  country: string,
];

const REGIONS: readonly Line[] = [
  ["R01", "Aldmere", "C01", "Northmere", "Aldmere"],
  ["R02", "Norvane", "C01", "Lindvik", "Norvane"],
  ["R03", "青屿", "C01", "云澜", "青屿"],
  ["R04", "Overseas & online", "C01", "Hoshiura", "Kirisame"],
  ["R05", "Central services", "C01", "云澜", "青屿"],
];

const BRANCHES: readonly Line[] = [
  ["B01", "Northmere", "R01", "Northmere", "Aldmere"],
  ["B02", "Kestrel Bay", "R01", "Kestrel Bay", "Aldmere"],
  ["B03", "Saltmarsh", "R01", "Saltmarsh", "Aldmere"],
  ["B04", "Lindvik", "R02", "Lindvik", "Norvane"],
  ["B05", "Eskerby", "R02", "Eskerby", "Norvane"],
  ["B06", "云澜", "R03", "云澜", "青屿"],
  ["B07", "鹭湾", "R03", "鹭湾", "青屿"],
  ["B08", "临渚", "R03", "临渚", "青屿"],
  ["B09", "Hoshiura", "R04", "Hoshiura", "Kirisame"],
  ["B10", "Online", "R04", "Northmere", "Aldmere"],
  ["B11", "Service centre", "R05", "云澜", "青屿"],
];

/** Branches that sell over a counter and to organisations; each has two teams. */
export const SALES_BRANCHES = BRANCHES.slice(0, 9).map(([unitId]) => unitId);
export const ONLINE_BRANCH = "B10";
export const SERVICE_TEAMS = ["T111", "T112", "T113"] as const;
const SERVICE_TEAM_NAMES = ["Telephone", "Case desk", "Chat"] as const;

/** On the day of the reorganisation the branch changes its region, and one team is merged into another. */
export const MOVED_BRANCH = { unitId: "B09", toParent: "R03" } as const;
export const MERGED_TEAM = { unitId: "T062", into: "T061" } as const;

const COMPANY: Unit = {
  unitId: "C01",
  name: "Heronmere Trading 鹭湾商贸",
  type: "company",
  parentId: undefined,
  city: "Northmere",
  country: "Aldmere",
};

const TEAMS: readonly Line[] = [
  ...BRANCHES.slice(0, 9).flatMap(([branchId, name, , city, country]) =>
    [1, 2].map((number): Line => {
      const unitId = `T${branchId.slice(1)}${String(number)}`;
      return [unitId, `${name} team ${String(number)}`, branchId, city, country];
    }),
  ),
  ...SERVICE_TEAMS.map((unitId, index): Line => {
    return [unitId, SERVICE_TEAM_NAMES[index] ?? "", "B11", "云澜", "青屿"];
  }),
];

const BEFORE: readonly Unit[] = [
  COMPANY,
  ...REGIONS.map((line) => unitOf("region", line)),
  ...BRANCHES.map((line) => unitOf("branch", line)),
  ...TEAMS.map((line) => unitOf("team", line)),
];

const AFTER: readonly Unit[] = BEFORE.filter((unit) => unit.unitId !== MERGED_TEAM.unitId).map(
  (unit) =>
    unit.unitId === MOVED_BRANCH.unitId ? { ...unit, parentId: MOVED_BRANCH.toParent } : unit,
);

/** The tree of units as on a day, parents before children. */
export function unitsOn(day: number): readonly Unit[] {
  return day < PLANTED.reorganisationDay ? BEFORE : AFTER;
}

/** The unit in which somebody works who belonged to `unitId` before the reorganisation. */
export function unitAfterMoves(unitId: string, day: number): string {
  const isMerged = day >= PLANTED.reorganisationDay && unitId === MERGED_TEAM.unitId;
  return isMerged ? MERGED_TEAM.into : unitId;
}

function unitOf(type: Unit["type"], [unitId, name, parentId, city, country]: Line): Unit {
  return { unitId, name, type, parentId, city, country };
}
