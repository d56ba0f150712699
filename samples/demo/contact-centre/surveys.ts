import { instantOf, yearMonth } from "../calendar.js";
import type { Company } from "../company.js";
import type { Mood } from "../service/mood.js";
import type { Callers } from "./callers.js";
import { drawAnswers, drawComment, type SurveyId } from "./questionnaire.js";

interface SurveyAbout {
  customer: number;
  caseId?: string;
  orderNo?: string;
  /** Points that this very occasion moves the mood. */
  shift?: number;
}

/** Share of those asked who answer, in thousandths. */
const ANSWERED_PERMILLE: Readonly<Record<SurveyId, number>> = {
  nps: 340,
  csat: 400,
  ces: 350,
  index: 320,
  task: 380,
};
const NPS_AFTER_DELIVERY_PERMILLE = 300;
const INDEX_ASKED_A_DAY = 85;
const INDEX_DAYS = { month: 11, from: 5, to: 20 } as const;
const TASK_ASKED_A_DAY = 2;

/** Asks people what they think, at occasions and by themselves. */
export class Surveys {
  readonly #company: Company;
  readonly #callers: Callers;
  readonly #mood: Mood;
  #sequence = 0;

  constructor(company: Company, callers: Callers, mood: Mood) {
    this.#company = company;
    this.#callers = callers;
    this.#mood = mood;
    company.on("orderDelivered", ({ order }) => {
      const random = company.random(`nps-after/${order.orderNo}`);
      if (!random.chance(NPS_AFTER_DELIVERY_PERMILLE)) return;
      const about = { customer: order.customer, orderNo: order.orderNo };
      this.sendLater("nps", about, random.between(3, 8));
    });
    company.everyDay((day) => {
      this.#yearlyIndex(day);
      this.#tasks(day);
    });
  }

  sendLater(survey: SurveyId, about: SurveyAbout, days: number): void {
    const day = this.#company.now + days;
    this.#company.at(day, () => {
      this.#send(survey, about);
    });
  }

  #yearlyIndex(day: number): void {
    const { month, date } = yearMonth(day);
    if (month !== INDEX_DAYS.month || date < INDEX_DAYS.from || date > INDEX_DAYS.to) return;
    this.#askSome("index", INDEX_ASKED_A_DAY, day);
  }

  #tasks(day: number): void {
    this.#askSome("task", TASK_ASKED_A_DAY, day);
  }

  /** Asks customers who have bought, `mean` a day at scale 1. */
  #askSome(survey: SurveyId, mean: number, day: number): void {
    const company = this.#company;
    const random = company.random(`ask/${survey}/${String(day)}`);
    const wanted = Math.floor(mean * company.scale + random.unit());
    const known = company.customerCount();
    for (let asked = 0; asked < wanted && known > 0; asked += 1) {
      const customer = random.below(known);
      if (company.history(customer).orderCount > 0) this.#send(survey, { customer });
    }
  }

  #send(survey: SurveyId, about: SurveyAbout): void {
    this.#sequence += 1;
    const company = this.#company;
    const random = company.random(`survey/${String(this.#sequence)}`);
    const sent = instantOf(company.now, random.between(9 * 3600, 12 * 3600));
    const row = {
      response_id: `R${String(this.#sequence).padStart(9, "0")}`,
      survey_id: survey,
      contact_id: this.#callers.contactOf(about.customer, sent),
      customer_ref: this.#callers.referenceOf(about.customer),
      case_id: about.caseId,
      order_no: about.orderNo,
      sent_at: sent,
    };
    company.emit("contact_centre.survey_response", row, sent);
    const mood = Math.min(Math.max(this.#mood.of(about.customer) + (about.shift ?? 0), 0), 100);
    // The angry and the delighted answer sooner than the others.
    const moved = 100 + Math.floor(Math.abs(mood - 55) / 2);
    if (!random.chance((ANSWERED_PERMILLE[survey] * moved) / 110)) return;
    const day = company.now + Math.min(random.below(7), random.below(7));
    const second = random.between(12 * 3600 + 60, 23 * 3600);
    const answers = drawAnswers(survey, mood, random);
    const comment = drawComment(mood, random);
    company.at(day, () => {
      const answered = instantOf(day, second);
      company.emit(
        "contact_centre.survey_response",
        { ...row, answered_at: answered, comment },
        answered,
      );
      for (const { questionId, answer } of answers) {
        company.emit(
          "contact_centre.survey_answer",
          { response_id: row.response_id, question_id: questionId, answer },
          answered,
        );
      }
    });
  }
}
