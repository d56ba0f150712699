import type { Currency } from "../company.js";
import type { DealLine } from "./deal-lines.js";
import type { DealSegment, Stage } from "./deal-stages.js";

/** A deal to be opened now. */
export interface DealWish {
  accountId: string;
  contactId: string | undefined;
  accountName: string;
  /** Undefined for prospects who never buy. */
  customer: number | undefined;
  segment: DealSegment;
  leadSource: string | undefined;
  campaignId?: string | undefined;
  valueUsd: number;
  currency: Currency;
  owner: string | undefined;
  /** New business: how it ends is known in advance, and when. */
  ending?: { wonDay: number } | "lost" | undefined;
}

/** A deal in the pipeline. */
export interface Deal extends DealWish {
  sequence: number;
  id: string;
  created: number;
  stage: Stage;
  closeDay: number;
  amount: number;
  permille: number;
  lines: readonly DealLine[];
  /** Place of the first of `lines` among all lines that the deal ever had, and when they came. */
  linesFrom: number;
  linesCreated: number;
  lossReason?: string | undefined;
  competitor?: string | undefined;
  orderNo?: string | undefined;
  /** When its latest version was written. */
  written: number;
  /** Rows of its history so far. */
  changes: number;
}
