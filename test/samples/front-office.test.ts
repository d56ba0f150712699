import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateDemo } from "../../samples/demo/generate.js";

const root = mkdtempSync(join(tmpdir(), "granary-front-office-"));
const SCALE = 0.1;
const MINUTES = { timeout: 300_000 };

const generate = (name: string, scale: number, until: string) =>
  generateDemo({ scale, seed: 7, until, outDir: join(root, name), onEvent: () => undefined });

const csv = (object: string): string =>
  `read_csv('${join(root, "company", "crm", object)}/*.csv', all_varchar = true)`;
let ask: (sql: string) => Promise<unknown[]>;
let close: () => void;

beforeAll(async () => {
  await generate("company", SCALE, "2025-06-30");
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  const dir = join(root, "company");
  const table = (path: string) => `read_csv('${dir}/${path}', all_varchar = true)`;
  const newest = (object: string) =>
    `create table "${object}" as from ${csv(object)}
      qualify row_number() over (partition by Id order by SystemModstamp desc, IsDeleted desc) = 1;`;
  for (const object of ["Account", "Lead", "Opportunity", "OpportunityHistory", "Case"]) {
    await connection.run(newest(object));
  }
  await connection.run(
    `create table CampaignMember as from ${csv("CampaignMember")};
    create table case_truth as from read_csv('${dir}/truth/case.csv');
    create table opportunity_truth as from read_csv('${dir}/truth/opportunity.csv');
    create table extra_truth as from read_csv('${dir}/truth/extra_order.csv');
    create table campaign_truth as from read_csv('${dir}/truth/campaign.csv');
    create table identity as from read_csv('${dir}/truth/identity.csv', all_varchar = true);
    create table orders as select distinct order_no, opportunity_id, campaign_id
      from ${table("erp/sales_order/*.csv")};
    create table first_orders as select order_no, min(changed_at) as changed_at
      from ${table("erp/sales_order/*.csv")} group by 1;
    create table first_customers as from ${table("erp/customer/*.csv")};
    create table call as from read_json('${dir}/contact_centre/call/*.jsonl');
    create table contact as from read_json('${dir}/contact_centre/contact/*.jsonl');
    create table answer as from read_json('${dir}/contact_centre/survey_answer/*.jsonl');
    create table response as from read_json('${dir}/contact_centre/survey_response/*.jsonl')
      where answered_at is not null;
    create table touch as from read_json('${dir}/marketing/touch/*.jsonl')
      qualify row_number() over (partition by touch_id order by changed_at desc) = 1;
    create table visit as from '${dir}/marketing/web_visit/*.parquet'`,
  );
  ask = async (sql) => {
    const [row] = (await connection.runAndReadAll(sql)).getRowsJS();
    return row ?? [];
  };
  close = () => {
    connection.closeSync();
    instance.closeSync();
  };
}, MINUTES.timeout);

afterAll(() => {
  close();
  rmSync(root, { recursive: true, force: true });
});

describe("the front office over time", () => {
  it("only adds to what a shorter run wrote", MINUTES, async () => {
    await generate("short", 0.02, "2024-03-31");
    await generate("long", 0.02, "2024-05-05");
    for (const folder of ["crm", "contact_centre", "marketing"]) {
      const files = readdirSync(join(root, "short", folder), { recursive: true, encoding: "utf8" });
      const extracts = files.filter((file) => /\.(csv|jsonl|parquet)$/.test(file));
      expect(extracts.length).toBeGreaterThan(3);
      for (const file of extracts) {
        const [short, long] = ["short", "long"].map((run) =>
          readFileSync(join(root, run, folder, file)),
        );
        expect(long?.subarray(0, short?.length).equals(short ?? Buffer.alloc(0)), file).toBe(true);
      }
    }
  });
});

