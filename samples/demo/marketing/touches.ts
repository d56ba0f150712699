import { dayOf, instantOf, secondOf, weekday } from "../calendar.js";
import type { Company } from "../company.js";
import type { CampaignPlan } from "./campaign-plan.js";
import { campaignIdOf } from "./campaign-records.js";
import { drawResponse, type Response } from "./response.js";

export interface Touched {
  memberId: string;
  /** Undefined for a lead. */
  customer: number | undefined;
  accountId: string | undefined;
  leadId: string | undefined;
  earlierTouches: number;
  interestPercent: number;
}

type Reaction = "opened" | "clicked" | "responded" | "unsubscribed";

/** Sends one touch and lets its answers come in, each as a new version of the record. */
export class Touches {
  readonly #company: Company;
  readonly #react: (
    reaction: Reaction,
    plan: CampaignPlan,
    touched: Touched,
    instant: number,
  ) => void;
  #sequence = 0;

  constructor(
    company: Company,
    react: (reaction: Reaction, plan: CampaignPlan, touched: Touched, instant: number) => void,
  ) {
    this.#company = company;
    this.#react = react;
  }

  send(plan: CampaignPlan, touched: Touched): void {
    this.#sequence += 1;
    const company = this.#company;
    const random = company.random(`touch/${String(this.#sequence)}`);
    const spread = plan.channel === "phone" ? 9 * 3600 : plan.channel === "post" ? 1 : 1800;
    const start = plan.channel === "phone" ? 9 * 3600 : plan.sendMinute * 60;
    const sent = instantOf(company.now, start + random.below(spread));
    const row = {
      touch_id: `T${String(this.#sequence).padStart(9, "0")}`,
      campaign_id: campaignIdOf(plan),
      member_id: touched.memberId,
      account_id: touched.accountId,
      lead_id: touched.leadId,
      channel: plan.channel,
      sent_at: sent,
    };
    company.emit("marketing.touch", row, sent);
    const hour = Math.floor(secondOf(sent) / 3600);
    const { earlierTouches, interestPercent } = touched;
    const response = drawResponse(
      plan.channel,
      weekday(company.now),
      hour,
      earlierTouches,
      interestPercent,
      random,
    );
    this.#follow(plan, touched, row, reactionsOf(response, sent), 0);
  }

  #follow(
    plan: CampaignPlan,
    touched: Touched,
    row: TouchRow,
    reactions: readonly (readonly [Reaction, number])[],
    place: number,
  ): void {
    const next = reactions[place];
    if (next === undefined) return;
    const [reaction, instant] = next;
    this.#company.at(dayOf(instant), () => {
      const answered = { ...row, [`${reaction}_at`]: instant };
      this.#company.emit("marketing.touch", answered, instant);
      this.#react(reaction, plan, touched, instant);
      this.#follow(plan, touched, answered, reactions, place + 1);
    });
  }
}

interface TouchRow {
  touch_id: string;
  campaign_id: string;
  member_id: string;
  account_id: string | undefined;
  lead_id: string | undefined;
  channel: string;
  sent_at: number;
}

function reactionsOf(response: Response, sent: number): readonly (readonly [Reaction, number])[] {
  const after = (minutes: number): number => sent + minutes * 60_000;
  const reactions: (readonly [Reaction, number])[] = [];
  if (response.openedAfter !== undefined) reactions.push(["opened", after(response.openedAfter)]);
  if (response.clickedAfter !== undefined)
    reactions.push(["clicked", after(response.clickedAfter)]);
  if (response.respondedAfter !== undefined) {
    // An answer on the telephone comes with the opening itself.
    const instant = Math.max(
      after(response.respondedAfter),
      (reactions.at(-1)?.[1] ?? sent) + 1000,
    );
    reactions.push(["responded", instant]);
  }
  if (response.unsubscribedAfter !== undefined) {
    reactions.push(["unsubscribed", after(response.unsubscribedAfter)]);
  }
  return reactions;
}
