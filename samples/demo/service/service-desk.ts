import { userIdOf } from "../crm/users.js";
import type { Company } from "../company.js";
import { SERVICE_TEAMS } from "../organisation/units.js";
import { atMinute, instantOfMinute } from "../local-minute.js";
import { salesforceId } from "../salesforce-id.js";
import { yearMonth } from "../calendar.js";
import type { Case, CaseWish } from "./case.js";
import { drawCase, type CaseStep } from "./case-plan.js";
import { CaseRecords, type CaseParty } from "./case-records.js";

const DELETED_PERMILLE = 6;
/** Unresolved cases at which everything takes as long as usual, at scale 1 with everybody at work. */
const USUAL_BACKLOG = 46;
const LEAST_LOAD = 62;
const MOST_LOAD = 240;

/** Told when a case is opened, resolved (again), closed or deleted. */
interface DeskListener {
  opened?(one: Case): void;
  resolved?(one: Case, instant: number): void;
  closed?(one: Case, instant: number): void;
  deleted?(one: Case): void;
}

/** Opens cases and carries them to their end; the more wait, the longer each takes. */
export class ServiceDesk {
  readonly #company: Company;
  readonly #records: CaseRecords;
  readonly #listeners: DeskListener[] = [];
  #sequence = 0;
  /** Cases not closed yet. */
  readonly open = new Map<number, Case>();
  #unresolved = 0;

  constructor(company: Company, partyOf: (customer: number) => CaseParty) {
    this.#company = company;
    this.#records = new CaseRecords(company, partyOf);
  }

  listen(listener: DeskListener): void {
    this.#listeners.push(listener);
  }

  /** @param agentNo who has answered the call or chat in which the case comes up */
  openCase(wish: CaseWish, minute: number, agentNo?: string): Case {
    this.#sequence += 1;
    const sequence = this.#sequence;
    const instant = instantOfMinute(minute);
    const one: Case = {
      customer: wish.customer,
      type: wish.type,
      reason: wish.reason,
      priority: wish.priority,
      origin: wish.origin,
      orderNo: wish.orderNo,
      productId: wish.productId,
      batchNo: wish.batchNo,
      isBadBatch: wish.isBadBatch === true,
      sequence,
      id: salesforceId("500", sequence),
      openedMinute: minute,
      created: instant,
      status: "New",
      owner: agentNo,
      isEscalated: false,
      reopened: false,
    };
    this.open.set(sequence, one);
    this.#unresolved += 1;
    this.#records.version(one, instant);
    this.#records.changed(one, "created", [undefined, undefined], instant);
    for (const listener of this.#listeners) listener.opened?.(one);
    const random = this.#company.random(`case/${String(sequence)}`);
    const steps = drawCase({ ...wish, opened: minute, loadPercent: this.#load() }, random);
    const spam =
      wish.origin === "Email" && wish.type === "Question" && random.chance(DELETED_PERMILLE * 10);
    this.#follow(one, spam ? steps.slice(0, 1) : steps, 0, spam);
    return one;
  }

  #follow(one: Case, steps: readonly CaseStep[], place: number, spam: boolean): void {
    const step = steps[place];
    if (step === undefined) return;
    atMinute(this.#company, step.minute, (instant) => {
      if (spam) {
        this.#delete(one, instant);
        return;
      }
      this.#take(one, step, instant);
      this.#follow(one, steps, place + 1, spam);
    });
  }

  #take(one: Case, step: CaseStep, instant: number): void {
    const random = this.#company.random(`case-step/${String(one.sequence)}/${String(step.minute)}`);
    if (step.status === "Accepted" && one.owner === undefined)
      this.#assign(one, random.unit(), instant);
    if (step.isOwnerChange) this.#assign(one, random.unit(), instant);
    if (step.isFirstResponse) one.firstResponseMinute = step.minute;
    if (step.priority !== undefined) {
      this.#records.changed(one, "Priority", [one.priority, step.priority], instant);
      one.priority = step.priority;
    }
    if (step.isEscalation) {
      this.#records.changed(one, "IsEscalated", ["false", "true"], instant);
      one.isEscalated = true;
    }
    if (step.status !== undefined) {
      this.#records.changed(one, "Status", [one.status, step.status], instant);
      one.status = step.status;
    }
    if (step.status === "Resolved") {
      if (one.resolvedMinute === undefined) this.#unresolved -= 1;
      one.resolvedMinute ??= step.minute;
      for (const listener of this.#listeners) listener.resolved?.(one, instant);
    }
    if (step.status === "Reopened") one.reopened = true;
    if (step.status === "Closed") {
      one.closedMinute = step.minute;
      this.open.delete(one.sequence);
    }
    this.#records.version(one, instant);
    if (step.status === "Closed") {
      for (const listener of this.#listeners) listener.closed?.(one, instant);
    }
  }

  #delete(one: Case, instant: number): void {
    this.open.delete(one.sequence);
    this.#unresolved -= 1;
    this.#records.version(one, instant, true);
    for (const listener of this.#listeners) listener.deleted?.(one);
  }

  /** Hands the case to somebody at the case desk. */
  #assign(one: Case, unit: number, instant: number): void {
    const [, caseDesk] = SERVICE_TEAMS;
    const desk = this.#company.organisation
      .agents(this.#company.now)
      .filter(({ unitId, employeeNo }) => unitId === caseDesk && employeeNo !== one.owner);
    const agent = desk[Math.floor(unit * desk.length)];
    if (agent === undefined) return;
    const before = one.owner;
    one.owner = agent.employeeNo;
    const change = [userIdOf(before), userIdOf(one.owner)] as const;
    this.#records.changed(one, "Owner", change, instant);
  }

  #load(): number {
    const usual = USUAL_BACKLOG * this.#company.scale;
    const atWork = staffingPercent(this.#company.now) / 100;
    const load = 60 + (40 * this.#unresolved) / Math.max(usual * atWork, 1);
    return Math.min(Math.max(Math.round(load), LEAST_LOAD), MOST_LOAD);
  }
}

/** Share of the usual staff at work: less in the flu season and in August, and a gap in November 2024. */
export function staffingPercent(day: number): number {
  const { year, month, date } = yearMonth(day);
  if (year === 2024 && month === 11) return 62;
  if (month === 1 && date >= 8 && date <= 28) return 75;
  return month === 8 ? 85 : 100;
}
