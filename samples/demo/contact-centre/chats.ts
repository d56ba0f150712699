import { instantOf } from "../calendar.js";
import type { Company } from "../company.js";
import { minuteOf } from "../local-minute.js";
import { SERVICE_TEAMS } from "../organisation/units.js";
import type { CaseWish } from "../service/case.js";
import { staffingPercent, type ServiceDesk } from "../service/service-desk.js";
import type { Callers } from "./callers.js";

/** Chats at scale 1 on a usual day of which no case comes. */
const ENQUIRIES_A_DAY = 5;

/** Conversations on the web site. */
export class Chats {
  readonly #company: Company;
  readonly #desk: ServiceDesk;
  readonly #callers: Callers;
  #sequence = 0;

  constructor(company: Company, desk: ServiceDesk, callers: Callers) {
    this.#company = company;
    this.#desk = desk;
    this.#callers = callers;
    company.everyDay((day) => {
      const random = company.random(`chats/${String(day)}`);
      const mean = ENQUIRIES_A_DAY * company.scale * company.intensity(day);
      let count = Math.floor(mean * (0.7 + 0.6 * random.unit()) + random.unit());
      if (company.customerCount() === 0) count = 0;
      for (; count > 0; count -= 1) {
        this.#chat(random.below(company.customerCount()), undefined);
      }
    });
  }

  /** Opens a case in a chat today. */
  withCase(wish: CaseWish): void {
    this.#chat(wish.customer, wish);
  }

  #chat(customer: number, wish: CaseWish | undefined): void {
    this.#sequence += 1;
    const company = this.#company;
    const random = company.random(`chat/${String(this.#sequence)}`);
    const second = random.between(9 * 3600, 21 * 3600);
    const wait =
      5 + Math.floor((random.below(random.between(10, 240)) * 100) / staffingPercent(company.now));
    const messages = random.between(4, 40);
    const started = instantOf(company.now, second);
    const ended = instantOf(company.now, second + wait + messages * random.between(12, 35));
    const [, , chatTeam] = SERVICE_TEAMS;
    const team = company.organisation
      .agents(company.now)
      .filter(({ unitId }) => unitId === chatTeam);
    const agentNo = team[random.below(Math.max(team.length, 1))]?.employeeNo;
    const opened =
      wish === undefined
        ? undefined
        : this.#desk.openCase(wish, minuteOf(started + wait * 1000) + 1, agentNo);
    company.emit(
      "contact_centre.chat",
      {
        chat_id: `W${String(this.#sequence).padStart(8, "0")}`,
        contact_id: this.#callers.contactOf(customer, started),
        queue: wish === undefined ? "sales" : "service",
        started_at: started,
        ended_at: ended,
        wait_seconds: wait,
        message_count: messages,
        agent_no: agentNo,
        case_id: opened?.id,
      },
      ended,
    );
  }
}
