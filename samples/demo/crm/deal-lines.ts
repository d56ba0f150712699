import type { Company, Currency, Order, Product } from "../company.js";
import { payable } from "../money.js";
import { salesforceId } from "../salesforce-id.js";

/** Money in ten-thousandths of the deal's currency. */
export interface DealLine {
  product: Product;
  quantity: number;
  listPrice: number;
}

const MOST_LINES = 4;
const RATE_ONE = 100_000_000;

/** What a deal is about: some products of the day, worth about `valueUsd` together. */
export function drawDealLines(
  company: Company,
  deal: number,
  valueUsd: number,
  currency: Currency,
): readonly DealLine[] {
  const random = company.random(`deal-lines/${String(deal)}`);
  const day = company.now;
  const rate = company.rate(currency, day);
  const offered = company.products.filter(
    ({ launchedDay, discontinuedDay }) =>
      launchedDay <= day && (discontinuedDay === undefined || discontinuedDay > day),
  );
  const count = random.between(1, MOST_LINES);
  const lines = new Map<number, DealLine>();
  for (let line = 0; line < count; line += 1) {
    const product = offered[random.below(offered.length)];
    if (product === undefined) break;
    const { listPrice } = company.priceOf(product, day);
    const quantity = Math.max(1, Math.round(valueUsd / count / Math.max(listPrice, 1)));
    const local = payable(currency, (listPrice * RATE_ONE) / rate);
    lines.set(product.index, { product, quantity, listPrice: local });
  }
  return [...lines.values()];
}

/** The price of one after a change of the whole by `permille`. */
const unitPriceOf = (line: DealLine, currency: Currency, permille: number): number =>
  payable(currency, (line.listPrice * permille) / 1000);

export const amountOf = (
  lines: readonly DealLine[],
  currency: Currency,
  permille: number,
): number =>
  lines.reduce((sum, line) => sum + line.quantity * unitPriceOf(line, currency, permille), 0);

/** The lines of the order that a deal has led to, as the deal's own. */
export const linesOfOrder = (order: Order): readonly DealLine[] =>
  order.lines
    .filter(({ quantity }) => quantity > 0)
    .map(({ product, quantity, net }) => ({
      product,
      quantity,
      listPrice: payable(order.currency, net / quantity),
    }));

/** Writes the lines of a deal; `deleted` takes them back. */
export function writeDealLines(
  company: Company,
  deal: {
    sequence: number;
    id: string;
    currency: Currency;
    linesFrom: number;
    linesCreated: number;
  },
  lines: readonly DealLine[],
  permille: number,
  instant: number,
  deleted = false,
): void {
  for (const [place, line] of lines.entries()) {
    const unitPrice = unitPriceOf(line, deal.currency, permille);
    company.emit(
      "salesforce.OpportunityLineItem",
      {
        Id: salesforceId("00k", deal.sequence * 32 + deal.linesFrom + place),
        OpportunityId: deal.id,
        ProductCode: line.product.productId,
        Quantity: line.quantity,
        UnitPrice: unitPrice,
        TotalPrice: line.quantity * unitPrice,
        CreatedDate: deal.linesCreated,
        deleted,
      },
      instant,
    );
  }
}
