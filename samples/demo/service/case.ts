import type { CaseStatus, CaseType, Origin, Priority } from "./case-plan.js";

/** A case to be opened. */
export interface CaseWish {
  customer: number;
  type: CaseType;
  reason: string;
  priority: Priority;
  origin: Origin;
  orderNo?: string | undefined;
  productId?: string | undefined;
  batchNo?: string | undefined;
  isBadBatch?: boolean;
}

/** A case as it stands. Minutes are local. */
export interface Case extends CaseWish {
  sequence: number;
  id: string;
  openedMinute: number;
  created: number;
  status: CaseStatus;
  /** Employee number of who works on it. */
  owner: string | undefined;
  isEscalated: boolean;
  reopened: boolean;
  firstResponseMinute?: number;
  resolvedMinute?: number;
  closedMinute?: number;
  followUpDay?: number;
}
