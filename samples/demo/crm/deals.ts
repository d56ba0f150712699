import { dayOf, instantOf, laterOn } from "../calendar.js";
import type { Company, Order } from "../company.js";
import { salesforceId } from "../salesforce-id.js";
import type { Activities, ActivitySubject } from "./activities.js";
import type { Deal, DealWish } from "./deal.js";
import { amountOf, drawDealLines, linesOfOrder, writeDealLines } from "./deal-lines.js";
import { drawDeal, type DealStep, type Stage } from "./deal-stages.js";
import { writeDeal, writeDealHistory } from "./deal-records.js";

const ORDER_NO_KNOWN_PERMILLE = 900;

/** The pipeline: deals pass their stages, are won with an order, or are lost. */
export class Deals {
  readonly #company: Company;
  readonly #activities: Activities;
  readonly #open = new Map<number, Deal>();
  readonly #awaitingFirstOrder = new Map<number, Deal>();
  readonly #closed: ((deal: Deal) => void)[] = [];
  #sequence = 0;

  constructor(company: Company, activities: Activities) {
    this.#company = company;
    this.#activities = activities;
    company.attributeOrder((order) => this.#firstOrder(order));
    company.on("ownerChanged", ({ customer, instant }) => {
      for (const deal of this.#open.values()) {
        if (deal.customer !== customer) continue;
        this.#assign(deal, company.repOf(customer, company.now)?.employeeNo, instant);
      }
    });
    company.on("employeeChanged", ({ employee, change, instant }) => {
      if (change !== "left") return;
      const successor = company.organisation.managerOf(employee.unitId, company.now)?.employeeNo;
      for (const deal of this.#open.values()) {
        if (deal.owner === employee.employeeNo) this.#assign(deal, successor, instant);
      }
    });
  }

  onClosed(listener: (deal: Deal) => void): void {
    this.#closed.push(listener);
  }

  /** Deals that are still open. */
  pipeline(): Iterable<Deal> {
    return this.#open.values();
  }

  open(wish: DealWish, instant: number): Deal {
    this.#sequence += 1;
    const company = this.#company;
    const sequence = this.#sequence;
    const random = company.random(`deal/${String(sequence)}`);
    const lines = drawDealLines(company, sequence, wish.valueUsd, wish.currency);
    const deal: Deal = {
      accountId: wish.accountId,
      contactId: wish.contactId,
      accountName: wish.accountName,
      customer: wish.customer,
      segment: wish.segment,
      leadSource: wish.leadSource,
      campaignId: wish.campaignId,
      valueUsd: wish.valueUsd,
      currency: wish.currency,
      owner: wish.owner,
      ending: wish.ending,
      sequence,
      id: salesforceId("006", sequence),
      created: instant,
      stage: "Prospecting",
      closeDay: company.now + random.between(45, 110),
      amount: amountOf(lines, wish.currency, 1000),
      permille: 1000,
      lines,
      linesFrom: 0,
      linesCreated: 0,
      written: instant,
      changes: 0,
    };
    this.#open.set(sequence, deal);
    writeDeal(company, deal, instant);
    writeDealHistory(company, deal, instant);
    const steps = stepsOf(company, deal);
    if (typeof wish.ending === "object" && wish.customer !== undefined) {
      this.#awaitingFirstOrder.set(wish.customer, deal);
      followToOrder(company, steps, dayOf(instant), wish.ending.wonDay, (step, at) => {
        if (deal.stage !== "Closed Won") this.#change(deal, step, at);
      });
    } else this.#follow(deal, steps, 0);
    return deal;
  }

  #follow(deal: Deal, steps: readonly DealStep[], place: number): void {
    const step = steps[place];
    if (step === undefined) return;
    const day = this.#company.now + step.wait;
    this.#company.at(day, () => {
      const instant = instantOf(day, step.minute * 60 + place);
      if (place === steps.length - 1) this.#finish(deal, step, instant);
      else this.#change(deal, step, instant);
      this.#follow(deal, steps, place + 1);
    });
  }

  #change(deal: Deal, step: DealStep, wanted: number): void {
    const company = this.#company;
    const instant = nextVersion(deal, wanted);
    const hadLines = deal.linesCreated !== 0;
    const amountChanged = step.amountPermille !== deal.permille;
    deal.permille = step.amountPermille;
    deal.amount = amountOf(deal.lines, deal.currency, deal.permille);
    deal.stage = step.stage;
    deal.closeDay = company.now + step.closesIn;
    deal.lossReason = step.lossReason;
    deal.competitor = step.competitor;
    if (!hadLines && step.stage === "Needs Analysis") deal.linesCreated = instant;
    if (deal.linesCreated !== 0 && (!hadLines || amountChanged)) {
      writeDealLines(company, deal, deal.lines, deal.permille, instant);
    }
    writeDeal(company, deal, instant);
    writeDealHistory(company, deal, instant);
    noteActivity(company, this.#activities, deal, instant);
    if (!deal.stage.startsWith("Closed")) return;
    this.#open.delete(deal.sequence);
    for (const listener of this.#closed) listener(deal);
  }

  #finish(deal: Deal, step: DealStep, instant: number): void {
    if (step.stage !== "Closed Won" || deal.customer === undefined) {
      this.#change(deal, step, instant);
      return;
    }
    const order = this.#company.extraOrder(deal.customer, {
      cause: "opportunity",
      opportunityId: deal.id,
      value: Math.max(deal.valueUsd, 1),
      products: deal.lines.map(({ product, quantity }) => ({ product, quantity })),
    });
    if (order === undefined) {
      const lost = { lossReason: "Competitor", competitor: "Halvard & Finch" };
      this.#change(deal, { ...step, stage: "Closed Lost", ...lost }, instant);
    } else this.#win(deal, order, Math.max(instant, order.orderedAt));
  }

  #firstOrder(order: Order): { opportunityId: string } | undefined {
    const deal = order.sequence === 0 ? this.#awaitingFirstOrder.get(order.customer) : undefined;
    if (deal === undefined) return undefined;
    this.#awaitingFirstOrder.delete(order.customer);
    this.#company.at(this.#company.now, () => {
      this.#win(deal, order, order.orderedAt);
    });
    return { opportunityId: deal.id };
  }

  #win(deal: Deal, order: Order, wanted: number): void {
    const company = this.#company;
    const isEntered = order.enteredDay === company.now;
    const instant = nextVersion(deal, isEntered ? Math.max(wanted, order.enteredAt) : wanted);
    const random = company.random(`deal-won/${String(deal.sequence)}`);
    if (deal.linesCreated !== 0) {
      writeDealLines(company, deal, deal.lines, deal.permille, instant, true);
    }
    deal.linesFrom += deal.lines.length;
    deal.lines = linesOfOrder(order);
    deal.linesCreated = instant;
    deal.permille = 1000;
    deal.currency = order.currency;
    if (random.chance(ORDER_NO_KNOWN_PERMILLE)) {
      if (isEntered) deal.orderNo = order.orderNo;
      else this.#numberLater(deal, order);
    }
    writeDealLines(company, deal, deal.lines, deal.permille, instant);
    this.#change(deal, { ...wonStep, minute: 0, wait: 0 }, instant);
  }

  /** The ERP gives an order its number when it learns of it. */
  #numberLater(deal: Deal, { orderNo, enteredDay, enteredAt }: Order): void {
    this.#company.at(enteredDay, () => {
      deal.orderNo = orderNo;
      writeDeal(this.#company, deal, nextVersion(deal, laterOn(enteredAt, 600)));
    });
  }

  #assign(deal: Deal, owner: string | undefined, instant: number): void {
    if (deal.owner === owner) return;
    deal.owner = owner;
    writeDeal(this.#company, deal, nextVersion(deal, instant));
  }
}

