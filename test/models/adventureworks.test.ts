import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  ADVENTUREWORKS_TABLES,
  adventureWorksDir,
  BuiltMarts,
  faultsOf,
  loadAll,
  rawTable,
} from "./built-marts.js";

const dir = adventureWorksDir();

describe.skipIf(dir === undefined)("AdventureWorks in the marts", () => {
  let marts: BuiltMarts;

  beforeAll(async () => {
    marts = await BuiltMarts.create();
    await loadAll(marts, "raw_adventureworks", dir ?? "", ADVENTUREWORKS_TABLES);
    const vars = { sources: ["adventureworks"], as_of_date: "2014-01-28" };
    expect(faultsOf(await marts.build(vars))).toEqual([]);
  });

  afterAll(() => {
    marts.close();
  });

  it("has the published number of order lines, orders and net amount", async () => {
    const totals = await marts.rows(
      "select count(*), count(distinct order_key), sum(net_amount) from sales.fct_order_line",
    );
    expect(totals).toEqual([["121253", "31455", "109809274.2030"]]);
  });

  it("keeps internet and reseller sales apart", async () => {
    const channels = await marts.rows(
      `select channel_id, count(*), sum(net_amount)
      from sales.fct_order_line inner join shared.dim_channel using (channel_key)
      group by channel_id order by channel_id`,
    );
    expect(channels).toEqual([
      ["internet", "60398", "29358677.2207"],
      ["reseller", "60855", "80450596.9823"],
    ]);
  });

  it("profiles every person and organisation that ordered, and nobody twice", async () => {
    const buyers = await marts.rows(
      `select customer_type, count(*), count(distinct customer_key)
      from customer.dim_customer_profile where order_count > 0
      group by customer_type order by customer_type`,
    );
    expect(buyers).toEqual([
      ["organisation", "635", "635"],
      ["person", "18484", "18484"],
    ]);
  });

  it("never gives a person and a reseller of the same number one key", async () => {
    const keys = await marts.rows(
      "select count(*), count(distinct customer_key) from shared.dim_customer_current",
    );
    expect(keys).toEqual([["19186", "19186"]]);
  });

  it("describes a product once, however many versions the source has", async () => {
    const products = await marts.rows(
      `select count(*), count(distinct product_id), count(*) filter (where product_key <= 0)
      from shared.dim_product_current`,
    );
    expect(products).toEqual([["506", "506", "2"]]);
  });

  it("keeps the price a product had in each of its versions", async () => {
    const versions = await marts.rows(
      `select list_price_amount, valid_from, valid_to from shared.dim_product
      where product_id = 'HL-U509-R' order by valid_from`,
    );
    expect(versions).toEqual([
      ["33.6442", "1900-01-01", "2012-07-01"],
      ["33.6442", "2012-07-01", "2013-07-01"],
      ["34.9900", "2013-07-01", null],
    ]);
  });

  it("accounts for every raw amount", async () => {
    const totals = await marts.rows(
      "select count(*) > 0, max(abs(unexplained_total)) from meta.control_total",
    );
    expect(totals).toEqual([[true, "0.0000"]]);
  });

  it("spreads every quota over the months it holds for, to the cent, and counts sales for who made them", async () => {
    const raw = "raw_adventureworks";
    const differences = await marts.rows(
      `select count(*) from (
        select EmployeeKey::varchar as employee_id, sum(SalesAmountQuota) as quota, count(*) as quotas
        from ${raw}.fact_sales_quota group by all
      ) as source full join (
        select employee_id, sum(target_source_amount) as quota, sum(target_count) as quotas
        from sales.fct_sales_target group by all
      ) as fact using (employee_id)
      where source.quota is distinct from fact.quota or source.quotas is distinct from fact.quotas`,
    );
    expect(differences).toEqual([["0"]]);
    const attained = await marts.rows(
      `select count(*), count(*) filter (where net_amount is distinct from sold) from (
        select employee_id, sum(net_amount) as net_amount
        from sales.agg_quota_attainment inner join shared.dim_employee_current using (employee_key)
        group by all
      ) as mart full join (
        select EmployeeKey::varchar as employee_id, sum(SalesAmount) as sold
        from ${raw}.fact_reseller_sales group by all
      ) as source using (employee_id)`,
    );
    expect(attained).toEqual([["17", "0"]]);
  });

  it("puts sales into groups, countries and territories", async () => {
    const regions = await marts.rows(
      `select region_name, count(distinct branch_name), count(distinct team_name), sum(net_amount)
      from sales.fct_order_line inner join shared.dim_organisation_current using (organisation_key)
      group by region_name order by region_name`,
    );
    const groups = await marts.rows(
      `select SalesTerritoryGroup, count(distinct SalesTerritoryCountry), count(distinct SalesTerritoryRegion),
        sum(SalesAmount)
      from (
        select SalesTerritoryKey, SalesAmount from raw_adventureworks.fact_internet_sales
        union all by name select SalesTerritoryKey, SalesAmount from raw_adventureworks.fact_reseller_sales
      ) inner join raw_adventureworks.dim_sales_territory using (SalesTerritoryKey)
      group by all order by all`,
    );
    expect(regions).toEqual(groups);
    expect(regions).toHaveLength(3);
  });

  it("takes promotions for campaigns of the lines that they made cheaper", async () => {
    const sold = await marts.rows(
      `select campaign_name, start_date, count(*), sum(net_amount)
      from sales.fct_order_line inner join shared.dim_campaign using (campaign_key)
      where campaign_key > 0 group by all order by all`,
    );
    const promoted = await marts.rows(
      `select EnglishPromotionName, StartDate::date, count(*), sum(SalesAmount)
      from (
        select PromotionKey, SalesAmount from raw_adventureworks.fact_internet_sales
        union all by name select PromotionKey, SalesAmount from raw_adventureworks.fact_reseller_sales
      ) inner join raw_adventureworks.dim_promotion using (PromotionKey)
      where PromotionKey <> 1 group by all order by all`,
    );
    expect(sold.length).toBeGreaterThan(5);
    expect(sold).toEqual(promoted);
  });

  it("knows what a pound cost on a day", async () => {
    const rates = await marts.rows(
      `select fact.exchange_rate = AverageRate::decimal(28, 14), fact.quote_count
      from shared.fct_exchange_rate as fact
      inner join raw_adventureworks.dim_currency on CurrencyAlternateKey = fact.currency_code
      inner join raw_adventureworks.fact_currency_rate as raw
        on raw.CurrencyKey = dim_currency.CurrencyKey and raw.Date::date = fact.date_day
      where fact.currency_code = 'GBP' and fact.date_day = date '2012-06-01'`,
    );
    expect(rates).toEqual([[true, 1]]);
  });

  it("spans whole years from the first order to the as-of date", async () => {
    const span = await marts.rows("select min(date_day), max(date_day) from shared.dim_date");
    expect(span).toEqual([["2010-01-01", "2014-12-31"]]);
  });

  it("gives value tiers by count: the top 1 %, the next 4 %, the next 15 %, the rest", async () => {
    const tiers = await marts.rows(
      "select value_tier, count(*) from customer.dim_customer_profile where order_count > 0 group by all order by 2",
    );
    expect(tiers).toEqual([
      ["vip", "192"],
      ["major", "764"],
      ["regular", "2868"],
      ["small", "15295"],
    ]);
  });
});

