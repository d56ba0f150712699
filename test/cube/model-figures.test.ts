import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Member, MemberCatalogue } from "../../cube/member-catalogue.js";
import { loadConfig } from "../../warehouse/config.js";
import { granary, writeDemoConfig } from "../granary-command.js";
import { compiledModelOfTree } from "./compiled-model.js";
import { CUSTOMER_FIGURES } from "./model/figures-customer.js";
import { MARKETING_FIGURES } from "./model/figures-marketing.js";
import { PIPELINE_FIGURES } from "./model/figures-pipeline.js";
import { SALES_FIGURES } from "./model/figures-sales.js";
import { SERVICE_FIGURES } from "./model/figures-service.js";
import { serveLayer, type ServedLayer } from "./served-layer.js";

const CASES = Object.entries({
  ...SALES_FIGURES,
  ...PIPELINE_FIGURES,
  ...CUSTOMER_FIGURES,
  ...SERVICE_FIGURES,
  ...MARKETING_FIGURES,
}).flatMap(([view, figures]) =>
  figures.map((figure, index) => ({ view, figure, name: `${view} ${index + 1}` })),
);

/** Sums of binary fractions differ in their last digits with the order of rows. */
const TOLERANCE = 1e-6;

let dir: string;
let model: MemberCatalogue;
let served: ServedLayer;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "granary-figures-"));
  const file = writeDemoConfig(dir);
  const { code, stderr } = await granary(["run"], { cwd: dir });
  expect(stderr).not.toContain("error ");
  expect(code).toBe(0);
  model = await compiledModelOfTree();
  served = await serveLayer(loadConfig(file, {}, new Date("2026-01-01")));
}, 600_000);

afterAll(async () => {
  await served.close();
  rmSync(dir, { recursive: true, force: true });
});

describe("the model over a published company", () => {
  it("binds the SQL of every member, and no figure is of a type too wide for clients", async () => {
    const queries = [...model.views.values()].flatMap(({ members }) => {
      const named = (kind: string, time: boolean): string[] =>
        members
          .filter((member) => member.kind === kind && (member.type === "time") === time)
          .map(({ name }) => name);
      const times = named("dimension", true);
      const segments = named("segment", false);
      return [
        { measures: named("measure", false), dimensions: named("dimension", false), segments },
        ...(times.length === 0
          ? []
          : [
              { dimensions: times, ungrouped: true },
              {
                ungrouped: true,
                timeDimensions: times.map((dimension) => ({ dimension, granularity: "quarter" })),
              },
            ]),
      ];
    });
    expect(queries.length).toBeGreaterThan(100);
    const faults: string[] = [];
    for (const query of queries) faults.push(...(await bindingFaults(query)));
    expect(faults).toEqual([]);
  });

  it("has dates, not timestamps, behind every time dimension", async () => {
    const times = [...model.members.values()].filter(({ type }) => type === "time");
    const columns = times.map(({ cubeMember }) => cubeMember.split(".")[1] ?? "");
    const rows = await served.sql(
      `select distinct column_name from duckdb_columns()
      where database_name = 'warehouse' and data_type <> 'DATE'`,
    );
    const others = new Set(rows.map((row) => row["column_name"]));
    expect(columns.filter((column) => others.has(column))).toEqual([]);
  });

  it("has figures of every view that are compared with plain SQL", () => {
    const compared = new Set(CASES.map(({ view }) => view));
    expect([...model.views.keys()].filter((view) => !compared.has(view))).toEqual([]);
  });

  it("adds additive figures up to one total over the members of every joined table", async () => {
    const faults: string[] = [];
    for (const view of model.views.values()) {
      const additive = view.members.filter(({ additivity }) => additivity === "additive");
      const measures = additive.map(({ name }) => name);
      const total = (await served.load({ measures })).body.data?.[0] ?? {};
      for (const dimension of onePerTable(view.members)) {
        const { body } = await served.load({ measures, dimensions: [dimension] });
        const rows = body.data ?? [];
        for (const measure of measures) {
          const sum = rows.reduce((before, row) => before + Number(row[measure] ?? 0), 0);
          if (!isNear(Number(total[measure] ?? 0), sum)) {
            faults.push(`${measure} by ${dimension}: ${sum}, not ${String(total[measure])}`);
          }
        }
      }
    }
    expect(faults).toEqual([]);
  });

  it.each(CASES)("gives the figures of plain SQL: $name", async ({ view, figure }) => {
    const { measures, dimensions = [], filters = [], dateRange, sql } = figure;
    const whole = (name: string): string => `${view}.${name}`;
    const defaultTime = model.views.get(view)?.defaultTime;
    const { status, body } = await served.load({
      measures: measures.map(whole),
      dimensions: dimensions.map(whole),
      filters: filters.map((filter) => ({ ...filter, member: whole(filter.member) })),
      timeDimensions: dateRange ? [{ dimension: defaultTime, dateRange }] : [],
    });
    expect(body.error).toBeUndefined();
    expect(status).toBe(200);
    const names = [...dimensions, ...measures].map(whole);
    const asked = (body.data ?? []).map((row) => names.map((name) => row[name] ?? null));
    const plain = (await served.sql(sql)).map((row) => Object.values(row));
    expect(plain.length).toBeGreaterThan(0);
    expectSameRows(asked, plain, dimensions.length);
  });
});

/** The first dimension of each table behind a view. */
function onePerTable(members: readonly Member[]): string[] {
  const tables = new Map<string, string>();
  for (const { kind, type, name, cubeMember } of members) {
    const [table = ""] = cubeMember.split(".");
    if (kind === "dimension" && type !== "time" && !tables.has(table)) tables.set(table, name);
  }
  return [...tables.values()];
}

/** What the engine says of the SQL of a query when it plans it. */
async function bindingFaults(query: object): Promise<string[]> {
  const url = `${served.url}/cubejs-api/v1/sql?query=${encodeURIComponent(JSON.stringify(query))}`;
  const answer = (await (await fetch(url)).json()) as { sql?: { sql: [string] }; error?: string };
  if (!answer.sql) return [`${JSON.stringify(query)}: ${answer.error ?? "no SQL"}`];
  try {
    const columns = await served.sql(`describe ${answer.sql.sql[0]}`);
    return columns
      .filter((column) => String(column["column_type"]).includes("HUGEINT"))
      .map((column) => `${String(column["column_name"])} is a HUGEINT`);
  } catch (error) {
    return [`${JSON.stringify(query)}: ${String(error)}`];
  }
}

function expectSameRows(
  asked: readonly unknown[][],
  plain: readonly unknown[][],
  keys: number,
): void {
  const key = (row: readonly unknown[]): string => row.slice(0, keys).map(String).join("|");
  const left = new Map(asked.map((row) => [key(row), row.slice(keys)]));
  const right = new Map(plain.map((row) => [key(row), row.slice(keys)]));
  expect([...left.keys()].sort()).toEqual([...right.keys()].sort());
  for (const [at, figures] of right) {
    const same = figures.every((figure, index) => isNear(figure, left.get(at)?.[index] ?? null));
    expect(same ? figures : left.get(at), at).toEqual(figures);
  }
}

function isNear(a: unknown, b: unknown): boolean {
  if (a === null || b === null) return a === b;
  const [x, y] = [Number(a), Number(b)];
  return Math.abs(x - y) <= TOLERANCE * Math.max(1, Math.abs(x));
}
