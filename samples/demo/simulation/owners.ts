import { instantOf } from "../calendar.js";
import type { Company, Employee } from "../company.js";
import type { Customers } from "../customers/customers.js";
import type { Chair } from "../organisation/chairs.js";
import type { Staff } from "../organisation/staff.js";
import type { Tell } from "./tell.js";

/** Who looks after which organisation; tells when that changes, by turnover of staff or of territories. */
export class Owners {
  readonly #customers: Customers;
  readonly #staff: Staff;
  readonly #repChairs: readonly Chair[];
  readonly #bySlot = new Map<number, Set<number>>();
  /** Number of who was in charge of a chair on the last day. */
  readonly #inCharge = new Map<number, string | undefined>();

  constructor(customers: Customers, staff: Staff) {
    this.#customers = customers;
    this.#staff = staff;
    this.#repChairs = staff.chairs.filter((chair) => chair.role === "rep");
  }

  repOf(i: number, day: number): Employee | undefined {
    const chair = this.#chairOf(i, day);
    return chair === undefined ? undefined : this.#staff.repOf(chair, day);
  }

  /** From now on changes of the owner of organisation `i` are told. */
  watch(company: Company, tell: Tell, i: number): void {
    const chair = this.#chairOf(i, company.now);
    if (chair === undefined) return;
    this.#place(i, chair.slot);
    this.#awaitMove(company, tell, i, company.now + 1);
  }

  /** All organisations of a chair in whose charge another one is than the day before. */
  tellTurnover(tell: Tell, day: number): void {
    for (const chair of this.#repChairs) {
      const before = this.#inCharge.get(chair.slot);
      const today = this.#staff.repOf(chair, day)?.employeeNo;
      if (before === today) continue;
      this.#inCharge.set(chair.slot, today);
      for (const i of this.#bySlot.get(chair.slot) ?? []) {
        tell("ownerChanged", { customer: i, instant: instantOf(day, 8 * 3600 + (i % 1800)) });
      }
    }
  }

  #awaitMove(company: Company, tell: Tell, i: number, from: number): void {
    const { branchId, knownDay } = this.#customers.get(i);
    const day = this.#staff.nextMove(i, branchId, knownDay, from);
    if (day === undefined) return;
    company.at(day, () => {
      const chair = this.#chairOf(i, day);
      if (chair !== undefined) this.#place(i, chair.slot);
      tell("ownerChanged", { customer: i, instant: instantOf(day, 9 * 3600 + (i % 1800)) });
      this.#awaitMove(company, tell, i, day + 1);
    });
  }

  #chairOf(i: number, day: number): Chair | undefined {
    const { kind, branchId, knownDay } = this.#customers.get(i);
    if (kind === "person") return undefined;
    return this.#staff.chairOf(i, branchId, knownDay, day);
  }

  #place(i: number, slot: number): void {
    for (const members of this.#bySlot.values()) members.delete(i);
    const members = this.#bySlot.get(slot) ?? new Set<number>();
    members.add(i);
    this.#bySlot.set(slot, members);
  }
}
