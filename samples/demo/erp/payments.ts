import { instantOf, laterOn, workdayFrom } from "../calendar.js";
import type { Channel, Company, Currency } from "../company.js";
import type { Tell } from "../simulation/tell.js";

interface Bill {
  customer: number;
  customerNo: string;
  invoiceNo: string;
  orderNo: string;
  channel: Channel;
  currency: Currency;
  gross: number;
  invoicedAt: number;
  dueDay: number;
}

const NEVER_PAID_PERMILLE = 60;
const IN_TWO_PARTS_PERMILLE = 45;
const CARD_REFUSED_PERMILLE = 120;
/** Mean days late of a customer with the worst credit, when it is late. */
const WORST_DELAY = 45;

/** Decides when an invoice is paid, by the customer's credit, and has the payments written on those days. */
export function schedulePayment(company: Company, tell: Tell, bill: Bill): void {
  const random = company.random(`payment/${bill.invoiceNo}`);
  const { creditRisk, kind } = company.customer(bill.customer);
  if (kind === "person") {
    const refused = random.unit() * 1000 < CARD_REFUSED_PERMILLE * creditRisk * 3;
    if (!refused) {
      payNow(company, tell, bill, random.below(10));
      return;
    }
  }
  if (random.unit() * 1000 < NEVER_PAID_PERMILLE * creditRisk) return;
  const isLate = random.unit() < 0.05 + creditRisk;
  const delay = isLate
    ? 1 + Math.floor(random.exponential() * (4 + WORST_DELAY * creditRisk))
    : -random.between(0, Math.min(4, bill.dueDay - company.now));
  const paidDay = Math.max(workdayFrom(bill.dueDay + delay), company.now + 1);
  const second = random.between(9 * 3600, 18 * 3600);
  if (!random.chance(IN_TWO_PARTS_PERMILLE)) {
    pay(company, tell, bill, { number: 1, day: paidDay, second, amount: bill.gross, rest: 0 });
    return;
  }
  const part = Math.floor(bill.gross / 20_000) * 10_000;
  const later = workdayFrom(paidDay + random.between(5, 30));
  pay(company, tell, bill, {
    number: 1,
    day: paidDay,
    second,
    amount: part,
    rest: bill.gross - part,
  });
  pay(company, tell, bill, { number: 2, day: later, second, amount: bill.gross - part, rest: 0 });
}

interface Payment {
  number: number;
  day: number;
  second: number;
  amount: number;
  /** Still open after it. */
  rest: number;
}

function payNow(company: Company, tell: Tell, bill: Bill, draw: number): void {
  const method =
    bill.channel === "store"
      ? draw < 3
        ? "cash"
        : draw < 7
          ? "card"
          : "wallet"
      : draw < 5
        ? "card"
        : "wallet";
  const at = laterOn(bill.invoicedAt, 15);
  emitPayment(company, bill, 1, bill.gross, method, at);
  tell("invoicePaid", {
    customer: bill.customer,
    invoiceNo: bill.invoiceNo,
    orderNo: bill.orderNo,
    daysLate: company.now - bill.dueDay,
  });
}

function pay(company: Company, tell: Tell, bill: Bill, payment: Payment): void {
  const { number, day, second, amount, rest } = payment;
  company.at(day, () => {
    emitPayment(company, bill, number, amount, "transfer", instantOf(day, second));
    if (rest > 0) return;
    const { customer, invoiceNo, orderNo, dueDay } = bill;
    tell("invoicePaid", { customer, invoiceNo, orderNo, daysLate: day - dueDay });
  });
}

function emitPayment(
  company: Company,
  bill: Bill,
  number: number,
  amount: number,
  method: string,
  changedAt: number,
): void {
  company.emit(
    "erp.payment",
    {
      payment_no: `PM${bill.invoiceNo.slice(2)}-${String(number)}`,
      invoice_no: bill.invoiceNo,
      customer_no: bill.customerNo,
      paid_date: company.now,
      currency: bill.currency,
      amount,
      method,
    },
    changedAt,
  );
}
