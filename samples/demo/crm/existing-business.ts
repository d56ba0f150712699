import { instantOf, laterOn } from "../calendar.js";
import type { Company } from "../company.js";
import type { Campaigns } from "../marketing/campaigns.js";
import { isBusinessDay } from "../service/business-hours.js";
import type { Accounts } from "./accounts.js";
import { dealValue, segmentOf } from "./deal-stages.js";
import type { Deals } from "./deals.js";

/** Of a thousand deliveries to organisations, after how many a rep finds a further deal. */
const AFTER_DELIVERY_PERMILLE = 300;
const AFTER_RESPONSE_PERMILLE = 500;

/** Deals with organisations that have bought before. */
export function addExistingBusiness(
  company: Company,
  accounts: Accounts,
  deals: Deals,
  campaigns: Campaigns,
): void {
  const open = (customer: number, campaignId: string | undefined, instant: number): void => {
    const { kind, employees, identity, currency } = company.customer(customer);
    const accountId = accounts.idOf(customer);
    if (kind === "person" || accountId === undefined || !company.history(customer).alive) return;
    const segment = segmentOf(employees, false);
    const random = company.random(`existing-deal/${String(customer)}/${String(instant)}`);
    deals.open(
      {
        accountId,
        contactId: accounts.contactOf(customer),
        accountName: identity.name,
        customer,
        segment,
        leadSource: campaignId === undefined ? undefined : "Campaign",
        campaignId,
        valueUsd: dealValue(segment, random.unit()),
        currency,
        owner: company.repOf(customer, company.now)?.employeeNo,
      },
      instant,
    );
  };

  company.on("orderDelivered", ({ order }) => {
    if (company.customer(order.customer).kind === "person") return;
    const random = company.random(`further-deal/${order.orderNo}`);
    if (!random.chance(AFTER_DELIVERY_PERMILLE)) return;
    let day = company.now + random.between(5, 60);
    while (!isBusinessDay(day)) day += 1;
    const instant = instantOf(day, random.between(9 * 3600, 18 * 3600));
    company.at(day, () => {
      open(order.customer, undefined, instant);
    });
  });
  campaigns.onAnswered((reaction, customer, campaignId, instant) => {
    if (reaction !== "responded") return;
    const random = company.random(`answered-deal/${campaignId}/${String(customer)}`);
    if (random.chance(AFTER_RESPONSE_PERMILLE)) open(customer, campaignId, laterOn(instant, 900));
  });
}
