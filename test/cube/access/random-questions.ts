import type { Grant, Masking } from "../../../cube/access/grant.js";
import { MASKINGS, OPEN_GRANT } from "../../../cube/access/grant.js";

/** Numbers that are the same on every run. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** From 0 up to, and without, 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  one<T>(list: readonly T[]): T {
    const item = list[Math.floor(this.next() * list.length)];
    if (item === undefined) throw new Error("nothing to choose from");
    return item;
  }

  some<T>(list: readonly T[], most: number): T[] {
    const count = list.length === 0 ? 0 : Math.floor(this.next() * (most + 1));
    return [...new Set(Array.from({ length: count }, () => this.one(list)))];
  }

  chance(share: number): boolean {
    return this.next() < share;
  }
}

const COLUMN_RULES = [
  "*.*.net_amount",
  "shared.dim_customer_current.email_address",
  "*.*.customer_name",
  "sales.fct_order.order_date",
  "service.*.talk_seconds",
  "shared.*.country_name",
  "sales.fct_invoice.customer_key",
];

/** One to three roles' worth of rights. */
export function randomGrants(dice: Dice): Grant[] {
  return Array.from({ length: dice.one([1, 1, 2, 3]) }, () => ({
    ...OPEN_GRANT,
    unit: dice.chance(0.6) ? dice.one(["C1", "R1", "R2", "B1", "B2", "B3", "T1"]) : null,
    conditions: dice.chance(0.3)
      ? [
          dice.one([
            { tables: null, column: "source_system", values: ["erp"] },
            { tables: ["sales.*"], column: "order_date", values: ["2025-01-14", "2025-02-09"] },
            { tables: ["sales.fct_order"], column: "quantity", values: ["1", "2", "3"] },
            {
              tables: ["shared.dim_customer_current"],
              column: "country_name",
              values: ["Country 1"],
            },
            { tables: ["service.fct_call"], column: "no_such", values: ["x"] },
          ]),
        ]
      : [],
    personal: dice.one(MASKINGS),
    columns: dice
      .some(COLUMN_RULES, 2)
      .map((columns) => ({ columns, masking: dice.one<Masking>(MASKINGS) })),
    views: dice.chance(0.15) ? dice.some(["sales", "invoices", "calls", "months"], 2) : null,
  }));
}

export interface ViewMembers {
  name: string;
  measures: string[];
  dimensions: string[];
  times: string[];
  segments: string[];
  key: string | null;
}

type Query = Record<string, unknown>;

/** A question about one view: figures, rows behind them, totals or the largest. */
export function randomQuery(dice: Dice, view: ViewMembers): Query {
  const measures = dice.some(view.measures, 3);
  const dimensions = dice.some(view.dimensions, 3);
  const filters = dice.some(filtersFor(view, dice), 2);
  const common = {
    ...(filters.length > 0 ? { filters } : {}),
    ...(view.segments.length > 0 && dice.chance(0.2)
      ? { segments: [dice.one(view.segments)] }
      : {}),
  };
  if (view.key !== null && dice.chance(0.2)) {
    const columns = [...new Set([view.key, ...dimensions])];
    return {
      ...common,
      dimensions: columns,
      ungrouped: true,
      ...(dice.chance(0.5) ? { total: true } : {}),
    };
  }
  const figures = measures.length + dimensions.length === 0 ? [dice.one(view.measures)] : measures;
  const query: Query = { ...common, measures: figures, dimensions };
  const [time] = view.times;
  if (time !== undefined && dice.chance(0.4)) {
    const granularity = dice.chance(0.7)
      ? { granularity: dice.one(["month", "quarter", "year"]) }
      : {};
    const dateRange = dice.chance(0.6) ? { dateRange: ["2025-01-01", "2025-08-31"] } : {};
    if ("granularity" in granularity || "dateRange" in dateRange) {
      query["timeDimensions"] = [{ dimension: time, ...granularity, ...dateRange }];
    }
  }
  const [of] = dimensions;
  const [by] = figures;
  if (of !== undefined && by !== undefined && dice.chance(0.35)) {
    query["totals"] = { rows: [of] };
  } else if (of !== undefined && by !== undefined && dimensions.length === 1 && dice.chance(0.3)) {
    query["topN"] = { of, by, limit: 3 };
  }
  return query;
}

function filtersFor({ name, dimensions }: ViewMembers, dice: Dice): Query[] {
  const all = [
    { member: `${name}.customer_name`, operator: "contains", values: ["Customer 1"] },
    { member: `${name}.customer_name`, operator: "equals", values: ["Customer 3", "••••er 4"] },
    { member: `${name}.email_address`, operator: "set" },
    {
      member: `${name}.email_address`,
      operator: "contains",
      values: [dice.one(["person1", "org", "••"])],
    },
    { member: `${name}.country_name`, operator: "notEquals", values: ["Country 0"] },
    { member: `${name}.employee_name`, operator: "equals", values: ["Employee number 4"] },
    { member: `${name}.category_name`, operator: "equals", values: ["Category 1"] },
  ];
  return all.filter(({ member }) => dimensions.includes(member));
}
