import { instantOf, laterOn } from "../calendar.js";
import type { Company, OrderLine } from "../company.js";
import type { OrderDraft } from "../purchases/order-drafts.js";

type Status = "open" | "shipped" | "invoiced" | "cancelled";

/** What a clerk got wrong when an order was typed in: the right figures come with a later version. */
interface EntryError {
  lineNo: number;
  /** Typed instead of the right quantity. */
  quantity: number | undefined;
  forgotDiscount: boolean;
  correctedDay: number;
}

/** Writes a version of an order's head. */
export function emitOrder(
  company: Company,
  order: OrderDraft,
  status: Status,
  changedAt: number,
  removal: { orderNo?: string; deleted?: boolean } = {},
): void {
  company.emit(
    "erp.sales_order",
    {
      order_no: removal.orderNo ?? order.orderNo,
      customer_no: order.customerNo,
      channel: order.channel,
      branch_id: order.branchId,
      rep_employee_no: order.repEmployeeNo,
      currency: order.currency,
      order_date: order.orderDay,
      ordered_at: order.orderedAt,
      promised_date: order.promisedDay,
      status,
      opportunity_id: order.opportunityId,
      campaign_id: order.campaignId,
      deleted: removal.deleted ?? false,
    },
    changedAt,
  );
}

/** Writes a version of one line. */
export function emitLine(
  company: Company,
  orderNo: string,
  line: OrderLine,
  changedAt: number,
  deleted = false,
): void {
  company.emit(
    "erp.order_line",
    {
      order_no: orderNo,
      line_no: line.lineNo,
      product_id: line.product.productId,
      batch_no: line.batchNo,
      quantity: line.quantity,
      unit_price: line.unitPrice,
      discount_amount: line.discount,
      net_amount: line.net,
      tax_amount: line.tax,
      cost_amount: line.cost,
      deleted,
    },
    changedAt,
  );
}

const ERROR_PERMILLE = { internet: 0, store: 8, reseller: 30 } as const;

/** Chosen by the order's own stream, so that it is the same whenever it is asked for. */
export function entryErrorOf(company: Company, order: OrderDraft): EntryError | undefined {
  const random = company.random(`entry/${order.orderNo}`);
  if (!random.chance(ERROR_PERMILLE[order.channel])) return undefined;
  const line = order.lines[random.below(order.lines.length)];
  if (line === undefined) return undefined;
  const forgotDiscount = line.discount > 0 && random.chance(350);
  const quantity = random.chance(400) ? line.quantity * 10 : line.quantity + random.between(1, 3);
  const latest =
    order.channel === "store" ? order.enteredDay + 3 : (order.shippedDay ?? order.enteredDay + 1);
  const correctedDay = Math.min(order.enteredDay + random.between(1, 4), latest);
  return {
    lineNo: line.lineNo,
    quantity: forgotDiscount ? undefined : quantity,
    forgotDiscount,
    correctedDay: Math.max(correctedDay, order.enteredDay),
  };
}

/** The line as it was typed in first. */
export function mistyped(line: OrderLine, error: EntryError): OrderLine {
  if (line.lineNo !== error.lineNo) return line;
  if (error.forgotDiscount) {
    return { ...line, discount: 0, ...netAndTax(line, line.quantity * line.unitPrice) };
  }
  const quantity = error.quantity ?? line.quantity;
  const share = quantity / line.quantity;
  const discount = Math.round((line.discount * share) / 10_000) * 10_000;
  return {
    ...line,
    quantity,
    discount,
    cost: Math.round((line.cost * share) / 100) * 100,
    ...netAndTax(line, quantity * line.unitPrice - discount),
  };
}

function netAndTax(line: OrderLine, net: number): { net: number; tax: number } {
  const taxShare = line.net === 0 ? 0 : line.tax / line.net;
  return { net, tax: Math.round((net * taxShare) / 10_000) * 10_000 };
}

const DUPLICATE_PERMILLE = { internet: 2, store: 4, reseller: 14 } as const;

/** Types the whole order in once more by mistake; it is removed again within days. */
export function emitDoubleEntry(company: Company, order: OrderDraft, nextNo: () => string): void {
  const random = company.random(`double/${order.orderNo}`);
  if (!random.chance(DUPLICATE_PERMILLE[order.channel])) return;
  const orderNo = nextNo();
  const enteredAt = laterOn(order.enteredAt, random.between(60, 1800));
  emitOrder(company, order, "open", enteredAt, { orderNo });
  for (const line of order.lines) emitLine(company, orderNo, line, enteredAt);
  const removedDay = company.now + random.between(1, 3);
  const removedAt = instantOf(removedDay, random.between(9 * 3600, 17 * 3600));
  company.at(removedDay, () => {
    emitOrder(company, order, "open", removedAt, { orderNo, deleted: true });
    for (const line of order.lines) emitLine(company, orderNo, line, removedAt, true);
  });
}
