import { instantOf, yearMonth } from "../calendar.js";
import type { Company, Order } from "../company.js";
import type { Accounts } from "../crm/accounts.js";
import type { LeadBook } from "../crm/lead-book.js";
import {
  CampaignMembers,
  drawCustomers,
  type CampaignAnswered,
  type CampaignEnded,
} from "./campaign-members.js";
import { campaignsOfQuarter, quarterStart, type CampaignPlan } from "./campaign-plan.js";
import { memberIdOf, writeMember } from "./campaign-member-records.js";
import { campaignIdOf, CampaignRecord, planningInstant, Programmes } from "./campaign-records.js";
import { TouchHistory } from "./touch-history.js";
import { Touches, type Touched } from "./touches.js";

const PLANNED_DAYS = 14;
/** From its first day a campaign's effect is measured, and takes place, for so many days. */
export const UPLIFT_DAYS = 30;
const CLICK_COUNTS_DAYS = 10;
const CLICK_COUNTS_PERMILLE = 650;
const MEMBERS_AT = 6 * 3600 + 60;

interface Running {
  plan: CampaignPlan;
  record: CampaignRecord;
  members: CampaignMembers;
  /** Sequence of the first member. */
  firstMember: number;
  leads: readonly string[];
}

/** Plans campaigns, sends them in waves, and lets them have their planted effect. */
export class Campaigns {
  readonly #company: Company;
  readonly #accounts: Accounts;
  readonly #book: LeadBook;
  readonly #programmes: Programmes;
  readonly #touches: Touches;
  readonly #history = new TouchHistory();
  #announced: { plan: CampaignPlan; record: CampaignRecord }[] = [];
  readonly #running = new Set<Running>();
  readonly #clicks = new Map<number, { campaignId: string; day: number }>();
  readonly #answered: CampaignAnswered[] = [];
  readonly #ended: CampaignEnded[] = [];
  /** Ids of members who have answered, by the sequence of the campaign. */
  readonly #responded = new Map<number, Set<string>>();
  #members = 0;

