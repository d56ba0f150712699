import type { Random } from "./random.js";

type Json = string | number | boolean | null | Json[] | JsonObject;
interface JsonObject {
  [key: string]: Json;
}

const MEMBERS = [
  "sales.net_revenue",
  "sales.order_count",
  "sales.country_name",
  "sales.quantity",
  "sales.order_date",
  "orders.net_revenue",
  "orders.order_date",
] as const;

const JUNK = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  "",
  " ",
  "sales",
  "sales.",
  ".net_revenue",
  "sales.net_revenue.month.day",
  "sales.net_revenu",
  "selas.net_revenue",
  "fct_order_line.net_revenue",
  "sales.order_date.decade",
  "__proto__.constructor",
  "sales.toString",
  "净收入",
  "\u0000",
  "\ud800",
  "'; drop table sales.fct_order_line; --",
  "{sales.net_revenue}",
  "%",
  "2013-02-30",
  "2013-01-01",
  "9999999999",
  "last 99999 years",
  "next tuesday",
  "Mars/Olympus",
  "NaN",
  "Infinity",
  "asc",
  "previous_period",
  "lunar",
  "share_of_total",
  "contains",
  "inDateRange",
  [],
  {},
  [[]],
  [null],
  { sql: "select 1" },
  { expression: ["select 1"], cubeName: "sales", name: "x" },
  { member: "sales.net_revenue", operator: "gt", values: ["many"] },
  { dimension: "sales.order_date", dateRange: ["2014-01-01", "2013-01-01"] },
  { or: [] },
  { of: "sales.net_revenue", n: -1, by: 7 },
] as const satisfies readonly Json[];

const KEYS = [
  "measures",
  "dimensions",
  "segments",
  "timeDimensions",
  "filters",
  "order",
  "limit",
  "offset",
  "timezone",
  "ungrouped",
  "total",
  "responseFormat",
  "totals",
  "topN",
  "compare",
  "calculate",
  "rows",
  "subqueryJoins",
  "joinHints",
  "maskedMembers",
  "measure",
  "__proto__",
  "constructor",
  "toString",
  "cacheMode",
] as const;

const EXTENSIONS: readonly [JsonObject, ...JsonObject[]] = [
  {},
  { totals: { rows: ["sales.country_name"], columns: ["sales.order_date.month"] } },
  { topN: { of: "sales.country_name", by: "sales.net_revenue", limit: 2, others: true } },
  { compare: { to: "same_period_last_year" } },
  { compare: { to: { dateRange: ["2012-01-01", "2012-12-31"] } } },
  {
    calculate: [
      { type: "running_total", of: "sales.net_revenue", name: "so_far" },
      { type: "rolling", of: "sales.order_count", window: 3 },
      { type: "share_of_parent", of: "sales.net_revenue", parent: ["sales.country_name"] },
      { type: "rank", of: "sales.net_revenue", within: ["sales.country_name"] },
    ],
  },
];

const sound = (): JsonObject => ({
  measures: ["sales.net_revenue", "sales.order_count"],
  dimensions: ["sales.country_name"],
  timeDimensions: [
    {
      dimension: "sales.order_date",
      granularity: "month",
      dateRange: ["2013-01-01", "2013-12-31"],
    },
  ],
  filters: [
    {
      or: [
        { member: "sales.country_name", operator: "contains", values: ["1"] },
        { member: "sales.quantity", operator: "gt", values: [2] },
      ],
    },
    { member: "sales.net_revenue", operator: "gte", values: ["10"] },
  ],
  order: [["sales.net_revenue", "desc"]],
  limit: 100,
  timezone: "UTC",
});

/** A request for the rows behind a cell, changed like {@link malformedQuery}. */
export function malformedRowsRequest(random: Random): Json {
  const request: JsonObject = {
    query: { ...sound(), ...structuredClone(random.pick(EXTENSIONS)) },
    measure: "sales.net_revenue",
    cell: {
      "sales.country_name": "Country 1",
      "sales.order_date.month": "2013-01-01T00:00:00.000",
    },
    format: random.pick(["json", "ndjson", "csv"]),
    limit: 5,
    total: true,
  };
  return changed(request, random);
}

/** A query that was sound until a few of its parts were replaced, doubled, renamed, nested or taken away. */
export function malformedQuery(random: Random): Json {
  if (random.chance(0.05)) return junk(random);
  if (random.chance(0.05)) return Array.from({ length: random.below(30) }, sound);
  if (random.chance(0.05)) return nested(random, 1 + random.below(400));
  return changed({ ...sound(), ...structuredClone(random.pick(EXTENSIONS)) }, random);
}

/** Of its own: what comes later may change it. */
function junk(random: Random): Json {
  return structuredClone<Json>(random.pick(JUNK));
}

function changed(object: JsonObject, random: Random): Json {
  for (let changes = 1 + random.below(4); changes > 0; changes -= 1) change(object, random);
  return object;
}

function change(query: JsonObject, random: Random): void {
  const place = placeIn(query, random);
  if (Array.isArray(place)) changeList(place, random);
  else changeObject(place, random);
}

function changeList(list: Json[], random: Random): void {
  const index = random.below(list.length + 1);
  const old = list[index] ?? null;
  switch (random.below(4)) {
    case 0:
      list.splice(index, 1);
      break;
    case 1:
      list.push(...Array.from({ length: random.below(300) }, () => structuredClone(old)));
      break;
    case 2:
      list[index] = random.pick(MEMBERS);
      break;
    default:
      list[index] = junk(random);
  }
}

function changeObject(object: JsonObject, random: Random): void {
  const keys = Object.keys(object);
  const key = keys[random.below(keys.length)] ?? "filters";
  const old = object[key] ?? null;
  const other = random.pick(KEYS);
  switch (random.below(5)) {
    case 0:
      Reflect.deleteProperty(object, key);
      break;
    case 1:
      own(object, other, structuredClone(old));
      break;
    case 2:
      own(object, key, random.chance(0.5) ? [old] : { [other]: old });
      break;
    case 3:
      own(object, other, junk(random));
      break;
    default:
      own(object, key, junk(random));
  }
}

/** Also where the key is `__proto__`, as JSON.parse does it. */
function own(object: JsonObject, key: string, value: Json): void {
  Object.defineProperty(object, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

/** Any list or object inside `root`, itself included. */
function placeIn(root: JsonObject, random: Random): Json[] | JsonObject {
  let place: Json[] | JsonObject = root;
  while (random.chance(0.7)) {
    const inner: (Json[] | JsonObject)[] = Object.values(place).filter(
      (value) => typeof value === "object" && value !== null,
    );
    const next = inner[random.below(inner.length)];
    if (next === undefined) return place;
    place = next;
  }
  return place;
}

function nested(random: Random, depth: number): Json {
  let filter: Json = { member: random.pick(MEMBERS), operator: "set" };
  for (let level = 0; level < depth; level += 1) filter = { [level % 2 ? "and" : "or"]: [filter] };
  return { measures: ["sales.net_revenue"], filters: [filter] };
}
