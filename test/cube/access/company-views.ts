import type { ViewMembers } from "./random-questions.js";

/** What can be asked of the company, by view. */
export const COMPANY_VIEWS: ViewMembers[] = [
  {
    name: "sales",
    measures: ["net", "units", "orders", "emails", "net_per_order"],
    dimensions: [
      ...["order_id", "source_system", "net_amount", "customer_name", "email_address"],
      ...["country_name", "employee_name", "unit_name", "product_name", "category_name"],
    ],
    times: ["order_date"],
    segments: ["large", "reachable"],
    key: "order_key",
  },
  {
    name: "invoices",
    measures: ["gross", "invoices"],
    dimensions: ["customer_name", "email_address", "country_name"],
    times: ["invoice_date"],
    segments: [],
    key: "invoice_key",
  },
  {
    name: "calls",
    measures: ["calls", "seconds"],
    dimensions: ["customer_name", "country_name", "employee_name"],
    times: ["call_date"],
    segments: [],
    key: "call_key",
  },
  {
    name: "months",
    measures: ["net"],
    dimensions: [],
    times: ["month_start_date"],
    segments: [],
    key: null,
  },
].map((view) => {
  const whole = (member: string): string => `${view.name}.${member}`;
  return {
    name: view.name,
    measures: view.measures.map(whole),
    dimensions: view.dimensions.map(whole),
    times: view.times.map(whole),
    segments: view.segments.map(whole),
    key: view.key === null ? null : whole(view.key),
  };
});