describe("the CRM", () => {
  it("refers to nothing that is not there yet", async () => {
    const begins = (object: string) =>
      `(select Id as parent, min(SystemModstamp) as first_at from ${csv(object)} group by 1)`;
    const early = (child: string, column: string, parent: string) =>
      `(select count(*) from ${csv(child)} as child join ${begins(parent)} as parents
        on parent = child."${column}" where first_at > child.SystemModstamp)`;
    const found = await ask(
      `select ${early("Campaign", "ParentId", "Campaign")}, ${early("CampaignMember", "LeadId", "Lead")},
        ${early("Lead", "OwnerId", "User")}, ${early("Task", "OwnerId", "User")},
        (select count(*) from ${csv("Campaign")} where ParentId not in (select Id from ${csv("Campaign")})),
        (select count(*) from ${csv("Opportunity")} as deals join first_orders
          on order_no = ERP_Order_No__c where first_orders.changed_at > deals.SystemModstamp),
        (select count(*) from first_customers join ${begins("Account")} as parents
          on parent = crm_account_id where first_at > changed_at)`,
    );
    expect(found).toEqual([0n, 0n, 0n, 0n, 0n, 0n, 0n]);
  });

  it("has amounts that can be paid", async () => {
    const broken = await ask(
      `select count(*) > 0, count(*) filter (where Amount::decimal(18, 4) % 1 <> 0)
      from Opportunity where CurrencyIsoCode = 'JPY'`,
    );
    expect(broken).toEqual([true, 0n]);
  });
});

describe("sales", () => {
  it("wins deals with orders, and only those", async () => {
    const wrong = await ask(
      `select count(*) from orders full join Opportunity on Id = opportunity_id
      where opportunity_id is not null and StageName is distinct from 'Closed Won'
        or order_no is null and StageName = 'Closed Won'`,
    );
    expect(wrong).toEqual([0n]);
  });

  it("says which orders lie outside the purchase process", async () => {
    const counted = await ask(
      `select count(*) = count(distinct order_no), count(distinct cause), count(*) filter (
          cause = 'opportunity' and opportunity_id is null or cause = 'campaign' and campaign_id is null)
      from extra_truth join orders using (order_no)`,
    );
    expect(counted).toEqual([true, 3n, 0n]);
    // A campaign's own count leaves out those that were cancelled.
    const uncounted = await ask(
      `select count(*) from campaign_truth as c where extra_orders > (
        select count(*) from extra_truth join orders using (order_no)
        where cause = 'campaign' and orders.campaign_id = c.campaign_id)`,
    );
    expect(uncounted).toEqual([0n]);
    const unknown = await ask(
      "select count(*) from extra_truth where order_no not in (select order_no from orders)",
    );
    expect(unknown).toEqual([0n]);
  });

  it("knows how every deal stands", async () => {
    const found = await ask(
      `select count(*) > 200, count(*) filter (where StageName <> stage_at_until)
      from Opportunity full join opportunity_truth on Id = opportunity_id`,
    );
    expect(found).toEqual([true, 0n]);
  });

  it("keeps a history that ends in the stage of the deal", async () => {
    const wrong = await ask(
      `with last as (
        from OpportunityHistory
        qualify row_number() over (partition by OpportunityId order by CreatedDate desc, Id desc) = 1
      )
      select count(*) from Opportunity o left join last on o.Id = OpportunityId
      where last.StageName is distinct from o.StageName or last.Amount <> o.Amount`,
    );
    expect(wrong).toEqual([0n]);
  });

  it("wins as often as planted", async () => {
    const [wins] = await ask(
      `select avg((stage_at_until = 'Closed Won')::int) from opportunity_truth
      where segment = 'existing_small' and stage_at_until like 'Closed%'`,
    );
    expect(wins).toBeGreaterThan(0.3);
    expect(wins).toBeLessThan(0.55);
  });

  it("converts referrals more often than cold calls, and leads with money, authority and need", async () => {
    const converted = await ask(
      `with source as (select LeadSource as s, avg((IsConverted = 'true')::int) as rate from Lead group by s)
      select
        (select rate from source where s = 'Referral') > (select rate from source where s = 'Cold Call'),
        avg((IsConverted = 'true')::int) filter (where Has_Budget__c = 'true' and Has_Need__c = 'true')
          > avg((IsConverted = 'true')::int) filter (where Has_Budget__c = 'false' and Has_Need__c = 'false')
      from Lead`,
    );
    expect(converted).toEqual([true, true]);
  });
});

