import { instantOf, laterOn } from "../calendar.js";
import type { Company, Currency, OrderLine, ReturnReason } from "../company.js";
import { partOf } from "../money.js";
import type { OrderDraft } from "../purchases/order-drafts.js";
import type { Tell } from "../simulation/tell.js";
import {
  emitDoubleEntry,
  emitLine,
  emitOrder,
  entryErrorOf,
  mistyped,
} from "./erp-order-records.js";
import { schedulePayment } from "./payments.js";

const CARRIERS = ["Swiftgull", "Norvane Post", "青鸟速运", "Marrow & Lund"] as const;
const RETURN_PERMILLE = { person: 38, organisation: 14 } as const;
const BAD_BATCH_RETURN_PERMILLE = 240;
const LATE_RETURN_PERMILLE = 70;

/** Takes an order from its entry to the money and, sometimes, back: all that the ERP writes about it. */
export class OrderToCash {
  readonly #company: Company;
  readonly #tell: Tell;
  readonly #nextNo: () => string;

  constructor(company: Company, tell: Tell, nextNo: () => string) {
    this.#company = company;
    this.#tell = tell;
    this.#nextNo = nextNo;
  }

  /** Runs on the day of entry, after the customer's record is there. */
  enter(order: OrderDraft): void {
    const company = this.#company;
    const error = entryErrorOf(company, order);
    const isCounter = order.channel === "store";
    emitOrder(company, order, isCounter ? "invoiced" : "open", order.enteredAt);
    for (const line of order.lines) {
      const typed = error === undefined ? line : mistyped(line, error);
      emitLine(company, order.orderNo, typed, order.enteredAt);
    }
    if (error !== undefined) this.#correct(order, error.lineNo, error.correctedDay);
    emitDoubleEntry(company, order, this.#nextNo);
    if (isCounter) {
      this.#ship(order, order.enteredAt);
      this.#invoice(order, laterOn(order.enteredAt, 20));
      return;
    }
    const { cancelledDay, shippedDay } = order;
    if (cancelledDay !== undefined)
      company.at(cancelledDay, () => {
        this.#cancel(order, cancelledDay);
      });
    if (shippedDay !== undefined) this.#scheduleShipment(order, shippedDay);
  }

  #correct(order: OrderDraft, lineNo: number, day: number): void {
    const line = order.lines[lineNo - 1];
    if (line === undefined) return;
    const random = this.#company.random(`correction/${order.orderNo}`);
    this.#company.at(day, () => {
      const at = instantOf(day, random.between(18 * 3600, 20 * 3600));
      emitLine(this.#company, order.orderNo, line, at);
    });
  }

  #cancel(order: OrderDraft, day: number): void {
    const random = this.#company.random(`cancel/${order.orderNo}`);
    const instant = instantOf(day, random.between(9 * 3600, 18 * 3600));
    emitOrder(this.#company, order, "cancelled", instant);
    this.#tell("orderCancelled", { order, instant });
  }

  #scheduleShipment(order: OrderDraft, shippedDay: number): void {
    const { deliveredDay, invoiceDay } = order;
    const random = this.#company.random(`shipment/${order.orderNo}`);
    const shippedAt = instantOf(shippedDay, random.between(10 * 3600, 17 * 3600));
    const deliveredSecond = random.between(9 * 3600, 19 * 3600);
    this.#company.at(shippedDay, () => {
      emitOrder(this.#company, order, "shipped", shippedAt);
      this.#ship(order, shippedAt);
    });
    if (deliveredDay !== undefined) {
      this.#company.at(deliveredDay, () => {
        const instant = instantOf(deliveredDay, deliveredSecond);
        this.#emitShipment(order, deliveredDay, instant);
        this.#deliver(order, deliveredDay, instant);
      });
    }
    if (invoiceDay === undefined) return;
    this.#company.at(invoiceDay, () => {
      const at = instantOf(invoiceDay, 17 * 3600 + random.between(60, 7000));
      emitOrder(this.#company, order, "invoiced", at);
      this.#invoice(order, at);
    });
  }

  #ship(order: OrderDraft, instant: number): void {
    const isCounter = order.channel === "store";
    this.#emitShipment(order, isCounter ? order.deliveredDay : undefined, instant);
    this.#tell("orderShipped", { order, isLate: order.isLate, instant });
    if (isCounter) this.#deliver(order, order.orderDay, instant);
  }

  #emitShipment(order: OrderDraft, deliveredDay: number | undefined, changedAt: number): void {
    const random = this.#company.random(`carrier/${order.orderNo}`);
    this.#company.emit(
      "erp.shipment",
      {
        shipment_no: `SH${order.orderNo.slice(2)}`,
        order_no: order.orderNo,
        shipped_date: order.shippedDay,
        delivered_date: deliveredDay,
        carrier: order.channel === "store" ? "Collected" : random.pick(CARRIERS),
      },
      changedAt,
    );
  }

  #deliver(order: OrderDraft, deliveredDay: number, instant: number): void {
    this.#tell("orderDelivered", { order, deliveredDay, instant });
    const { kind } = this.#company.customer(order.customer);
    for (const line of order.lines) {
      const random = this.#company.random(`return/${order.orderNo}/${String(line.lineNo)}`);
      const chance = RETURN_PERMILLE[kind] + (order.isLate ? LATE_RETURN_PERMILLE : 0);
      if (!random.chance(line.isBadBatch ? BAD_BATCH_RETURN_PERMILLE : chance)) continue;
      const reason = reasonOf(line, order.isLate, random.below(100));
      const { orderNo, customer, currency } = order;
      const day = this.#company.now + random.between(3, 24);
      const units =
        line.quantity === 1 || random.chance(600)
          ? line.quantity
          : random.between(1, line.quantity);
      const at = instantOf(day, random.between(9 * 3600, 18 * 3600));
      this.#company.at(day, () => {
        this.#return({ orderNo, customer, currency, line, units, reason, day, at });
      });
    }
  }

  #return(r: {
    orderNo: string;
    customer: number;
    currency: Currency;
    line: OrderLine;
    units: number;
    reason: ReturnReason;
    day: number;
    at: number;
  }): void {
    const { line, units } = r;
    const part = (amount: number): number => partOf(r.currency, amount, units, line.quantity);
    this.#company.emit(
      "erp.return_line",
      {
        return_no: `RT${r.orderNo.slice(2)}-${String(line.lineNo)}`,
        order_no: r.orderNo,
        line_no: line.lineNo,
        return_date: r.day,
        quantity: units,
        net_amount: part(line.net),
        tax_amount: part(line.tax),
        cost_amount: part(line.cost),
        reason: r.reason,
      },
      r.at,
    );
    this.#tell("returnMade", {
      customer: r.customer,
      orderNo: r.orderNo,
      line,
      reason: r.reason,
      instant: r.at,
    });
  }

  #invoice(order: OrderDraft, instant: number): void {
    const company = this.#company;
    const customer = company.customer(order.customer);
    const net = order.lines.reduce((sum, line) => sum + line.net, 0);
    const tax = order.lines.reduce((sum, line) => sum + line.tax, 0);
    const invoiceNo = `IV${order.orderNo.slice(2)}`;
    const dueDay = company.now + customer.paymentTermsDays;
    company.emit(
      "erp.invoice",
      {
        invoice_no: invoiceNo,
        order_no: order.orderNo,
        customer_no: order.customerNo,
        invoice_date: company.now,
        due_date: dueDay,
        currency: order.currency,
        net_amount: net,
        tax_amount: tax,
        gross_amount: net + tax,
      },
      instant,
    );
    this.#tell("invoiceIssued", { order, invoiceNo, dueDay, instant });
    schedulePayment(company, this.#tell, {
      customer: order.customer,
      customerNo: order.customerNo,
      invoiceNo,
      orderNo: order.orderNo,
      channel: order.channel,
      currency: order.currency,
      gross: net + tax,
      invoicedAt: instant,
      dueDay,
    });
  }
}

function reasonOf(line: OrderLine, isLate: boolean, percent: number): ReturnReason {
  if (line.isBadBatch && percent < 92) return "quality";
  if (isLate && percent < 60) return "late";
  if (percent < 25) return "quality";
  return percent < 50 ? "wrong_item" : "changed_mind";
}
