import type { CubeQuery, TimeDimension } from "../asking.js";
import type { Member, MemberCatalogue, View } from "../member-catalogue.js";
import { didYouMean } from "../question/nearest-names.js";
import { viewOf } from "./axes.js";
import { renameFilters } from "./measure-filters.js";
import { refuse } from "./refusal.js";

/** The query in the words of another view, with the asked view's name of each of its members. */
interface MappedQuery {
  readonly query: CubeQuery;
  /** Member of the view → the member the query named. */
  readonly named: ReadonlyMap<string, string>;
}

export function memberOf(members: MemberCatalogue, name: string, place: string): Member {
  const member = members.members.get(name);
  if (member) return member;
  return refuse(place, `there is no ${name}.${didYouMean(name, members.members.keys())}`);
}

/**
 * Says the query's dimensions, filters and segments in `view`: by the member that both show, and by each view's
 * default time dimension for the other's.
 *
 * @throws GranaryError QUERY_INVALID naming the member that `view` does not have
 */
export function mapToView(query: CubeQuery, view: View, members: MemberCatalogue): MappedQuery {
  const named = new Map<string, string>();
  const own = (name: string): string =>
    inView(memberOf(members, name, "dimensions"), view, members);
  const column = (name: string): string => {
    const [start = "", member = "", granularity] = name.split(".");
    const asked = `${start}.${member}`;
    const mapped = own(asked);
    const other = named.get(mapped) ?? asked;
    if (other !== asked) {
      refuse("dimensions", `${other} and ${asked} are the same in ${view.name}; leave one.`);
    }
    named.set(mapped, asked);
    return granularity === undefined ? mapped : `${mapped}.${granularity}`;
  };
  const mapped: CubeQuery = {
    ...query,
    dimensions: (query.dimensions ?? []).map(column),
    segments: (query.segments ?? []).map(own),
    timeDimensions: (query.timeDimensions ?? []).map((time): TimeDimension => ({
      ...time,
      dimension: column(time.dimension),
    })),
    filters: renameFilters(query.filters ?? [], (name) =>
      viewOf(name) === view.name ? name : own(name),
    ),
  };
  return { query: mapped, named };
}

function inView(member: Member, view: View, members: MemberCatalogue): string {
  if (member.view === view.name) return member.name;
  const same = view.members.find(
    ({ kind, cubeMember }) => kind === member.kind && cubeMember === member.cubeMember,
  );
  if (same) return same.name;
  const isDefaultTime = members.views.get(member.view)?.defaultTime === member.name;
  if (isDefaultTime && view.defaultTime !== null) return view.defaultTime;
  return refuse(
    "measures",
    `the view ${view.name} has nothing that is ${member.name}, so its measures cannot be shown beside it.`,
  );
}
