import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMartFixture, type MartFixture } from "./mart-fixture.js";
import { serveLayer, type ServedLayer } from "./served-layer.js";

/** Dimensions of the sales view and the SQL that means the same. */
const DIMENSIONS: Readonly<Record<string, string>> = {
  order_year: "d.year",
  order_quarter: "d.quarter_label",
  order_month: "d.month_label",
  category_name: "p.category_name",
  subcategory_name: "p.subcategory_name",
  product_name: "p.product_name",
  brand_name: "p.brand_name",
  customer_type: "c.customer_type",
  country_name: "c.country_name",
  city_name: "c.city_name",
  channel_name: "ch.channel_name",
  source_system: "l.source_system",
};

const MEASURES: Readonly<Record<string, string>> = {
  net_revenue: "sum(l.net_amount)",
  gross: "sum(l.gross_amount)",
  discount: "sum(l.discount_amount)",
  cost: "sum(l.cost_amount)",
  margin: "sum(l.margin_amount)",
  units: "sum(l.quantity)",
  line_count: "count(*)",
  order_count: "count(distinct l.order_key)",
  customer_count: "count(distinct case when l.customer_key <> 0 then l.customer_key end)",
  margin_rate: "sum(l.margin_amount) / nullif(sum(l.net_amount), 0)",
  average_order_value:
    "(sum(l.net_amount) / nullif(count(distinct l.order_key), 0))::decimal(18, 4)",
};

const FROM = `sales.fct_order_line l join shared.dim_date d on d.date_day = l.order_date
  join shared.dim_product_current p using (product_key) join shared.dim_customer_current c using (customer_key)
  join shared.dim_channel ch using (channel_key)`;

let marts: MartFixture;
let served: ServedLayer;

beforeAll(async () => {
  marts = await createMartFixture();
  await marts.publishMarts();
  served = await serveLayer(marts.config);
});

afterAll(async () => {
  await served.close();
  await marts.close();
});

describe("figures of the sales view", () => {
  it.each(Array.from({ length: 30 }, (_, seed) => seed))(
    "equal plain SQL by any set of dimensions (seed %i)",
    async (seed) => {
      const dimensions = pick(Object.keys(DIMENSIONS), seed);
      const { status, body } = await served.load({
        measures: Object.keys(MEASURES).map((name) => `sales.${name}`),
        dimensions: dimensions.map((name) => `sales.${name}`),
      });
      expect(status).toBe(200);
      const rows = (body.data ?? []).map((row) => withoutView(row));
      expect(byKey(rows, dimensions)).toEqual(byKey(await plain(dimensions), dimensions));
    },
  );

  it("add up over any dimension where the measure says it is additive", async () => {
    const measures = ["net_revenue", "margin", "units", "line_count"].map((m) => `sales.${m}`);
    const [total] = (await served.load({ measures })).body.data ?? [];
    const parts = (await served.load({ measures, dimensions: ["sales.product_name"] })).body.data;
    for (const measure of measures) {
      const sum = (parts ?? []).reduce((acc, row) => acc + tenThousandths(row[measure]), 0n);
      expect(sum).toBe(tenThousandths(total?.[measure]));
    }
  });

  it("keep every decimal of money", async () => {
    const [row] = (await served.load({ measures: ["sales.gross"] })).body.data ?? [];
    expect(row?.["sales.gross"]).toMatch(/^\d+\.\d{4}$/);
  });

  it("count a business date in its own month in any time zone", async () => {
    const query = (timezone: string) => ({
      measures: ["sales.net_revenue"],
      timeDimensions: [
        {
          dimension: "sales.order_date",
          granularity: "month",
          dateRange: ["2012-03-01", "2013-02-28"],
        },
      ],
      timezone,
    });
    const utc = (await served.load(query("UTC"))).body.data;
    expect(utc).toHaveLength(12);
    expect((await served.load(query("America/Los_Angeles"))).body.data).toEqual(utc);
    expect((await served.load(query("Asia/Shanghai"))).body.data).toEqual(utc);
  });

  it("are filtered by text that holds wildcards as plain text", async () => {
    const count = async (value: string): Promise<string | null | undefined> => {
      const { body } = await served.load({
        measures: ["sales.line_count"],
        filters: [{ member: "sales.product_name", operator: "contains", values: [value] }],
      });
      return body.data?.[0]?.["sales.line_count"];
    };
    expect(await count("50%")).toBe("50");
    expect(await count("_0%")).toBe("0");
    expect(await count("product")).toBe("500");
  });
});

