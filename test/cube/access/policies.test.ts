import type { DuckDBConnection } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Grant, OPEN_GRANT, policyOf } from "../../../cube/access/grant.js";
import { makePolicyCatalogue } from "../../../cube/access/policy-catalogue.js";
import { type Lease, VersionHub } from "../../../warehouse/version-hub.js";
import { type Company, createCompany } from "./company.js";

let company: Company;
let hub: VersionHub;
let lease: Lease;
const connections: DuckDBConnection[] = [];
const made = new Map<string, string>();

beforeAll(async () => {
  company = await createCompany();
  hub = new VersionHub(company.config);
  lease = await hub.acquire();
});

afterAll(async () => {
  for (const connection of connections) connection.closeSync();
  lease.release();
  await hub.close();
  company.close();
});

/** Runs SQL as somebody with these grants. */
async function as(...grants: Partial<Grant>[]): Promise<(sql: string) => Promise<unknown[][]>> {
  const policy = policyOf(grants.map((grant) => ({ ...OPEN_GRANT, ...grant })));
  const name =
    made.get(policy.key) ?? (await makePolicyCatalogue(lease.reader, policy, "key")).name;
  made.set(policy.key, name);
  const connection = await lease.reader.connect(name);
  connections.push(connection);
  return async (sql) => (await connection.runAndReadAll(sql)).getRowsJson();
}

const UNITS_OF_ORDERS = "select distinct organisation_key::int from sales.fct_order order by 1";

describe("rows by the organisation", () => {
  it.each([
    ["T1", [7]],
    ["B1", [4, 7]],
    ["R1", [2, 4, 5, 7]],
    ["R2", [3, 6]],
  ])("are those of the subtree of %s", async (unit, keys) => {
    const sql = await as({ unit });
    expect((await sql(UNITS_OF_ORDERS)).flat()).toEqual(keys);
  });

  it("are all, the unattributed too, for whoever has the whole organisation", async () => {
    const sql = await as({ unit: "C1", personal: "hidden" });
    expect((await sql(UNITS_OF_ORDERS)).flat()).toEqual([-1, 0, 1, 2, 3, 4, 5, 6, 7]);
    expect(await sql("select count(*) > 0 from sales.agg_month")).toEqual([[true]]);
  });

  it("of sister units add up to their parent's, none counted twice", async () => {
    const sum = async (unit: string, table: string): Promise<number> => {
      const sql = await as({ unit, personal: "hash" });
      return Number((await sql(`select count(*) from ${table}`))[0]?.[0]);
    };
    for (const table of ["sales.fct_order", "sales.fct_invoice", "service.fct_call"]) {
      const [all, ...parts] = [
        await sum("R1", table),
        await sum("B1", table),
        await sum("B2", table),
      ];
      expect(parts[0], table).toBeGreaterThan(0);
      expect(
        parts.reduce((a, b) => a + b),
        table,
      ).toBeLessThanOrEqual(all);
    }
  });

  it("leave a table away that says nothing of a unit", async () => {
    const sql = await as({ unit: "B1", personal: "last4" });
    await expect(sql("from sales.agg_month")).rejects.toThrow("does not exist");
    await expect(sql("from meta.column_definition")).rejects.toThrow("does not exist");
  });

  it("leave a name to everybody who stands on an order that is seen", async () => {
    const sql = await as({ unit: "B2" });
    const nameless = `select count(*)::int from sales.fct_order o
      left join shared.dim_customer_current c using (customer_key)
      left join shared.dim_employee_current e using (employee_key)
      where c.customer_name is null or e.employee_name is null`;
    expect(await sql(nameless)).toEqual([[0]]);
  });

  it("follow the next key where one names somebody unknown, and where it names nobody", async () => {
    const seen = `select employee_key::int, count(*)::int from service.fct_call
      where employee_key <= 0 group by 1 order by 1`;
    const owned = `select c.employee_key::int, count(*)::int from service.fct_call c
      join shared.dim_customer_current u using (customer_key)
      join shared.dim_employee_current e on e.employee_key = u.owner_employee_key
      where c.employee_key <= 0 and e.organisation_key in (4, 7) group by 1 order by 1`;
    const calls = await (await as({ unit: "B1" }))(seen);
    expect(calls.map(([key]) => key)).toEqual([-1, 0]);
    expect(calls).toEqual(await (await as({ unit: "C1" }))(owned));
  });

  it("name everybody whom a row names not, and belong to no unit of that name", async () => {
    const sql = await as({ unit: "B1" });
    const names = "from shared.dim_employee_current where employee_key <= 0 order by 1";
    expect(await sql(`select employee_key::int, employee_name ${names}`)).toEqual([
      [-1, "Not applicable"],
      [0, "Unknown"],
    ]);
    for (const unit of ["unknown", "not applicable"])
      await expect(as({ unit })).rejects.toMatchObject({ code: "ACCESS_UNIT_UNKNOWN" });
  });

  it("are refused to whoever has no unit, or one that is not there", async () => {
    await expect(as({ unit: "" })).rejects.toMatchObject({ code: "ACCESS_UNIT_UNKNOWN" });
    await expect(as({ unit: "B99" })).rejects.toMatchObject({ code: "ACCESS_UNIT_UNKNOWN" });
    // A unit that could not be filled in leaves no catalogue behind.
    await expect(as({ unit: "B99" })).rejects.toMatchObject({ code: "ACCESS_UNIT_UNKNOWN" });
  });
});

