import { isoDate } from "../calendar.js";
import type { OrderDays } from "../customers/order-days.js";
import type { Company } from "../company.js";
import type { TruthBook } from "../part.js";
import { stateOn, UsualGaps } from "./customer-labels.js";

const COLUMNS = [
  "true_customer",
  "account_id",
  "customer_no",
  "kind",
  "lambda",
  "dropout_p",
  "first_order_date",
  "last_order_date",
  "order_count",
  "is_alive",
  "churn_reason",
  "is_bad_batch",
  "state_at_until",
  "churn_label_at_until",
];

/** A line for every customer the company knows at the end. */
export function writeCustomerTruth(
  company: Company,
  orderDays: OrderDays,
  isQualified: (i: number) => boolean,
  truth: TruthBook,
): void {
  const write = truth.open("customer.csv", COLUMNS);
  const usual = new UsualGaps();
  for (let i = 0; i < company.customerCount(); i += 1) {
    usual.add(company.customer(i).kind, orderDays.of(i));
  }
  for (let i = 0; i < company.customerCount(); i += 1) {
    const customer = company.customer(i);
    const history = company.history(i);
    const days = orderDays.of(i);
    write([
      String(i),
      customer.accountId,
      customer.customerNo,
      customer.kind,
      customer.lambda,
      customer.dropoutP,
      dateText(history.firstOrderDay),
      dateText(history.lastOrderDay),
      history.orderCount,
      history.alive,
      history.churnReason,
      history.hasBadBatch,
      stateOn(company.until, days, isQualified(i)),
      usual.churnLabel(company.until, customer.kind, days),
    ]);
  }
}

function dateText(day: number | undefined): string | undefined {
  return day === undefined ? undefined : isoDate(day);
}
