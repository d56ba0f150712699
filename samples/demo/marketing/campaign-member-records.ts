import type { Company } from "../company.js";
import type { Accounts } from "../crm/accounts.js";
import { salesforceId } from "../salesforce-id.js";
import type { CampaignPlan } from "./campaign-plan.js";
import { campaignIdOf } from "./campaign-records.js";

interface MemberRow {
  id: string;
  created: number;
  hasResponded: boolean;
}

export const memberIdOf = (sequence: number): string => salesforceId("00v", sequence);

/** Writes a version of a campaign's member: a customer or a lead. */
export function writeMember(
  company: Company,
  accounts: Accounts,
  plan: CampaignPlan,
  row: MemberRow,
  customer: number | undefined,
  leadId: string | undefined,
  isTreated: boolean,
  instant: number,
): void {
  company.emit(
    "salesforce.CampaignMember",
    {
      Id: row.id,
      CampaignId: campaignIdOf(plan),
      LeadId: leadId,
      ContactId: customer === undefined ? undefined : accounts.contactOf(customer),
      AccountId: customer === undefined ? undefined : accounts.idOf(customer),
      Status: row.hasResponded ? "Responded" : isTreated ? "Sent" : "Planned",
      HasResponded: row.hasResponded,
      FirstRespondedDate: row.hasResponded ? company.now : undefined,
      Is_Control__c: !isTreated,
      CreatedDate: row.created,
    },
    instant,
  );
}