describe("service", () => {
  it("knows the truth about every case that was not deleted", async () => {
    const found = await ask(
      `select count(*) > 1000, count(*) filter (where Id is null or case_id is null)
      from (from "Case" where IsDeleted = 'false') full join case_truth on Id = case_id`,
    );
    expect(found).toEqual([true, 0n]);
  });

  it("breaks some promises, more of them while people are missing", async () => {
    const [share, gap] = await ask(
      `select avg(resolution_breached::int),
        avg(resolution_breached::int) filter (where CreatedDate between '2024-11' and '2024-12')
      from "Case" join case_truth on Id = case_id`,
    );
    expect(share).toBeGreaterThan(0.03);
    expect(share).toBeLessThan(0.35);
    expect(gap).toBeGreaterThan(Number(share));
  });

  it("hears of no batch more complaints than of the bad one", async () => {
    const top = await ask(
      `select Batch_No__c = (select any_value(Batch_No__c) from "Case" join case_truth on Id = case_id
          where is_bad_batch), count(*) > 10
      from "Case" where Type = 'Complaint' and Batch_No__c is not null
      group by Batch_No__c order by count(*) desc limit 1`,
    );
    expect(top).toEqual([true, true]);
  });

  it("answers most calls and loses some callers who waited", async () => {
    const [answered, patience, shorter] = await ask(
      `select avg((outcome = 'answered')::int), min(wait_seconds) filter (where outcome = 'abandoned'),
        avg(wait_seconds) filter (where outcome = 'answered')
          < avg(wait_seconds) filter (where outcome = 'abandoned')
      from call`,
    );
    expect(answered).toBeGreaterThan(0.7);
    expect(answered).toBeLessThan(0.999);
    expect([Number(patience) > 0, shorter]).toEqual([true, true]);
  });

  it("satisfies people less when their case was late", async () => {
    const found = await ask(
      `select avg(answer) filter (where resolution_breached) < avg(answer) filter (where not resolution_breached)
      from answer join response using (response_id) join case_truth using (case_id)
      where question_id = 'csat_overall'`,
    );
    expect(found).toEqual([true]);
  });

  it("says in the truth who every contact and account is", async () => {
    const missing = await ask(
      `select
        (select count(*) from contact anti join identity on record_id = contact_id),
        (select count(*) from Account anti join identity on record_id = Id)`,
    );
    expect(missing).toEqual([0n, 0n]);
  });
});

describe("marketing", () => {
  it("touches nobody who is held out", async () => {
    const found = await ask(
      `select count(*) filter (where Is_Control__c = 'true') > 50,
        count(*) filter (where Is_Control__c = 'true' and touch_id is not null)
      from (select distinct Id, Is_Control__c from CampaignMember) left join touch on member_id = Id`,
    );
    expect(found).toEqual([true, 0n]);
  });

  it("has the planted effect within what chance allows", async () => {
    const [z] = await ask(
      `with both_groups as (
        select sum(treated_count) as t, sum(control_count) as c, sum(treated_converted) / sum(treated_count) as p,
          sum(control_converted) / sum(control_count) as q,
          sum(expected_uplift * treated_count) / sum(treated_count) as expected
        from campaign_truth where control_count > 0
      )
      select abs(p - q - expected) / sqrt(p * (1 - p) / t + q * (1 - q) / c) from both_groups`,
    );
    expect(z).toBeLessThan(3);
  });

  it("is opened more at ten than at eight in the evening, and less by who hears much", async () => {
    const [open] = await ask(
      `select avg((opened_at is not null)::int) filter (where hour(sent_at::timestamp) = 2)
        > avg((opened_at is not null)::int) filter (where hour(sent_at::timestamp) in (0, 12))
      from touch where channel = 'email'`,
    );
    expect(open).toBe(true);
  });

  it("sees every internet order of finished months on the web site", async () => {
    const found = await ask(
      `select count(*) > 1000, count(distinct order_no) = count(order_no),
        bool_and(has_basket and task_completed) filter (where order_no is not null)
      from visit`,
    );
    expect(found).toEqual([true, true, true]);
  });
});