describe("drill-through", () => {
  it("lists exactly the lines behind a figure, page by page", async () => {
    const filters = [
      { member: "sales.category_name", operator: "equals", values: ["Category 1"] },
      { member: "sales.order_year", operator: "equals", values: ["2013"] },
    ];
    const measures = ["sales.net_revenue", "sales.line_count", "sales.units"];
    const [figure] = (await served.load({ measures, filters })).body.data ?? [];
    const lines: Record<string, string | null>[] = [];
    for (let offset = 0; ; offset += 40) {
      const { body } = await served.load({
        dimensions: [
          "source_system",
          "order_id",
          "order_line_number",
          "quantity",
          "net_amount",
        ].map((name) => `sales.${name}`),
        filters,
        ungrouped: true,
        order: { "sales.order_id": "asc", "sales.order_line_number": "asc" },
        limit: 40,
        offset,
      });
      lines.push(...(body.data ?? []));
      if ((body.data ?? []).length < 40) break;
    }
    expect(String(lines.length)).toBe(figure?.["sales.line_count"]);
    const key = (row: Record<string, string | null>): string =>
      `${row["sales.order_id"] ?? ""}/${row["sales.order_line_number"] ?? ""}`;
    expect(new Set(lines.map(key)).size).toBe(lines.length);
    const sum = (member: string): bigint =>
      lines.reduce((acc, row) => acc + tenThousandths(row[member]), 0n);
    expect(sum("sales.net_amount")).toBe(tenThousandths(figure?.["sales.net_revenue"]));
    expect(sum("sales.quantity")).toBe(tenThousandths(figure?.["sales.units"]));
  });
});

async function plain(dimensions: readonly string[]): Promise<Record<string, unknown>[]> {
  const selected = [
    ...dimensions.map((name) => `${DIMENSIONS[name] ?? ""} as ${name}`),
    ...Object.entries(MEASURES).map(([name, sql]) => `${sql} as ${name}`),
  ];
  const group = dimensions.length > 0 ? "group by all" : "";
  return served.sql(`select ${selected.join(", ")} from ${FROM} ${group}`);
}

/** Rows by their dimension values; ratios to twelve digits, everything else as exact text. */
function byKey(
  rows: readonly Record<string, unknown>[],
  dimensions: readonly string[],
): Map<string, Record<string, string>> {
  const text = (value: unknown): string =>
    typeof value === "string" ? value : JSON.stringify(value);
  return new Map(
    rows.map((row) => [
      dimensions.map((name) => text(row[name])).join(" | "),
      Object.fromEntries(
        Object.keys(MEASURES).map((name) => [
          name,
          name === "margin_rate" ? Number(row[name]).toPrecision(12) : text(row[name]),
        ]),
      ),
    ]),
  );
}

function withoutView(row: Record<string, string | null>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name.slice("sales.".length), value]),
  );
}

function tenThousandths(value: string | null | undefined): bigint {
  const [whole = "0", fraction = ""] = (value ?? "0").split(".");
  return BigInt(`${whole}${fraction.padEnd(4, "0")}`);
}

/** Up to four of `names`, the same for the same seed. */
function pick(names: readonly string[], seed: number): string[] {
  let state = (seed + 1) * 2_654_435_761;
  const random = (): number => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 374_761_393) >>> 0;
    return state / 2 ** 32;
  };
  const size = seed % 5;
  const shuffled = names.map((name) => ({ name, rank: random() }));
  return shuffled
    .sort((a, b) => a.rank - b.rank)
    .slice(0, size)
    .map(({ name }) => name);
}
