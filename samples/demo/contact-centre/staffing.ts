import type { Company, Employee } from "../company.js";
import { instantOf, weekday } from "../calendar.js";
import { SERVICE_TEAMS } from "../organisation/units.js";
import { staffingPercent } from "../service/service-desk.js";
import type { Shift } from "./call-queue.js";

export const QUEUES = ["sales", "service"] as const;
export type Queue = (typeof QUEUES)[number];

/** Blocks of a day in seconds; the middle one strengthens the busy hours. */
const BLOCKS = [
  { from: 8 * 3600, to: 14 * 3600, share: 0.5 },
  { from: 14 * 3600, to: 20 * 3600, share: 0.38 },
  { from: 9.5 * 3600, to: 15.5 * 3600, share: 0.3 },
] as const;
const HANDLE_SECONDS = 400;
/** Agents above the load, in square roots of it. */
const RESERVE = 0.62;

/**
 * Plans and writes the shifts of a day: as many agents as the expected calls need and a reserve, fewer when people are
 * away.
 */
export function planShifts(
  company: Company,
  day: number,
  expected: Readonly<Record<Queue, number>>,
): Record<Queue, Shift[]> {
  const [telephone] = SERVICE_TEAMS;
  const agents = company.organisation.agents(day).filter(({ unitId }) => unitId === telephone);
  const random = company.random(`shifts/${String(day)}`);
  const present = (staffingPercent(day) * random.between(80, 110)) / 10_000;
  const planned: Record<Queue, Shift[]> = { sales: [], service: [] };
  const roster = new Roster(agents, day);
  let number = 0;
  for (const queue of QUEUES) {
    for (const [block, { from, to, share }] of BLOCKS.entries()) {
      const load = (expected[queue] * share * HANDLE_SECONDS) / (to - from);
      const wanted = (load + RESERVE * Math.sqrt(load)) * present;
      const least = block === 2 ? 0 : 1;
      const count = Math.max(least, Math.floor(wanted + random.unit() * 0.7));
      for (let place = 0; place < count; place += 1) {
        const agent = roster.take(from, to);
        if (agent === undefined) continue;
        number += 1;
        planned[queue].push({ agentNo: agent.employeeNo, from, to });
        writeShift(company, day, number, queue, { agentNo: agent.employeeNo, from, to });
      }
    }
  }
  return planned;
}

/** Agents in turn, nobody in two places at a time. */
class Roster {
  readonly #agents: readonly Employee[];
  readonly #taken = new Map<Employee, { from: number; to: number }[]>();
  #next: number;

  constructor(agents: readonly Employee[], first: number) {
    this.#agents = agents;
    this.#next = first;
  }

  /** Undefined when all are at work then. */
  take(from: number, to: number): Employee | undefined {
    for (let passed = 0; passed < this.#agents.length; passed += 1) {
      const agent = this.#agents[(this.#next + passed) % this.#agents.length];
      if (agent === undefined) continue;
      const shifts = this.#taken.get(agent) ?? [];
      if (shifts.some((shift) => shift.from < to && from < shift.to)) continue;
      this.#taken.set(agent, [...shifts, { from, to }]);
      this.#next += passed + 1;
      return agent;
    }
    return undefined;
  }
}

function writeShift(
  company: Company,
  day: number,
  number: number,
  queue: Queue,
  { agentNo, from, to }: Shift,
): void {
  const started = instantOf(day, from);
  company.emit(
    "contact_centre.agent_shift",
    {
      shift_id: `SH${String(day)}-${String(number).padStart(3, "0")}`,
      agent_no: agentNo,
      queue,
      started_at: started,
      ended_at: instantOf(day, to),
    },
    started,
  );
}

/** Calls that a usual day brings, by weekday. */
const WEEKDAYS = [45, 138, 118, 106, 104, 110, 72] as const;
export const callWeekdayPercent = (day: number): number => WEEKDAYS[weekday(day)] ?? 100;
