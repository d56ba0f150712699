import type { Chats } from "../contact-centre/chats.js";
import type { Calls } from "../contact-centre/calls.js";
import type { Company, Order, OrderLine } from "../company.js";
import type { Random } from "../random.js";
import type { Case, CaseWish } from "./case.js";
import type { CaseType, Origin, Priority } from "./case-plan.js";
import type { Mood } from "./mood.js";
import type { ServiceDesk } from "./service-desk.js";

const TYPES: readonly { type: CaseType; weight: number; priorities: readonly number[] }[] = [
  { type: "Question", weight: 40, priorities: [3, 27, 70] },
  { type: "Problem", weight: 26, priorities: [20, 55, 25] },
  { type: "Request", weight: 24, priorities: [3, 37, 60] },
  { type: "Complaint", weight: 10, priorities: [35, 50, 15] },
];
const PRIORITIES: readonly Priority[] = ["High", "Medium", "Low"];

const REASONS: Readonly<Record<CaseType, readonly string[]>> = {
  Question: ["Product information", "Order status", "Order status", "Invoice question"],
  Problem: [
    ...["Late delivery", "Damaged delivery", "Wrong item", "Website problem"],
    ...["Damaged delivery", "Wrong item", "Website problem", "Product defect"],
  ],
  Request: ["Return", "Address change", "Invoice copy", "Quotation"],
  Complaint: [
    ...["Late delivery", "Service quality", "Wrong item", "Billing error", "Service quality"],
    ...["Wrong item", "Billing error", "Service quality", "Billing error", "Product defect"],
  ],
};
const ABOUT_A_PRODUCT = new Set([
  "Product information",
  "Damaged delivery",
  "Wrong item",
  "Product defect",
  "Return",
]);

const ORIGINS: readonly Origin[] = ["Phone", "Email", "Web", "Chat"];
const ORIGIN_WEIGHTS = [42, 30, 16, 12];

/** Cases of a thousand orders that are about the order. */
const CASES_AFTER_ORDER_PERMILLE = 410;
const CASES_AFTER_LATE_PERMILLE = 550;
const CASES_AFTER_RETURN_PERMILLE = 450;
/** Of a thousand customers who got the bad batch. */
const BAD_BATCH_COMPLAINT_PERMILLE = 720;
/** Cases at scale 1 on a usual day that are about no order. */
const OTHER_CASES_A_DAY = 3.4;

interface Ways {
  company: Company;
  desk: ServiceDesk;
  calls: Calls;
  chats: Chats;
  mood: Mood;
}

/** What people have to say after an order, and now and then without one. */
export function addCaseSources(ways: Ways): void {
  const { company, mood, calls, desk } = ways;
  company.on("orderShipped", ({ order, isLate }) => {
    if (!isLate) return;
    mood.feel(order.customer, "late_delivery");
    const random = company.random(`late-case/${order.orderNo}`);
    if (!random.chance(CASES_AFTER_LATE_PERMILLE)) return;
    const type = random.chance(400) ? "Complaint" : "Problem";
    const wish = wishOf(order, type, "Late delivery", random);
    raise(ways, wish, random.between(1, 5), random);
  });
  company.on("orderDelivered", ({ order }) => {
    const bad = order.lines.find(({ isBadBatch }) => isBadBatch);
    if (bad === undefined) afterOrder(ways, order);
    else afterBadBatch(ways, order, bad);
  });
  company.on("returnMade", ({ customer, orderNo, line }) => {
    const random = company.random(`return-case/${orderNo}/${String(line.lineNo)}`);
    if (!random.chance(CASES_AFTER_RETURN_PERMILLE)) return;
    const priority = priorityOf("Request", random);
    const { productId } = line.product;
    const wish: CaseWish = {
      customer,
      type: "Request",
      reason: "Return",
      priority,
      origin: originOf(random),
      orderNo,
      productId,
    };
    raise(ways, wish, random.between(0, 2), random);
  });
  company.everyDay((day) => {
    const random = company.random(`other-cases/${String(day)}`);
    const mean = OTHER_CASES_A_DAY * company.scale * company.intensity(day);
    let count = Math.floor(mean * (0.7 + 0.6 * random.unit()) + random.unit());
    const known = company.customerCount();
    for (; count > 0 && known > 0; count -= 1) {
      const type = typeOf(random);
      const reason = REASONS[type][random.below(REASONS[type].length)] ?? "";
      const priority = priorityOf(type, random);
      const wish = {
        customer: random.below(known),
        type,
        reason,
        priority,
        origin: originOf(random),
      };
      raise(ways, wish, random.between(0, 2), random);
    }
  });
  desk.listen({
    opened: (one: Case) => {
      calls.askAgain(one);
    },
  });
}

function afterOrder(ways: Ways, order: Order): void {
  const random = ways.company.random(`order-case/${order.orderNo}`);
  if (!random.chance(CASES_AFTER_ORDER_PERMILLE)) return;
  const type = typeOf(random);
  const reasons = REASONS[type];
  const reason = reasons[random.below(reasons.length)] ?? "";
  const wish = wishOf(order, type, reason, random);
  raise(ways, wish, random.between(0, 18), random);
}

function afterBadBatch(ways: Ways, order: Order, line: OrderLine): void {
  ways.mood.feel(order.customer, "bad_batch");
  const random = ways.company.random(`bad-batch-case/${order.orderNo}`);
  if (!random.chance(BAD_BATCH_COMPLAINT_PERMILLE)) {
    afterOrder(ways, order);
    return;
  }
  const wish: CaseWish = {
    customer: order.customer,
    type: "Complaint",
    reason: "Product defect",
    priority: random.chance(550) ? "High" : "Medium",
    origin: originOf(random),
    orderNo: order.orderNo,
    productId: line.product.productId,
    batchNo: line.batchNo,
    isBadBatch: true,
  };
  raise(ways, wish, random.between(2, 24), random);
}

function wishOf(order: Order, type: CaseType, reason: string, random: Random): CaseWish {
  const line = order.lines[random.below(Math.max(order.lines.length, 1))];
  const named = line !== undefined && ABOUT_A_PRODUCT.has(reason);
  return {
    customer: order.customer,
    type,
    reason,
    priority: priorityOf(type, random),
    orderNo: random.chance(800) ? order.orderNo : undefined,
    productId: named ? line.product.productId : undefined,
    batchNo: named && reason === "Product defect" ? line.batchNo : undefined,
    origin: originOf(random),
  };
}

/** Brings a case to the company by the way it takes, `days` from now. */
function raise(
  { company, desk, calls, chats }: Ways,
  wish: CaseWish,
  days: number,
  random: Random,
): void {
  if (wish.origin === "Phone") {
    calls.plan(company.now + days, wish);
    return;
  }
  const day = company.now + days;
  const minute = random.between(7 * 60, 23 * 60);
  company.at(day, () => {
    if (wish.origin === "Chat") chats.withCase(wish);
    else desk.openCase(wish, day * 1440 + minute);
  });
}

function typeOf(random: Random): CaseType {
  return TYPES[random.weighted(TYPES.map(({ weight }) => weight))]?.type ?? "Question";
}

function priorityOf(type: CaseType, random: Random): Priority {
  const weights = TYPES.find((one) => one.type === type)?.priorities ?? [1];
  return PRIORITIES[random.weighted(weights)] ?? "Low";
}

const originOf = (random: Random): Origin => ORIGINS[random.weighted(ORIGIN_WEIGHTS)] ?? "Email";
