import { instantOf } from "../calendar.js";
import type { Company } from "../company.js";
import { isBusinessDay } from "../service/business-hours.js";
import type { Callers } from "./callers.js";

type Outcome = "satisfied" | "unsatisfied" | "not_reached" | "done";

const DONE_PERMILLE = 860;
const VISIT_PERMILLE = 350;

/** Calls and visits that the company owes people. */
export class Callbacks {
  readonly #company: Company;
  readonly #callers: Callers;
  #sequence = 0;

  constructor(company: Company, callers: Callers) {
    this.#company = company;
    this.#callers = callers;
  }

  /** Somebody hung up before anybody answered: called back the next working day. */
  afterAbandoned(customer: number, instant: number): void {
    this.#schedule({ customer, day: this.#workdayAfter(1) }, instant, () => "done");
  }

  /**
   * Asks whether all is well again some working days after a complaint was resolved.
   *
   * @returns the day it is planned for
   */
  afterComplaint(
    about: { customer: number; caseId: string },
    instant: number,
    ask: (outcome: Outcome, instant: number) => void,
    isContent: (unit: number) => boolean,
  ): number {
    const random = this.#company.random(`follow-up/${about.caseId}`);
    const day = this.#workdayAfter(random.between(3, 9));
    const isVisit =
      this.#company.customer(about.customer).kind === "organisation" &&
      random.chance(VISIT_PERMILLE);
    const wish = { ...about, day, isVisit };
    this.#schedule(wish, instant, (unit, at) => {
      const outcome = unit < 0.18 ? "not_reached" : isContent(unit) ? "satisfied" : "unsatisfied";
      ask(outcome, at);
      return outcome;
    });
    return day;
  }

  #schedule(
    wish: { customer: number; day: number; caseId?: string; isVisit?: boolean },
    instant: number,
    finish: (unit: number, instant: number) => Outcome,
  ): void {
    this.#sequence += 1;
    const number = this.#sequence;
    const company = this.#company;
    const random = company.random(`callback/${String(number)}`);
    const agents = company.organisation.agents(company.now);
    const row = {
      callback_id: `F${String(number).padStart(8, "0")}`,
      contact_id: this.#callers.contactOf(wish.customer, instant),
      case_id: wish.caseId,
      kind: wish.isVisit === true ? "visit" : "call",
      scheduled_at: instantOf(wish.day, random.between(9 * 4, 17 * 4) * 900),
      agent_no: agents[random.below(Math.max(agents.length, 1))]?.employeeNo,
    };
    company.emit("contact_centre.callback", row, instant);
    if (!random.chance(DONE_PERMILLE)) return;
    const day = wish.day + (random.chance(800) ? 0 : random.between(1, 3));
    const second = random.between(9 * 3600, 18 * 3600);
    const unit = random.unit();
    company.at(day, () => {
      const done = day === wish.day ? row.scheduled_at + 60_000 : instantOf(day, second);
      const outcome = finish(unit, done);
      company.emit("contact_centre.callback", { ...row, done_at: done, outcome }, done);
    });
  }

  #workdayAfter(days: number): number {
    let day = this.#company.now;
    for (let left = days; left > 0;) {
      day += 1;
      if (isBusinessDay(day)) left -= 1;
    }
    return day;
  }
}