  constructor(company: Company, accounts: Accounts, book: LeadBook) {
    this.#company = company;
    this.#accounts = accounts;
    this.#book = book;
    this.#programmes = new Programmes(company, PLANNED_DAYS + 1);
    this.#touches = new Touches(company, (reaction, plan, touched, instant) => {
      this.#react(reaction, plan, touched, instant);
    });
    company.everyDay((day) => {
      this.#planDay(day);
    });
    company.on("orderPlaced", ({ order }) => {
      this.#noteOrder(order);
    });
    company.attributeOrder((order) => this.#campaignOf(order));
  }

  onEnded(listener: CampaignEnded): void {
    this.#ended.push(listener);
  }

  onAnswered(listener: CampaignAnswered): void {
    this.#answered.push(listener);
  }

  #planDay(day: number): void {
    const { year, month } = yearMonth(day);
    this.#programmes.live(day);
    const quarter = (year - 2023) * 4 + Math.floor((month - 1) / 3);
    for (const of of [quarter, quarter + 1]) {
      if (quarterStart(of) - day > PLANNED_DAYS + 1) continue;
      for (const plan of campaignsOfQuarter(this.#company.seed, of)) {
        if (Math.max(plan.startDay - PLANNED_DAYS, this.#company.first) === day)
          this.#announce(plan);
      }
    }
    const due = this.#announced.filter(({ plan }) => plan.startDay === day);
    this.#announced = this.#announced.filter(({ plan }) => plan.startDay > day);
    for (const { plan, record } of due) this.#start(plan, record);
    for (const [customer, click] of this.#clicks) {
      if (day - click.day > CLICK_COUNTS_DAYS) this.#clicks.delete(customer);
    }
  }

  #announce(plan: CampaignPlan): void {
    const company = this.#company;
    const created = planningInstant(company, company.now);
    const record = new CampaignRecord(company, plan, created);
    record.write("Planned", created);
    this.#announced.push({ plan, record });
  }

  #start(plan: CampaignPlan, record: CampaignRecord): void {
    const company = this.#company;
    const isLeads = plan.audience === "open_leads";
    const customers = isLeads ? [] : drawCustomers(company, this.#accounts, plan);
    const random = company.random(`hold-out/${String(plan.sequence)}`);
    const members = new CampaignMembers(customers, () => !random.chance(plan.controlPermille));
    const written = instantOf(company.now, MEMBERS_AT);
    const leads = isLeads
      ? this.#book.latest(Math.round(plan.members * company.scale), written)
      : [];
    const firstMember = this.#members + 1;
    this.#members += customers.length + leads.length;
    const running: Running = { plan, record, members, firstMember, leads };
    this.#running.add(running);
    this.#responded.set(plan.sequence, new Set());
    record.prepare();
    record.write("In Progress", instantOf(company.now, 6 * 3600));
    this.#writeMembers(running);
    this.#plantUplift(running);
    for (const day of plan.waveDays) {
      company.at(day, () => {
        this.#sendWave(running);
      });
    }
    company.at(plan.startDay + UPLIFT_DAYS, () => {
      this.#running.delete(running);
      this.#responded.delete(plan.sequence);
      record.write("Completed", planningInstant(company, company.now));
      for (const listener of this.#ended) listener(plan, members.outcome());
    });
  }

  #writeMembers(running: Running): void {
    const created = instantOf(this.#company.now, MEMBERS_AT);
    const { members, leads, firstMember } = running;
    members.customers.forEach((customer, place) => {
      const row = { id: memberIdOf(firstMember + place), created, hasResponded: false };
      writeMember(
        this.#company,
        this.#accounts,
        running.plan,
        row,
        customer,
        undefined,
        members.isTreated(place),
        created,
      );
    });
    leads.forEach((leadId, place) => {
      const row = { id: memberIdOf(firstMember + place), created, hasResponded: false };
      writeMember(
        this.#company,
        this.#accounts,
        running.plan,
        row,
        undefined,
        leadId,
        true,
        created,
      );
    });
  }

  /** Decides now which treated members will order once more because of the campaign. */
  #plantUplift({ plan, members }: Running): void {
    const company = this.#company;
    const random = company.random(`uplift/${String(plan.sequence)}`);
    members.customers.forEach((customer, place) => {
      const happens = random.chance(plan.upliftPermille);
      const day = plan.startDay + random.between(1, UPLIFT_DAYS - 6);
      if (!members.isTreated(place)) return;
      if (company.history(customer).alive) members.markAlive(place);
      if (!happens) return;
      company.at(day, () => {
        const wish = { cause: "campaign", campaignId: campaignIdOf(plan) } as const;
        const order = company.extraOrder(customer, wish);
        if (order !== undefined && order.cancelledDay === undefined) members.markUplifted(place);
      });
    });
  }

  #sendWave({ plan, record, members, leads, firstMember }: Running): void {
    const company = this.#company;
    let sent = 0;
    const send = (touched: Touched): void => {
      sent += 1;
      this.#touches.send(plan, touched);
    };
    members.customers.forEach((customer, place) => {
      if (!members.isTreated(place)) return;
      if (plan.channel === "email" && this.#accounts.hasOptedOut(customer)) return;
      send({
        memberId: memberIdOf(firstMember + place),
        customer,
        accountId: this.#accounts.idOf(customer),
        leadId: undefined,
        earlierTouches: this.#history.before(customer, company.now),
        interestPercent: company.history(customer).alive ? 115 : 60,
      });
      this.#history.add(customer, company.now);
    });
    leads.forEach((leadId, place) => {
      const memberId = memberIdOf(firstMember + place);
      const nobody = { customer: undefined, accountId: undefined };
      send({ memberId, ...nobody, leadId, earlierTouches: 0, interestPercent: 70 });
    });
    record.wave(sent);
  }

  #react(
    reaction: "opened" | "clicked" | "responded" | "unsubscribed",
    plan: CampaignPlan,
    touched: Touched,
    instant: number,
  ): void {
    const { customer } = touched;
    const campaignId = campaignIdOf(plan);
    if (reaction === "unsubscribed" && customer !== undefined && plan.channel === "email") {
      this.#accounts.optOut(customer, instant);
    }
    const responded = this.#responded.get(plan.sequence);
    if (reaction === "responded" && responded !== undefined && !responded.has(touched.memberId)) {
      responded.add(touched.memberId);
      const created = instantOf(plan.startDay, MEMBERS_AT);
      const row = { id: touched.memberId, created, hasResponded: true };
      writeMember(
        this.#company,
        this.#accounts,
        plan,
        row,
        customer,
        touched.leadId,
        true,
        instant,
      );
    }
    if (customer === undefined || (reaction !== "clicked" && reaction !== "responded")) return;
    this.#clicks.set(customer, { campaignId, day: this.#company.now });
    for (const listener of this.#answered) listener(reaction, customer, campaignId, instant);
  }

  #noteOrder(order: Order): void {
    if (order.cancelledDay !== undefined) return;
    for (const { plan, members } of this.#running) {
      if (order.orderDay >= plan.startDay + UPLIFT_DAYS) continue;
      if (order.extraCause !== undefined && order.campaignId === campaignIdOf(plan)) continue;
      members.ordered(order.customer);
    }
  }

  /** An order soon after a click carries the campaign's code, mostly. */
  #campaignOf(order: Order): { campaignId: string } | undefined {
    const click = this.#clicks.get(order.customer);
    if (click === undefined || order.orderDay - click.day > CLICK_COUNTS_DAYS) return undefined;
    const random = this.#company.random(`campaign-code/${order.orderNo}`);
    return random.chance(CLICK_COUNTS_PERMILLE) ? { campaignId: click.campaignId } : undefined;
  }
}
