import type { Member, MemberCatalogue, MemberKind } from "../member-catalogue.js";
import { shown, type Faults } from "./faults.js";
import { GRANULARITIES } from "./known-keys.js";
import { didYouMean, nearestNames } from "./nearest-names.js";

/** What the parts of a check share. */
export interface Checking {
  readonly members: MemberCatalogue;
  readonly faults: Faults;
  /** Whether a name may be offered in place of a wrong one. */
  readonly suggest: (name: string) => boolean;
  readonly now: Date;
}

const NAME = /^\w+\.\w+$/;

/** Where a member of each kind belongs in a query. */
const PLACES: Readonly<Record<MemberKind, string>> = {
  measure: "measures",
  dimension: "dimensions",
  segment: "segments",
};

/** The member `raw` names, or null after saying at `place` what is wrong. */
export function checkMember(
  checking: Checking,
  place: string,
  raw: unknown,
  kinds: readonly MemberKind[],
): Member | null {
  const { members, faults } = checking;
  if (typeof raw !== "string" || !NAME.test(raw)) {
    const near = typeof raw === "string" ? suggestion(checking, raw, kinds) : "";
    faults.add(place, `${shown(raw)} is no member; write "view.member".${near}`);
    return null;
  }
  const member = members.members.get(raw);
  if (member === undefined) {
    const [view = ""] = raw.split(".", 1);
    const wanted = kinds.join(" or ");
    const what = members.views.has(view)
      ? `There is no ${wanted} ${raw}.`
      : `There is no view ${view}, and no ${wanted} ${raw}.`;
    faults.add(place, what + suggestion(checking, raw, kinds));
    return null;
  }
  if (kinds.includes(member.kind)) return member;
  faults.add(
    place,
    `${raw} is a ${member.kind}, not a ${kinds.join(" or ")}: name it under ${PLACES[member.kind]}.` +
      suggestion(checking, raw, kinds),
  );
  return null;
}

/** "view.member" of a dimension, or "view.member.granularity" of a time dimension. */
export function checkDimension(checking: Checking, place: string, raw: unknown): string | null {
  const [, name, granularity] =
    typeof raw === "string" ? (/^(\w+\.\w+)\.(\w+)$/.exec(raw) ?? []) : [];
  const member = checkMember(checking, place, name ?? raw, ["dimension"]);
  if (member === null) return null;
  if (granularity === undefined) return member.name;
  if (member.type !== "time") {
    checking.faults.add(place, `${member.name} is no time dimension; it has no granularities.`);
    return null;
  }
  return checkGranularity(checking, place, member, granularity)
    ? `${member.name}.${granularity}`
    : null;
}

/** A time dimension by name. */
export function checkTimeMember(checking: Checking, place: string, raw: unknown): Member | null {
  const member = checkMember(checking, place, raw, ["dimension"]);
  if (member === null || member.type === "time") return member;
  const times = [...checking.members.members.values()]
    .filter(({ type, view }) => type === "time" && view === member.view)
    .map(({ name }) => name)
    .filter(checking.suggest);
  checking.faults.add(
    place,
    `${member.name} is no time dimension but of type ${member.type}.${didYouMean(member.name, times)}`,
  );
  return null;
}

export function checkGranularity(
  { faults }: Checking,
  place: string,
  member: Member,
  raw: unknown,
): raw is string {
  const known: readonly string[] = [...GRANULARITIES, ...member.granularities];
  if (typeof raw === "string" && known.includes(raw)) return true;
  faults.add(
    place,
    `${member.name} has no granularity ${shown(raw)}; it has ${known.join(", ")}.` +
      (typeof raw === "string" ? didYouMean(raw, known) : ""),
  );
  return false;
}

function suggestion(
  { members, suggest, faults }: Checking,
  name: string,
  kinds: readonly MemberKind[],
): string {
  if (faults.full) return "";
  const [view = "", short = ""] = name.split(".");
  const views = members.views.has(view) ? [view] : nearestNames(view, members.views.keys());
  const fits = (member: Member): boolean =>
    kinds.includes(member.kind) &&
    // A name without a view may be a member of any; so may the right name under a wrong view.
    (short === "" || views.includes(member.view) || member.name.endsWith(`.${short}`));
  const names = [...members.members.values()].filter(fits).map((member) => member.name);
  return didYouMean(name, names.filter(suggest));
}
