import { instantOf, secondOf } from "../calendar.js";
import type { Company } from "../company.js";
import { minuteOf } from "../local-minute.js";
import type { Case, CaseWish } from "../service/case.js";
import type { Mood } from "../service/mood.js";
import type { ServiceDesk } from "../service/service-desk.js";
import type { Callbacks } from "./callbacks.js";
import type { Callers } from "./callers.js";
import { callSecond, drawCaller, runQueue, type AnsweredCall, type Caller } from "./call-queue.js";
import { callWeekdayPercent, planShifts, QUEUES, type Queue } from "./staffing.js";

/** Why somebody rings up. */
interface Reason {
  customer: number | undefined;
  /** The case that comes up in the call. */
  wish?: CaseWish;
  /** The case that the call is about. */
  about?: Case;
}

/** Calls at scale 1 on a usual day that are about neither a new nor an open case. */
const ENQUIRIES_A_DAY = 20;
const SALES_PERMILLE = 640;
const UNKNOWN_PERMILLE = 300;
const ASKS_AGAIN_PERMILLE = 260;
const SKILLS: Readonly<Record<Queue, readonly string[]>> = {
  sales: ["orders", "orders", "products"],
  service: ["complaints", "delivery", "products"],
};

/** The telephone: callers queue for the agents on shift. */
export class Calls {
  readonly #company: Company;
  readonly #desk: ServiceDesk;
  readonly #callers: Callers;
  readonly #callbacks: Callbacks;
  readonly #mood: Mood;
  readonly #waiting = new Map<number, Reason[]>();
  #sequence = 0;

  constructor(
    company: Company,
    parts: { desk: ServiceDesk; callers: Callers; callbacks: Callbacks; mood: Mood },
  ) {
    this.#company = company;
    this.#desk = parts.desk;
    this.#callers = parts.callers;
    this.#callbacks = parts.callbacks;
    this.#mood = parts.mood;
    company.everyDay((day) => {
      this.#runDay(day);
    });
  }

  /** Somebody will ring up on a later day and open a case. */
  plan(day: number, wish: CaseWish): void {
    this.#add(Math.max(day, this.#company.now + 1), { customer: wish.customer, wish });
  }

  /** Somebody asks how far the case is, on a later day, if it is still open then. */
  askAgain(one: Case): void {
    const random = this.#company.random(`asks-again/${String(one.sequence)}`);
    if (!random.chance(ASKS_AGAIN_PERMILLE)) return;
    const reason = { customer: one.customer, about: one };
    this.#add(this.#company.now + random.between(1, 4), reason);
  }

  #add(day: number, reason: Reason): void {
    const day0 = this.#waiting.get(day);
    if (day0 === undefined) this.#waiting.set(day, [reason]);
    else day0.push(reason);
  }

  #runDay(day: number): void {
    const company = this.#company;
    const random = company.random(`calls/${String(day)}`);
    const busy = (company.intensity(day) * callWeekdayPercent(day)) / 100;
    const mean = ENQUIRIES_A_DAY * company.scale * busy;
    const enquiries = Math.floor(mean * (0.8 + 0.4 * random.unit()) + random.unit());
    const reasons: { queue: Queue; reason: Reason }[] = [];
    for (const reason of this.#waiting.get(day) ?? []) {
      if (reason.about === undefined || this.#desk.open.has(reason.about.sequence)) {
        reasons.push({ queue: "service", reason });
      }
    }
    this.#waiting.delete(day);
    for (let count = 0; count < enquiries; count += 1) {
      const known = !random.chance(UNKNOWN_PERMILLE) && company.customerCount() > 0;
      const customer = known ? random.below(company.customerCount()) : undefined;
      const queue = random.chance(SALES_PERMILLE) ? "sales" : "service";
      reasons.push({ queue, reason: { customer } });
    }
    const shifts = planShifts(company, day, this.#expected(busy));
    for (const queue of QUEUES) {
      const callers: Caller<Reason>[] = reasons
        .filter((one) => one.queue === queue)
        .map(({ reason }) => {
          const talkPercent = reason.wish === undefined ? 80 : 120;
          return drawCaller(callSecond(random), reason, talkPercent, random);
        })
        .sort((a, b) => a.second - b.second);
      for (const call of runQueue(callers, shifts[queue])) this.#write(day, queue, call);
    }
  }

  /** What planners expect: last weeks' level, and nothing of the unusual. */
  #expected(busy: number): Record<Queue, number> {
    const usual = this.#company.scale * busy;
    return { sales: 13.5 * usual, service: 24 * usual };
  }

  #write(day: number, queue: Queue, call: AnsweredCall<Reason>): void {
    this.#sequence += 1;
    const company = this.#company;
    const { caller, waited, agentNo, ended } = call;
    const random = company.random(`call/${String(this.#sequence)}`);
    const offered = instantOf(day, caller.second);
    const answered = agentNo !== undefined;
    const { customer, wish, about } = caller.reason;
    let opened: Case | undefined;
    if (answered && wish !== undefined) {
      opened = this.#desk.openCase(
        wish,
        minuteOf(instantOf(day, caller.second + waited)) + 1,
        agentNo,
      );
    }
    const endedAt = instantOf(day, ended);
    const anonymous = `+999 ${String(random.between(100, 999))} ${String(random.between(100_000, 999_999))}`;
    company.emit(
      "contact_centre.call",
      {
        call_id: `C${String(this.#sequence).padStart(9, "0")}`,
        contact_id: customer === undefined ? undefined : this.#callers.contactOf(customer, offered),
        caller_phone:
          customer === undefined ? anonymous : company.customer(customer).identity.phone,
        queue,
        skill: SKILLS[queue][random.below(3)],
        direction: "in",
        offered_at: offered,
        answered_at: answered ? instantOf(day, caller.second + waited) : undefined,
        ended_at: endedAt,
        outcome: answered ? "answered" : "abandoned",
        wait_seconds: waited,
        talk_seconds: answered ? caller.talk : 0,
        hold_seconds: answered ? caller.hold : 0,
        wrap_seconds: answered ? caller.wrap : 0,
        agent_no: agentNo,
        case_id: (opened ?? (answered ? about : undefined))?.id,
      },
      instantOf(day, secondOf(endedAt) + (answered ? caller.wrap : 0)),
    );
    if (!answered) this.#abandoned(caller.reason, endedAt, random.unit());
  }

  /** Who hung up tries again tomorrow, writes instead, is called back, or lets it be. */
  #abandoned({ customer, wish }: Reason, endedAt: number, unit: number): void {
    if (customer === undefined) return;
    this.#mood.feel(customer, "abandoned_call");
    if (wish === undefined) {
      if (unit < 0.35) this.#callbacks.afterAbandoned(customer, endedAt);
      return;
    }
    if (unit < 0.5) this.plan(this.#company.now + 1, wish);
    else if (unit < 0.85) {
      this.#desk.openCase({ ...wish, origin: "Email" }, minuteOf(endedAt) + 20);
    }
  }
}