const SALE_COLUMNS = `SalesOrderNumber, SalesOrderLineNumber, ProductKey, OrderQuantity, ExtendedAmount, DiscountAmount,
  SalesAmount, TaxAmt, TotalProductCost, SalesTerritoryKey, OrderDate, DueDate, ShipDate`;

/** An order of one line over 100 dollars in the territory, on the day. */
function sale(order: string, territory: number, day: string): string {
  const amounts = "100.0000::decimal(19, 4), 0.0, 100.0000::decimal(19, 4), 8.0000, 60.0000";
  return `'${order}', 1, 1, 1, ${amounts}, ${String(territory)}, timestamp '${day}', timestamp '${day}' + interval 12 days, null`;
}

describe("A company shaped like AdventureWorks", () => {
  let marts: BuiltMarts;

  beforeAll(async () => {
    marts = await BuiltMarts.create();
    const tables: readonly [string, string, readonly string[]][] = [
      [
        "fact_internet_sales",
        `${SALE_COLUMNS}, CustomerKey`,
        [`(${sale("S1", 2, "2013-01-15")}, 11)`],
      ],
      [
        "fact_reseller_sales",
        `${SALE_COLUMNS}, ResellerKey, EmployeeKey`,
        [`(${sale("S2", 1, "2013-01-16")}, 21, 7)`, `(${sale("S3", 1, "2013-03-01")}, 21, 8)`],
      ],
      [
        "dim_customer",
        "CustomerKey, CustomerAlternateKey, GeographyKey, FirstName, MiddleName, LastName, EmailAddress, DateFirstPurchase",
        ["(11, 'AW11', 1, 'Ann', null, 'Lee', 'ann@example.com', date '2013-01-15')"],
      ],
      [
        "dim_reseller",
        "ResellerKey, ResellerAlternateKey, GeographyKey, ResellerName, BusinessType",
        ["(21, 'AW21', 1, 'Wheels', 'Warehouse')"],
      ],
      [
        "dim_geography",
        "GeographyKey, City, StateProvinceName, EnglishCountryRegionName",
        ["(1, 'Lyon', 'Rhône', 'France')"],
      ],
      [
        "dim_product",
        `ProductKey, ProductAlternateKey, ProductSubcategoryKey, EnglishProductName, Status, StartDate, ListPrice, StandardCost`,
        ["(1, 'BK', 1, 'Bike', 'Current', date '2012-01-01', 100.0000, 60.0000)"],
      ],
      [
        "dim_product_subcategory",
        "ProductSubcategoryKey, ProductCategoryKey, EnglishProductSubcategoryName",
        ["(1, 1, 'Road')"],
      ],
      ["dim_product_category", "ProductCategoryKey, EnglishProductCategoryName", ["(1, 'Bikes')"]],
      [
        "dim_sales_territory",
        "SalesTerritoryKey, SalesTerritoryRegion, SalesTerritoryCountry, SalesTerritoryGroup",
        [
          "(1, 'Northwest', 'United States', 'North America')",
          "(2, 'France', 'France', 'Europe')",
          "(11, 'NA', 'NA', 'NA')",
        ],
      ],
      [
        "dim_employee",
        `EmployeeKey, SalesTerritoryKey, FirstName, MiddleName, LastName, EmailAddress, Title, HireDate, EndDate`,
        ["(7, 1, 'Tete', 'A', 'Mensa', null, 'Sales Representative', date '2010-12-28', null)"],
      ],
      ["dim_currency", "CurrencyKey, CurrencyAlternateKey", ["(36, 'EUR')", "(100, 'USD')"]],
      [
        "fact_currency_rate",
        "CurrencyKey, Date, AverageRate",
        [
          "(36, timestamp '2012-12-30', 1.25)",
          "(36, timestamp '2013-02-01', 2.0)",
          "(100, timestamp '2013-01-01', 1.0)",
        ],
      ],
      [
        "fact_sales_quota",
        "EmployeeKey, Date, SalesAmountQuota",
        [
          "(7, timestamp '2012-12-30', 100.0001)",
          "(7, timestamp '2013-03-30', 70)",
          "(8, timestamp '2013-03-30', 50)",
          "(9, timestamp '2013-11-01', 92)",
        ],
      ],
    ];
    for (const [table, columns, rows] of tables) {
      await marts.run(rawTable(`raw_adventureworks.${table}`, columns, rows));
    }
    const vars = {
      sources: ["adventureworks"],
      as_of_date: "2013-03-31",
      reporting_currency: "EUR",
    };
    expect(faultsOf(await marts.build(vars))).toEqual([]);
  }, 120_000);

  afterAll(() => {
    marts.close();
  });

  it("reports dollars in euros at the rate of the day", async () => {
    const lines = await marts.rows(
      "select order_id, currency_code, net_source_amount, net_amount from sales.fct_order_line order by 1",
    );
    expect(lines).toEqual([
      ["S1", "USD", "100.0000", "80.0000"],
      ["S2", "USD", "100.0000", "80.0000"],
      ["S3", "USD", "100.0000", "50.0000"],
    ]);
  });

  it("gives each month the days' share of a quota, and one that has no successor three months", async () => {
    const targets = await marts.rows(
      `select employee_id, strftime(month_start_date, '%Y-%m'), target_source_amount, target_count
      from sales.fct_sales_target order by 1, 2`,
    );
    // 90 days: 2 of December, 31, 28, 29 of March; then 92 days from 30 March to 29 June.
    expect(targets).toEqual([
      ["7", "2012-12", "2.2222", 1],
      ["7", "2013-01", "34.4445", 0],
      ["7", "2013-02", "31.1111", 0],
      ["7", "2013-03", "33.7440", 1],
      ["7", "2013-04", "22.8261", 0],
      ["7", "2013-05", "23.5870", 0],
      ["7", "2013-06", "22.0652", 0],
      ["8", "2013-03", "1.0870", 1],
      ["8", "2013-04", "16.3043", 0],
      ["8", "2013-05", "16.8478", 0],
      ["8", "2013-06", "15.7609", 0],
      ["9", "2013-11", "30.0000", 1],
      ["9", "2013-12", "31.0000", 0],
      ["9", "2014-01", "31.0000", 0],
    ]);
  });

  it("names reps whom the source describes, with their team, and numbers the others", async () => {
    const reps = await marts.rows(
      `select employee_id, employee_name, role_name, team_name, branch_name, region_name
      from shared.dim_employee_current where employee_key > 0 order by 1`,
    );
    expect(reps).toEqual([
      ["7", "Tete A Mensa", "Sales Representative", "Northwest", "United States", "North America"],
      ["8", "Employee 8", null, null, null, null],
      ["9", "Employee 9", null, null, null, null],
    ]);
  });

  it("places orders in territories and promises them for the due date", async () => {
    const orders = await marts.rows(
      `select order_id, unit.team_name, unit.company_name, promised_date, employee_name
      from sales.fct_order
      inner join shared.dim_organisation_current as unit using (organisation_key)
      inner join shared.dim_employee_current using (employee_key)
      order by 1`,
    );
    expect(orders).toEqual([
      ["S1", "France", "AdventureWorks", "2013-01-27", "Not applicable"],
      ["S2", "Northwest", "AdventureWorks", "2013-01-28", "Tete A Mensa"],
      ["S3", "Northwest", "AdventureWorks", "2013-03-13", "Employee 8"],
    ]);
  });

  it("knows the region of a customer and of a place", async () => {
    const places = await marts.rows(
      `select customer_id, customer.region_name, place.region_name
      from shared.dim_customer_current as customer
      inner join shared.dim_geography as place using (geography_key)
      where customer.city_name = 'Lyon' order by 1 limit 1`,
    );
    expect(places.map((place) => place.slice(1))).toEqual([["Rhône", "Rhône"]]);
  });

  it("accounts for quotas, rates and amounts", async () => {
    const totals = await marts.rows(
      `select entity_name, measure_name, raw_total, unconvertible_total, mart_total, unexplained_total
      from meta.control_total where entity_name in ('sales_target', 'exchange_rate') order by all`,
    );
    expect(totals).toEqual([
      ["exchange_rate", "row_count", "3.0000", "1.0000", "2.0000", "0.0000"],
      ["sales_target", "row_count", "4.0000", "0.0000", "4.0000", "0.0000"],
      ["sales_target", "target_source_amount", "312.0001", "0.0000", "312.0001", "0.0000"],
    ]);
  });
});
