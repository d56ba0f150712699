import type { Company } from "../company.js";
import { salesforceId } from "../salesforce-id.js";
import type { Deal } from "./deal.js";
import { forecastCategory, shownProbability } from "./deal-stages.js";
import { userIdOf } from "./users.js";

/** Writes a version of the opportunity as it is now. */
export function writeDeal(company: Company, deal: Deal, instant: number): void {
  const { stage } = deal;
  company.emit(
    "salesforce.Opportunity",
    {
      Id: deal.id,
      AccountId: deal.accountId,
      Name: `${deal.accountName} ${String(deal.sequence)}`,
      StageName: stage,
      Amount: deal.amount,
      CurrencyIsoCode: deal.currency,
      Probability: shownProbability(stage),
      CloseDate: deal.closeDay,
      Type: deal.segment.startsWith("new") ? "New Business" : "Existing Business",
      LeadSource: deal.leadSource,
      IsClosed: stage === "Closed Won" || stage === "Closed Lost",
      IsWon: stage === "Closed Won",
      ForecastCategoryName: forecastCategory(stage),
      OwnerId: userIdOf(deal.owner),
      CampaignId: deal.campaignId,
      Loss_Reason__c: deal.lossReason,
      Competitor__c: deal.competitor,
      ERP_Order_No__c: deal.orderNo,
      CreatedDate: deal.created,
    },
    instant,
  );
}

/** Changes of one deal; more do not occur. */
const MOST_CHANGES = 32;

/** Notes the stage, amount and close date that the opportunity has from now on. */
export function writeDealHistory(company: Company, deal: Deal, instant: number): void {
  company.emit(
    "salesforce.OpportunityHistory",
    {
      Id: salesforceId("008", deal.sequence * MOST_CHANGES + deal.changes),
      OpportunityId: deal.id,
      StageName: deal.stage,
      Amount: deal.amount,
      Probability: shownProbability(deal.stage),
      CloseDate: deal.closeDay,
      ForecastCategory: forecastCategory(deal.stage),
      CreatedById: userIdOf(deal.owner),
      CreatedDate: instant,
    },
    instant,
  );
  deal.changes += 1;
}
