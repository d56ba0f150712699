import { FIRST_DAY } from "../calendar.js";
import type { ChurnReason, CustomerHistory } from "../company.js";
import { roomFor } from "../growing-array.js";
import { OrderDays } from "./order-days.js";

const REASONS: readonly ChurnReason[] = ["complaint", "price", "service", "competitor", "dormancy"];
const ENDED = 1;
const BAD_BATCH = 2;
const QUALIFIED = 4;
/** Days are kept from this one, so that 0 says none. */
const BASE_DAY = FIRST_DAY - 1;

/** What has happened to each customer, in a few bytes for each. */
export class Ledger {
  readonly orderDays = new OrderDays();
  #capacity = 1024;
  #flags = new Uint8Array(this.#capacity);
  #reasons = new Uint8Array(this.#capacity);
  #placed = new Uint16Array(this.#capacity);
  #counted = new Uint16Array(this.#capacity);
  #firstDay = new Uint16Array(this.#capacity);
  #lastDay = new Uint16Array(this.#capacity);
  /** Days on which the ERP opened its record, and a second one. */
  #created = [new Uint16Array(this.#capacity), new Uint16Array(this.#capacity)];
  #sequenceDays: Uint16Array<ArrayBuffer>[];

  constructor(sequences: number) {
    this.#sequenceDays = Array.from({ length: sequences }, () => new Uint16Array(this.#capacity));
  }

  /** Makes room for customer `i`. */
  open(i: number): void {
    if (i < this.#capacity) return;
    this.#capacity = roomFor(i + 1, this.#capacity);
    this.#flags = grown(this.#flags, new Uint8Array(this.#capacity));
    this.#reasons = grown(this.#reasons, new Uint8Array(this.#capacity));
    const days = (old: Uint16Array<ArrayBuffer>) => grown(old, new Uint16Array(this.#capacity));
    this.#placed = days(this.#placed);
    this.#counted = days(this.#counted);
    this.#firstDay = days(this.#firstDay);
    this.#lastDay = days(this.#lastDay);
    this.#created = this.#created.map(days);
    this.#sequenceDays = this.#sequenceDays.map(days);
  }

  /** Orders placed so far, whatever became of them. */
  placed(i: number): number {
    return this.#placed[i] ?? 0;
  }

  countPlaced(i: number): void {
    this.#placed[i] = this.placed(i) + 1;
  }

  /** An order that stands and that the ERP knows. */
  countStanding(i: number, day: number): void {
    this.orderDays.add(i, day);
    const offset = day - BASE_DAY;
    this.#counted[i] = (this.#counted[i] ?? 0) + 1;
    const first = this.#firstDay[i] ?? 0;
    if (first === 0 || offset < first) this.#firstDay[i] = offset;
    this.#lastDay[i] = Math.max(this.#lastDay[i] ?? 0, offset);
  }

  hasEnded(i: number): boolean {
    return this.#has(i, ENDED);
  }

  /** False when it had ended before. */
  end(i: number, reason: ChurnReason): boolean {
    if (this.hasEnded(i)) return false;
    this.#set(i, ENDED);
    this.#reasons[i] = REASONS.indexOf(reason);
    return true;
  }

  /** The CRM has a converted lead or an opportunity of the customer. */
  markQualified(i: number): void {
    this.open(i);
    this.#set(i, QUALIFIED);
  }

  isQualified(i: number): boolean {
    return this.#has(i, QUALIFIED);
  }

  markBadBatch(i: number): void {
    this.#set(i, BAD_BATCH);
  }

  hasBadBatch(i: number): boolean {
    return this.#has(i, BAD_BATCH);
  }

  /** The day on which the ERP opened the customer's record (or its duplicate). */
  createdDay(i: number, isDuplicate: boolean): number | undefined {
    const offset = this.#created[isDuplicate ? 1 : 0]?.[i] ?? 0;
    return offset === 0 ? undefined : offset + BASE_DAY;
  }

  setCreated(i: number, isDuplicate: boolean, day: number): void {
    const days = this.#created[isDuplicate ? 1 : 0];
    if (days !== undefined) days[i] = day - BASE_DAY;
  }

  /** Day of the last order with what begins planted sequence `s`. */
  sequenceDay(s: number, i: number): number | undefined {
    const offset = this.#sequenceDays[s]?.[i] ?? 0;
    return offset === 0 ? undefined : offset + BASE_DAY;
  }

  setSequenceDay(s: number, i: number, day: number | undefined): void {
    const days = this.#sequenceDays[s];
    if (days !== undefined) days[i] = day === undefined ? 0 : day - BASE_DAY;
  }

  history(i: number): CustomerHistory {
    const [first, last] = [this.#firstDay[i] ?? 0, this.#lastDay[i] ?? 0];
    const ended = this.hasEnded(i);
    return {
      orderCount: this.#counted[i] ?? 0,
      firstOrderDay: first === 0 ? undefined : first + BASE_DAY,
      lastOrderDay: last === 0 ? undefined : last + BASE_DAY,
      alive: !ended,
      churnReason: ended ? REASONS[this.#reasons[i] ?? 0] : undefined,
      hasBadBatch: this.hasBadBatch(i),
    };
  }

  #has(i: number, flag: number): boolean {
    return ((this.#flags[i] ?? 0) & flag) !== 0;
  }

  #set(i: number, flag: number): void {
    this.#flags[i] = (this.#flags[i] ?? 0) | flag;
  }
}

function grown<A extends Uint8Array | Uint16Array>(old: A, larger: A): A {
  larger.set(old);
  return larger;
}
