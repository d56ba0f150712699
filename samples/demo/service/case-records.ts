import type { Company } from "../company.js";
import { userIdOf } from "../crm/users.js";
import { instantOfMinute } from "../local-minute.js";
import { salesforceId } from "../salesforce-id.js";
import type { Case } from "./case.js";

/** Who a case's customer is in the CRM. */
export interface CaseParty {
  accountId: string | undefined;
  contactId: string | undefined;
}

/** Writes cases and what changes about them. */
export class CaseRecords {
  readonly #company: Company;
  readonly #partyOf: (customer: number) => CaseParty;
  #histories = 0;

  constructor(company: Company, partyOf: (customer: number) => CaseParty) {
    this.#company = company;
    this.#partyOf = partyOf;
  }

  /** Writes a version of the case as it is now. */
  version(one: Case, instant: number, deleted = false): void {
    const { accountId, contactId } = this.#partyOf(one.customer);
    const { firstResponseMinute, closedMinute } = one;
    this.#company.emit(
      "salesforce.Case",
      {
        Id: one.id,
        CaseNumber: String(one.sequence).padStart(8, "0"),
        AccountId: accountId,
        ContactId: contactId,
        Origin: one.origin,
        Type: one.type,
        Reason: one.reason,
        Priority: one.priority,
        Status: one.status,
        Subject: `${one.type}: ${one.reason.toLowerCase()}`,
        OwnerId: userIdOf(one.owner),
        IsClosed: one.status === "Closed",
        IsEscalated: one.isEscalated,
        ClosedDate: closedMinute === undefined ? undefined : instantOfMinute(closedMinute),
        First_Response__c:
          firstResponseMinute === undefined ? undefined : instantOfMinute(firstResponseMinute),
        Product_Code__c: one.productId,
        Batch_No__c: one.batchNo,
        ERP_Order_No__c: one.orderNo,
        Follow_Up_Date__c: one.followUpDay,
        CreatedDate: one.created,
        deleted,
      },
      instant,
    );
  }

  /** Notes that a field has changed. */
  changed(
    one: Case,
    field: "created" | "Status" | "Priority" | "Owner" | "IsEscalated",
    [before, after]: readonly [before: string | undefined, after: string | undefined],
    instant: number,
  ): void {
    this.#histories += 1;
    this.#company.emit(
      "salesforce.CaseHistory",
      {
        Id: salesforceId("017", this.#histories),
        CaseId: one.id,
        Field: field,
        OldValue: before,
        NewValue: after,
        CreatedById: userIdOf(one.owner),
        CreatedDate: instant,
      },
      instant,
    );
  }
}
