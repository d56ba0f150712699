import type { Employee, Organisation, Unit } from "../company.js";
import { createRandom } from "../random.js";
import { createChairs, employeeOf, Tenures, type Chair } from "./chairs.js";
import { unitAfterMoves, unitsOn } from "./units.js";

interface StaffChange {
  employee: Employee;
  change: "hired" | "left";
}

/** The organisation as on any day. */
export class Staff implements Organisation {
  readonly chairs: readonly Chair[];
  readonly #tenures: Tenures;
  readonly #seed: number;
  readonly #repChairs = new Map<string, Chair[]>();
  #cached: { day: number; employees: readonly Employee[] } | undefined;

  constructor(seed: number, scale: number) {
    this.chairs = createChairs(scale);
    this.#tenures = new Tenures(seed);
    this.#seed = seed;
    for (const chair of this.chairs) {
      if (chair.role !== "rep") continue;
      const branchId = `B${chair.unitId.slice(1, 3)}`;
      this.#repChairs.set(branchId, [...(this.#repChairs.get(branchId) ?? []), chair]);
    }
  }

  units(day: number): readonly Unit[] {
    return unitsOn(day);
  }

  employees(day: number): readonly Employee[] {
    if (this.#cached?.day === day) return this.#cached.employees;
    const employees = this.chairs.flatMap((chair) => this.holder(chair, day) ?? []);
    this.#cached = { day, employees };
    return employees;
  }

  agents(day: number): readonly Employee[] {
    return this.employees(day).filter((employee) => employee.role === "agent");
  }

  managerOf(unitId: string, day: number): Employee | undefined {
    const chair = this.chairs.find((c) => c.role === "manager" && c.unitId === unitId);
    return chair === undefined ? undefined : this.holder(chair, day);
  }

  /** Who sits on a chair on a day. */
  holder(chair: Chair, day: number): Employee | undefined {
    const tenure = this.#tenures.on(chair, day);
    return tenure === undefined ? undefined : employeeOf(chair, tenure, day);
  }

  /** Who came to a chair, or worked on it for the last time, on a day. */
  changeOn(chair: Chair, day: number): readonly StaffChange[] {
    const changes: StaffChange[] = [];
    for (const tenure of this.#tenures.upTo(chair, day)) {
      if (tenure.hiredDay !== day && tenure.lastDay !== day) continue;
      const change = tenure.hiredDay === day ? "hired" : "left";
      changes.push({ employee: employeeOf(chair, tenure, day), change });
    }
    return changes;
  }

  /**
   * The chair that looks after customer `i` of a branch on a day. In one year of twelve a customer passes to another
   * chair of the branch.
   */
  chairOf(i: number, branchId: string, knownDay: number, day: number): Chair | undefined {
    const chairs = this.#repChairs.get(branchId) ?? [];
    let pick = createRandom(this.#seed, `territory/${String(i)}`).below(chairs.length);
    for (let year = 1; knownDay + year * DAYS_A_YEAR - DAYS_A_YEAR < day; year += 1) {
      const move = this.#moveOf(i, knownDay, year, chairs.length);
      if (move !== undefined && move.day <= day) pick = (pick + move.by) % chairs.length;
    }
    return chairs[pick];
  }

  /** Days from `from` on, within a year, on which customer `i` passes to another chair. */
  nextMove(i: number, branchId: string, knownDay: number, from: number): number | undefined {
    const chairs = this.#repChairs.get(branchId)?.length ?? 0;
    const year = Math.floor((from - knownDay) / DAYS_A_YEAR) + 1;
    for (let candidate = year; candidate < year + 40; candidate += 1) {
      const move = this.#moveOf(i, knownDay, candidate, chairs);
      if (move !== undefined && move.day >= from) return move.day;
    }
    return undefined;
  }

  /** The employee in charge: the holder of the chair, or the head of the team while it is empty. */
  repOf(chair: Chair, day: number): Employee | undefined {
    return this.holder(chair, day) ?? this.managerOf(unitAfterMoves(chair.unitId, day), day);
  }

  #moveOf(
    i: number,
    knownDay: number,
    year: number,
    chairs: number,
  ): { day: number; by: number } | undefined {
    const random = createRandom(this.#seed, `territory/${String(i)}/${String(year)}`);
    if (chairs < 2 || !random.chance(MOVES_PERMILLE)) return undefined;
    const day = knownDay + (year - 1) * DAYS_A_YEAR + random.between(1, DAYS_A_YEAR - 1);
    return { day, by: random.between(1, chairs - 1) };
  }
}

const DAYS_A_YEAR = 365;
const MOVES_PERMILLE = 85;
