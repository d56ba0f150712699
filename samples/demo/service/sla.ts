import { workingMinutesBetween } from "./business-hours.js";
import { SLA_MINUTES } from "./case-plan.js";
import type { Case } from "./case.js";

interface Breaches {
  firstResponse: boolean;
  resolution: boolean;
}

/**
 * Whether the promises of a case's priority were broken: working minutes from its opening to the first response and to
 * the first resolution, or to `now` (a local minute) while they are outstanding, against the target.
 */
export function breachesOf(
  one: Pick<Case, "openedMinute" | "firstResponseMinute" | "resolvedMinute" | "priority">,
  now: number,
): Breaches {
  const target = SLA_MINUTES[one.priority];
  const until = (minute: number | undefined): number =>
    workingMinutesBetween(one.openedMinute, minute ?? now);
  return {
    firstResponse: until(one.firstResponseMinute) > target.response,
    resolution: until(one.resolvedMinute) > target.resolution,
  };
}