describe("rows by a column", () => {
  it("are those of its values; tables without it are gone, open dimensions are not", async () => {
    const sql = await as({
      conditions: [{ tables: null, column: "source_system", values: ["erp"] }],
    });
    expect(await sql("select distinct source_system from sales.fct_order")).toEqual([["erp"]]);
    expect(await sql("select count(*)::int from shared.dim_product")).toEqual([[6]]);
    await expect(sql("from sales.fct_invoice")).rejects.toThrow("does not exist");
  });

  it("of tables named leave the others as they are", async () => {
    const condition = { tables: ["sales.fct_order"], column: "quantity", values: ["1"] };
    const sql = await as({ conditions: [condition] });
    expect(await sql("select distinct quantity from sales.fct_order")).toEqual([[1]]);
    expect(await sql("select count(*)::int from sales.fct_invoice")).toEqual([[60]]);
  });
});

describe("personal columns", () => {
  const SHOWN = `select customer_name, email_address from shared.dim_customer_current
    where customer_key in (1, 2, 3, 4) order by customer_key`;

  it("are hidden, hashed or shortened; what is empty stays empty", async () => {
    const last4 = await as({ personal: "last4" });
    expect(await last4(SHOWN)).toEqual([
      ["••••er 1", "••••.org"],
      ["••••er 2", "••••.org"],
      ["••••er 3", "••••.org"],
      ["••••er 4", null],
    ]);
    const hash = await (await as({ personal: "hash" }))(SHOWN);
    expect(hash.flat().filter((value) => value !== null)).toEqual(
      Array.from({ length: 7 }, () => expect.stringMatching(/^[0-9a-f]{24}$/) as unknown),
    );
    // Customers 2 and 3 share an address.
    expect(hash[1]?.[1]).toBe(hash[2]?.[1]);
    expect(hash[0]?.[1]).not.toBe(hash[1]?.[1]);
    const hidden = await as({ personal: "hidden" });
    await expect(hidden(SHOWN)).rejects.toThrow("customer_name");
    expect(await hidden("select count(*)::int from shared.dim_customer_current")).toEqual([[17]]);
  });

  it("that are no text are hidden by every mask", async () => {
    for (const personal of ["hash", "last4", "hidden"] as const) {
      const sql = await as({ personal });
      await expect(sql("select birth_date from shared.dim_customer_current")).rejects.toThrow(
        "birth_date",
      );
    }
  });

  it("cannot be read by comparing", async () => {
    const sql = await as({ personal: "hash" });
    const found =
      "select count(*)::int from shared.dim_customer_current where email_address like 'person1%'";
    expect(await sql(found)).toEqual([[0]]);
  });

  it("obey a rule that names them before the role's own", async () => {
    const columns = [{ columns: "shared.*.email_address", masking: "clear" as const }];
    const sql = await as({ personal: "hidden", columns });
    expect(
      await sql("select email_address from shared.dim_customer_current where customer_key = 1"),
    ).toEqual([["person0@example.org"]]);
  });
});

describe("several roles", () => {
  it("show each row in the least masked form that is due to this row", async () => {
    const sql = await as({ personal: "last4" }, { unit: "B1", personal: "clear" });
    const rows = await sql(
      "select customer_name like 'Customer%', count(*)::int from shared.dim_customer_current group by 1 order by 1",
    );
    expect(rows.map(([isClear]) => isClear)).toEqual([false, true]);
    const own = await (
      await as({ unit: "B1", personal: "clear" })
    )("select count(*)::int from shared.dim_customer_current where customer_name like 'Customer%'");
    expect(rows[1]?.[1]).toBe(own[0]?.[0]);
  });

  it("of which one hides nothing are as that one", () => {
    expect(policyOf([{ ...OPEN_GRANT, unit: "B1" }, OPEN_GRANT]).key).toBe("all");
  });

  it("have the same key in any order, and another with other rights", () => {
    const [a, b] = [
      { ...OPEN_GRANT, unit: "B1" },
      { ...OPEN_GRANT, unit: "B2" },
    ];
    expect(policyOf([a, b]).key).toBe(policyOf([b, a, b]).key);
    expect(policyOf([a]).key).not.toBe(policyOf([b]).key);
    expect(policyOf([]).key).not.toBe("all");
  });

  it("that are none at all give nothing", async () => {
    const sql = await as();
    await expect(sql("from shared.dim_product")).rejects.toThrow("does not exist");
  });
});

describe("a version that does not say what is personal", () => {
  it("is read by nobody from whom something is hidden", async () => {
    const version = await company.publish([
      "create schema version.sales; create table version.sales.t as select 1 as a",
    ]);
    const old = await hub.acquire(version);
    try {
      const policy = policyOf([{ ...OPEN_GRANT, personal: "hidden" }]);
      await expect(makePolicyCatalogue(old.reader, policy, "key")).rejects.toMatchObject({
        code: "ACCESS_VERSION_UNTAGGED",
      });
    } finally {
      old.release();
    }
  });
});
