import { isoDate } from "./calendar.js";
import { Callbacks } from "./contact-centre/callbacks.js";
import { Callers } from "./contact-centre/callers.js";
import { Calls } from "./contact-centre/calls.js";
import { Chats } from "./contact-centre/chats.js";
import { Surveys } from "./contact-centre/surveys.js";
import { addAccounts } from "./crm/accounts.js";
import { addActivities } from "./crm/activities.js";
import { ADVANCE_PERMILLE, OPEN_STAGES } from "./crm/deal-stages.js";
import { Deals } from "./crm/deals.js";
import { addExistingBusiness } from "./crm/existing-business.js";
import { addLeads } from "./crm/leads.js";
import { addUsers } from "./crm/users.js";
import { campaignIdOf } from "./marketing/campaign-records.js";
import { ATTENTION } from "./marketing/response.js";
import { Campaigns, UPLIFT_DAYS } from "./marketing/campaigns.js";
import { addWebVisits } from "./marketing/web-visits.js";
import type { Part } from "./part.js";
import { addCaseAftermath } from "./service/case-aftermath.js";
import { SLA_MINUTES } from "./service/case-plan.js";
import { addCaseSources } from "./service/case-sources.js";
import type { Case } from "./service/case.js";
import { Mood } from "./service/mood.js";
import { ServiceDesk } from "./service/service-desk.js";
import { breachesOf } from "./service/sla.js";

const CASE_TRUTH = [
  "case_id",
  "first_response_breached",
  "resolution_breached",
  "is_complaint",
  "is_bad_batch",
];
const OPPORTUNITY_TRUTH = ["opportunity_id", "segment", "stage_at_until"];
const EXTRA_ORDER_TRUTH = ["order_no", "cause"];
const CAMPAIGN_TRUTH = [
  "campaign_id",
  "start_date",
  "planted_uplift",
  "treated_count",
  "control_count",
  "treated_converted",
  "control_converted",
  "extra_orders",
  "expected_uplift",
];

/** Everything of the company that meets customers: sales, service, contact centre and marketing. */
export const addFrontOffice: Part = (company, truth) => {
  addUsers(company);
  const accounts = addAccounts(company);
  const activities = addActivities(company, (i) => ({
    accountId: accounts.idOf(i),
    contactId: accounts.contactOf(i),
  }));
  const deals = new Deals(company, activities);
  const book = addLeads(company, accounts, deals, activities);
  const campaigns = new Campaigns(company, accounts, book);
  addExistingBusiness(company, accounts, deals, campaigns);
  addWebVisits(company, accounts, campaigns);

  const mood = new Mood(company);
  const desk = new ServiceDesk(company, (i) => ({
    accountId: accounts.idOf(i),
    contactId: accounts.contactOf(i),
  }));
  const callers = new Callers(company);
  const callbacks = new Callbacks(company, callers);
  const calls = new Calls(company, { desk, callers, callbacks, mood });
  const chats = new Chats(company, desk, callers);
  const surveys = new Surveys(company, callers, mood);
  addCaseSources({ company, desk, calls, chats, mood });
  addCaseAftermath({ company, desk, surveys, callbacks, mood });

  const caseRow = truth.open("case.csv", CASE_TRUTH);
  const dealRow = truth.open("opportunity.csv", OPPORTUNITY_TRUTH);
  const campaignRow = truth.open("campaign.csv", CAMPAIGN_TRUTH);
  const extraOrderRow = truth.open("extra_order.csv", EXTRA_ORDER_TRUTH);
  company.on("orderPlaced", ({ order }) => {
    const { extraCause, enteredDay, orderNo } = order;
    if (extraCause !== undefined && enteredDay <= company.until)
      extraOrderRow([orderNo, extraCause]);
  });
  const caseTruth = (one: Case): void => {
    const { firstResponse, resolution } = breachesOf(one, (company.until + 1) * 1440);
    const { id, type, isBadBatch = false } = one;
    caseRow([id, firstResponse, resolution, type === "Complaint", isBadBatch]);
  };
  desk.listen({ closed: caseTruth });
  deals.onClosed((deal) => {
    dealRow([deal.id, deal.segment, deal.stage]);
  });
  campaigns.onEnded((plan, outcome) => {
    const planted = plan.upliftPermille / 1000;
    const { treated, control, treatedConverted, controlConverted } = outcome;
    const share = treated === 0 ? 0 : outcome.treatedOpenToUplift / treated;
    const counts = [treated, control, treatedConverted, controlConverted, outcome.extraOrders];
    const start = isoDate(plan.startDay);
    campaignRow([campaignIdOf(plan), start, planted, ...counts, planted * share]);
  });

  return () => {
    for (const one of desk.open.values()) caseTruth(one);
    for (const deal of deals.pipeline()) dealRow([deal.id, deal.segment, deal.stage]);
    return {
      parameters: {
        deals: { stages: OPEN_STAGES, advance_permille: ADVANCE_PERMILLE },
        service_level_minutes: SLA_MINUTES,
        campaigns: { uplift_days: UPLIFT_DAYS, attention_percent: ATTENTION },
      },
    };
  };
};
