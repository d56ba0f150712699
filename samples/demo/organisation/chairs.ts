import { FIRST_DAY, isWorkday } from "../calendar.js";
import type { Employee } from "../company.js";
import { personName } from "../customers/names.js";
import { createRandom, type Random } from "../random.js";
import { SALES_BRANCHES, SERVICE_TEAMS, unitAfterMoves, unitsOn } from "./units.js";

/** A post in a unit, held by one employee after the other. */
export interface Chair {
  slot: number;
  unitId: string;
  role: Employee["role"];
  chinese: boolean;
}

/** Somebody's time on a chair. */
interface Tenure {
  employeeNo: string;
  name: string;
  email: string;
  hiredDay: number;
  lastDay: number;
}

const MEAN_TENURE = { rep: 1000, agent: 750, manager: 2600 } as const;
const SHORTEST_TENURE = 120;
const LONGEST_VACANCY = 25;
const REPS_PER_TEAM = 2;
const AGENTS_AT_SCALE_1 = 14;
const FEWEST_AGENTS = 9;

/** All posts of the company; a larger company has more of them. */
export function createChairs(scale: number): readonly Chair[] {
  const units = unitsOn(FIRST_DAY);
  const chairs: Chair[] = [];
  const add = (unitId: string, role: Chair["role"], country: string): void => {
    chairs.push({ slot: chairs.length, unitId, role, chinese: country === "青屿" });
  };
  for (const unit of units) add(unit.unitId, "manager", unit.country);
  const reps = Math.max(REPS_PER_TEAM, Math.round(REPS_PER_TEAM * Math.sqrt(scale)));
  const agents = Math.max(FEWEST_AGENTS, Math.round(AGENTS_AT_SCALE_1 * scale));
  for (const unit of units) {
    if (unit.type !== "team" || !SALES_BRANCHES.includes(unit.parentId ?? "")) continue;
    for (let rep = 0; rep < reps; rep += 1) add(unit.unitId, "rep", unit.country);
  }
  for (let agent = 0; agent < agents; agent += 1) {
    add(SERVICE_TEAMS[agent % SERVICE_TEAMS.length] ?? "", "agent", "青屿");
  }
  return chairs;
}

/** Who sits on which chair when. */
export class Tenures {
  readonly #seed: number;
  readonly #tenures = new Map<number, Tenure[]>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** The tenure that covers `day`; undefined while the chair is empty. */
  on(chair: Chair, day: number): Tenure | undefined {
    return this.upTo(chair, day).find((tenure) => tenure.hiredDay <= day && tenure.lastDay >= day);
  }

  /** All tenures of a chair that begin by `day` (and perhaps later ones), oldest first. */
  upTo(chair: Chair, day: number): readonly Tenure[] {
    const known = this.#tenures.get(chair.slot) ?? [];
    this.#tenures.set(chair.slot, known);
    while ((known.at(-1)?.hiredDay ?? -Infinity) <= day) known.push(this.#next(chair, known));
    return known;
  }

  #next(chair: Chair, before: readonly Tenure[]): Tenure {
    const number = before.length;
    const random = createRandom(this.#seed, `tenure/${String(chair.slot)}/${String(number)}`);
    const previous = before.at(-1);
    const hiredDay =
      previous === undefined
        ? FIRST_DAY - random.between(60, 2400)
        : workdayAfter(previous.lastDay + random.between(0, LONGEST_VACANCY));
    const days = SHORTEST_TENURE + Math.floor(MEAN_TENURE[chair.role] * random.exponential());
    const lastDay = previous === undefined ? FIRST_DAY + days : hiredDay + days;
    const slot = String(chair.slot).padStart(4, "0");
    return {
      employeeNo: `E${slot}${String(number + 1).padStart(2, "0")}`,
      ...nameAndEmail(chair, number, random),
      hiredDay,
      lastDay,
    };
  }
}

function workdayAfter(day: number): number {
  let found = day + 1;
  while (!isWorkday(found)) found += 1;
  return found;
}

function nameAndEmail(
  chair: Chair,
  number: number,
  random: Random,
): { name: string; email: string } {
  const { name, latin } = personName(chair.chinese, random);
  const unique = `${String(chair.slot)}${String.fromCharCode(97 + (number % 26))}`;
  return { name, email: `${latin.join(".")}.${unique}@heronmere.example.com` };
}

export function employeeOf(chair: Chair, tenure: Tenure, day: number): Employee {
  return {
    employeeNo: tenure.employeeNo,
    name: tenure.name,
    email: tenure.email,
    role: chair.role,
    unitId: unitAfterMoves(chair.unitId, day),
    hiredDay: tenure.hiredDay,
    leftDay: tenure.lastDay <= day ? tenure.lastDay : undefined,
    slot: chair.slot,
  };
}