/** Things of one day are not told in the order of their hours: a version never comes before the one it follows. */
function nextVersion(deal: Deal, instant: number): number {
  deal.written = Math.max(instant, laterOn(deal.written, 1));
  return deal.written;
}

const wonStep = { stage: "Closed Won", amountPermille: 1000, closesIn: 0 } as const;

/** Draws until the end is the one that is wanted; the chance of either is planted elsewhere. */
function stepsOf(company: Company, deal: Deal): readonly DealStep[] {
  for (let attempt = 0; ; attempt += 1) {
    const random = company.random(`deal-steps/${String(deal.sequence)}/${String(attempt)}`);
    const steps = drawDeal(deal.segment, random);
    const won = steps.at(-1)?.stage === "Closed Won";
    const wanted = deal.ending === undefined || won === (deal.ending !== "lost");
    if (wanted || attempt > 200) return steps;
  }
}

/** Presses all steps but the last, the order itself, into the days before it. */
function followToOrder(
  company: Company,
  steps: readonly DealStep[],
  from: number,
  wonDay: number,
  change: (step: DealStep, instant: number) => void,
): void {
  const whole = steps.reduce((sum, { wait }) => sum + wait, 0);
  const span = wonDay - 1 - from;
  if (span < 1) return;
  let passed = 0;
  for (const [place, step] of steps.slice(0, -1).entries()) {
    passed += step.wait;
    const day = from + 1 + Math.floor(((span - 1) * passed) / Math.max(whole, 1));
    const second = 9 * 3600 + place * 3000 + (step.minute % 40) * 60;
    company.at(day, () => {
      change(step, instantOf(day, second));
    });
  }
}

const MEETING_STAGES: ReadonlySet<Stage> = new Set(["Needs Analysis", "Proposal", "Negotiation"]);

function noteActivity(company: Company, activities: Activities, deal: Deal, instant: number): void {
  const about: ActivitySubject = {
    whoId: deal.contactId,
    whatId: deal.id,
    accountId: deal.accountId,
    owner: deal.owner,
  };
  const random = company.random(
    `deal-note/${String(deal.sequence)}/${deal.stage}/${String(company.now)}`,
  );
  if (MEETING_STAGES.has(deal.stage) && random.chance(550)) {
    activities.meeting("Meeting", deal.stage, about, instant);
  }
  if (random.chance(700))
    activities.done(random.chance(600) ? "Call" : "Email", deal.stage, about, instant);
  if (!deal.stage.startsWith("Closed") && random.chance(500)) {
    activities.planned("Follow up", about, instant);
  }
}
