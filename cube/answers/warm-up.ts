import type { CubeQuery } from "../asking.js";
import type { MemberCatalogue } from "../member-catalogue.js";
import type { Planner } from "./planner.js";

/** Any year: dates are values of the SQL. */
const YEAR = ["2024-01-01", "2024-12-31"] as const;

/**
 * Plans a query of every view, over time where it has one, so that what Cube makes at its first use is there before the
 * first question.
 *
 * @returns the views that could not be planned; who asks about one is told why
 */
export async function warmUp(planner: Planner, members: MemberCatalogue): Promise<string[]> {
  const byView = new Map<string, CubeQuery>();
  for (const { name, view, kind } of members.members.values()) {
    const query = byView.get(view) ?? {};
    if (kind === "measure" && !query.measures) byView.set(view, { ...query, measures: [name] });
    if (kind === "dimension" && !query.dimensions) {
      byView.set(view, { ...query, dimensions: [name] });
    }
  }
  const unplanned: string[] = [];
  for (const [view, plain] of byView) {
    const time = members.views.get(view)?.defaultTime;
    const query = time
      ? { ...plain, timeDimensions: [{ dimension: time, granularity: "month", dateRange: YEAR }] }
      : plain;
    await planner
      .plan(query, { requestId: "warm-up", raw: false })
      .catch(() => unplanned.push(view));
  }
  return unplanned;
}
