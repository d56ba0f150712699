import type { Random } from "../random.js";
import { afterWorkingMinutes, workingMinutesBetween } from "./business-hours.js";

export type CaseType = "Question" | "Problem" | "Complaint" | "Request";
export type Priority = "High" | "Medium" | "Low";
export type CaseStatus = "New" | "Accepted" | "Working" | "Resolved" | "Reopened" | "Closed";
export type Origin = "Phone" | "Email" | "Web" | "Chat";

/** What the company promises, in working minutes from the opening of a case. */
export const SLA_MINUTES: Readonly<Record<Priority, { response: number; resolution: number }>> = {
  High: { response: 60, resolution: 8 * 60 },
  Medium: { response: 4 * 60, resolution: 24 * 60 },
  Low: { response: 8 * 60, resolution: 40 * 60 },
};

/** A change of a case at a local minute; a step without a status only changes what else it names. */
export interface CaseStep {
  minute: number;
  status?: CaseStatus;
  priority?: Priority;
  isFirstResponse?: true;
  isEscalation?: true;
  isOwnerChange?: true;
}

interface CaseRequest {
  /** Local minute at which the case was opened. */
  opened: number;
  type: CaseType;
  priority: Priority;
  origin: Origin;
  /** Delays in percent of usual ones: how busy the service desk is. */
  loadPercent: number;
}

/** Everything that will happen to a case, in order; nobody has to wait for the answer to a call or a chat. */
export function drawCase(request: CaseRequest, random: Random): readonly CaseStep[] {
  const { opened, origin } = request;
  const steps: CaseStep[] = [];
  const live = origin === "Phone" || origin === "Chat";
  const priority = maybeRaised(request.priority, random);
  const target = SLA_MINUTES[priority];
  if (live) {
    steps.push({ minute: opened + 1, status: "Accepted" });
    steps.push({ minute: opened + 2, status: "Working", isFirstResponse: true });
  } else {
    const response = delay(target.response, request.loadPercent, random);
    const accept = Math.max(1, Math.floor((response * random.between(20, 90)) / 100));
    steps.push({ minute: afterWorkingMinutes(opened, accept), status: "Accepted" });
    const minute = afterWorkingMinutes(opened, Math.max(response, accept + 1));
    steps.push({ minute, status: "Working", isFirstResponse: true });
  }
  const answered = steps.at(-1)?.minute ?? opened;
  if (priority !== request.priority) steps.push({ minute: answered + 3, priority });
  if (live && request.type !== "Complaint" && random.chance(560)) {
    const resolved = answered + random.between(4, 25);
    return [...steps, ...ending(resolved, request, random)];
  }
  const minutes = delay(target.resolution, request.loadPercent, random);
  const resolved = Math.max(afterWorkingMinutes(opened, minutes), answered + 5);
  steps.push(...between(answered + 4, resolved, opened, target.resolution, random));
  return [...steps, ...ending(resolved, request, random)];
}

/** Working minutes until something is done: two thirds of the target as a rule, now and then far more. */
function delay(target: number, loadPercent: number, random: Random): number {
  const percent = random.between(4, 52) + random.below(random.between(1, 125));
  return Math.max(1, Math.floor((target * percent * loadPercent) / 10_000));
}

function maybeRaised(priority: Priority, random: Random): Priority {
  if (!random.chance(40)) return priority;
  return priority === "Low" ? "Medium" : "High";
}

/** Hand-overs and the escalation of a case that takes too long. */
function between(
  from: number,
  resolved: number,
  opened: number,
  target: number,
  random: Random,
): CaseStep[] {
  const steps: CaseStep[] = [];
  if (random.chance(160) && resolved - from > 60) {
    steps.push({ minute: from + random.between(10, 50), isOwnerChange: true });
  }
  const late = workingMinutesBetween(opened, resolved) > target;
  if (late ? random.chance(550) : random.chance(12)) {
    const due = late ? afterWorkingMinutes(opened, target) + 1 : resolved - 3;
    const minute = Math.min(Math.max(due, from + 51), resolved - 1);
    if (minute > from + 50) steps.push({ minute, isEscalation: true });
  }
  return steps;
}

const REOPEN_PERMILLE: Readonly<Record<CaseType, number>> = {
  Question: 30,
  Problem: 90,
  Complaint: 140,
  Request: 35,
};

function ending(resolved: number, { type }: CaseRequest, random: Random): CaseStep[] {
  const steps: CaseStep[] = [{ minute: resolved, status: "Resolved" }];
  let done = resolved;
  if (random.chance(REOPEN_PERMILLE[type])) {
    const reopened = afterWorkingMinutes(done, random.between(30, 3 * 540));
    done = afterWorkingMinutes(reopened, random.between(60, 4 * 540));
    steps.push({ minute: reopened, status: "Reopened" }, { minute: done, status: "Resolved" });
  }
  const closed = afterWorkingMinutes(done, 3 * 540 + random.between(0, 120));
  steps.push({ minute: closed, status: "Closed" });
  return steps;
}
