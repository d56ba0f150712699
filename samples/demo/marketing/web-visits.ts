import { instantOf, secondOf } from "../calendar.js";
import type { Company, Order } from "../company.js";
import type { Accounts } from "../crm/accounts.js";
import type { Campaigns } from "./campaigns.js";

/** Visits at scale 1 on a usual day in the first and the third year, besides those that end in an order. */
const VISITS_FIRST = 74;
const VISITS_MORE_A_YEAR = 22;
const SIGNED_IN_PERMILLE = 320;
const KNOWN_COOKIE_PERMILLE = 260;
/** The visits of a day are exported after this time, so that a month of the business is a month of UTC. */
const EXPORT_SECOND = 8 * 3600 + 300;

const SOURCES = ["search", "direct", "social", "referral", "paid_search", "newsletter"] as const;
const SOURCE_WEIGHTS = [34, 26, 14, 8, 14, 4];
/** Visits by two-hour steps from midnight. */
const HOURS = [3, 1, 1, 3, 9, 13, 12, 11, 11, 13, 16, 9];

interface Visit {
  started: number;
  customer: number | undefined;
  signedIn: boolean;
  source: string;
  campaignId?: string | undefined;
  pages: number;
  hasBasket: boolean;
  completed: boolean;
  orderNo?: string;
}

/** Visits to the web site. */
export function addWebVisits(company: Company, accounts: Accounts, campaigns: Campaigns): void {
  let sequence = 0;

  const write = (visit: Visit): void => {
    sequence += 1;
    const random = company.random(`visit/${String(sequence)}`);
    const { started, customer, signedIn } = visit;
    const day = company.now;
    const ended = instantOf(day, secondOf(started) + visit.pages * random.between(15, 70));
    const cookie = customer === undefined ? 1_000_000_000 + sequence : customer;
    company.emit(
      "marketing.web_visit",
      {
        visit_id: `V${String(sequence).padStart(10, "0")}`,
        visitor_id: `U${(Math.imul(cookie + 1, 0x9e3779b1) >>> 0).toString(36)}${String(cookie % 97)}`,
        account_id: signedIn && customer !== undefined ? accounts.idOf(customer) : undefined,
        started_at: started,
        ended_at: ended,
        traffic_source: visit.source,
        campaign_id: visit.campaignId,
        page_count: visit.pages,
        has_basket: visit.hasBasket,
        task_completed: visit.completed,
        order_no: visit.orderNo,
      },
      Math.max(ended, instantOf(day, EXPORT_SECOND)),
    );
  };

  company.everyDay((day) => {
    const random = company.random(`visits/${String(day)}`);
    const years = (day - company.first) / 365;
    const usual = (VISITS_FIRST + VISITS_MORE_A_YEAR * years) * company.scale;
    let count = Math.floor(
      usual * company.intensity(day) * (0.85 + 0.3 * random.unit()) + random.unit(),
    );
    for (; count > 0; count -= 1) write(browsing(company, day, random));
  });
  company.on("orderPlaced", ({ order }) => {
    if (order.channel === "internet") write(buying(company, order));
  });
  campaigns.onAnswered((reaction, customer, campaignId, instant) => {
    if (reaction !== "clicked") return;
    const random = company.random(`clicked/${campaignId}/${String(customer)}`);
    const hasBasket = random.chance(180);
    write({
      started: instant,
      customer,
      signedIn: random.chance(500),
      source: "email",
      campaignId,
      pages: random.between(1, 9),
      hasBasket,
      completed: random.chance(420),
    });
  });
}

function browsing(company: Company, day: number, random: ReturnType<Company["random"]>): Visit {
  const second = random.weighted(HOURS) * 7200 + random.below(7200);
  const known = company.customerCount();
  const signedIn = known > 0 && random.chance(SIGNED_IN_PERMILLE);
  const recognised = signedIn || (known > 0 && random.chance(KNOWN_COOKIE_PERMILLE));
  const pages = 1 + random.below(random.between(1, 14));
  const hasBasket = pages > 3 && random.chance(signedIn ? 330 : 190);
  return {
    started: instantOf(day, second),
    customer: recognised ? random.below(known) : undefined,
    signedIn,
    source: SOURCES[random.weighted(SOURCE_WEIGHTS)] ?? "search",
    pages,
    hasBasket,
    completed: random.chance(pages > 2 ? 560 : 230),
  };
}

function buying(company: Company, order: Order): Visit {
  const random = company.random(`buying/${order.orderNo}`);
  const pages = random.between(5, 24);
  const second = Math.max(secondOf(order.orderedAt) - pages * 30, 0);
  const fromCampaign = order.campaignId !== undefined && random.chance(700);
  return {
    started: instantOf(company.now, second),
    customer: order.customer,
    signedIn: random.chance(880),
    source: fromCampaign ? "email" : (SOURCES[random.weighted(SOURCE_WEIGHTS)] ?? "search"),
    campaignId: fromCampaign ? order.campaignId : undefined,
    pages,
    hasBasket: true,
    completed: true,
    orderNo: order.orderNo,
  };
}
