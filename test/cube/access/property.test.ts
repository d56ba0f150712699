import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Grant, OPEN_GRANT, policyOf } from "../../../cube/access/grant.js";
import { createSemanticLayer, type SemanticLayer } from "../../../cube/semantic-layer.js";
import { VersionHub } from "../../../warehouse/version-hub.js";
import { COMPANY_VIEWS as VIEWS } from "./company-views.js";
import { type Company, createCompany } from "./company.js";
import { copyOf, readAll } from "./copied-tables.js";
import { forbiddenRemoved } from "./forbidden-removed.js";
import { Dice, randomGrants, randomQuery, type ViewMembers } from "./random-questions.js";

const MASK_KEY = "key-of-the-hashes";
const POLICIES = 16;
const QUERIES = 30;

interface Answer {
  status: number;
  body: { data?: unknown[]; totals?: unknown; total?: unknown; code?: string; error?: string };
}

let company: Company;
let hub: VersionHub;
let layer: SemanticLayer;
let url: string;
let stop: () => void = () => undefined;
const policies: { grants: Grant[]; copy: number }[] = [];

beforeAll(async () => {
  company = await createCompany();
  hub = new VersionHub(company.config, { graceMs: 600_000, maxIdle: 100 });
  const tables = await readAll(hub);
  const dice = new Dice(20_251_231);
  for (let index = 0; index < POLICIES; index += 1) {
    const grants = randomGrants(dice);
    const left = forbiddenRemoved(tables, grants, MASK_KEY);
    policies.push({ grants, copy: await company.publish(copyOf(left)) });
  }
  layer = await createSemanticLayer({
    hub,
    modelDir: company.modelDir,
    apiSecret: MASK_KEY,
    askerOf: (request) => {
      const index = request.get("x-policy");
      const grants = index === undefined ? [OPEN_GRANT] : (policies[Number(index)]?.grants ?? []);
      return Promise.resolve({ who: index ?? "all", roles: [], policy: policyOf(grants) });
    },
  });
  const app = express();
  layer.mount(app);
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/cubejs-api/v1`;
  stop = () => {
    server.close();
    server.closeAllConnections();
  };
}, 120_000);

afterAll(async () => {
  stop();
  await layer.close();
  await hub.close();
  company.close();
});

/** @param policy index of the asker's policy; everything is shown without */
async function ask(
  route: string,
  query: unknown,
  version: number,
  policy?: number,
): Promise<Answer> {
  const { status, text } = await post(route, { query }, version, policy);
  return { status, body: JSON.parse(text) as Answer["body"] };
}

async function post(
  route: string,
  body: unknown,
  version: number,
  policy?: number,
): Promise<{ status: number; text: string }> {
  const response = await fetch(`${url}/${route}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-granary-version": String(version),
      ...(policy === undefined ? {} : { "x-policy": String(policy) }),
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

function viewsOf(policy: number): Set<string> {
  const grants = policies[policy]?.grants ?? [];
  return new Set(
    VIEWS.map(({ name }) => name).filter((name) =>
      grants.some(({ views }) => views === null || views.includes(name)),
    ),
  );
}

/** Rows in whatever order, figures as they are. */
function comparable({ body }: Answer): unknown {
  const sorted = (rows: unknown): unknown =>
    Array.isArray(rows)
      ? rows.map((row: unknown) => JSON.stringify(row, keysInOrder)).sort()
      : rows;
  const totals = Array.isArray(body.totals)
    ? body.totals.map((level: { data?: unknown }) => ({ ...level, data: sorted(level.data) }))
    : body.totals;
  return { data: sorted(body.data), total: body.total, totals };
}

function keysInOrder(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe("a question asked through a policy", () => {
  it(`is answered as on a copy without what is forbidden (${String(POLICIES)} policies × ${String(QUERIES)} questions)`, async () => {
    const dice = new Dice(42);
    const outcomes = { answered: 0, empty: 0, denied: 0 };
    for (let index = 0; index < QUERIES; index += 1) {
      const view = dice.chance(0.55) ? (VIEWS[0] ?? dice.one(VIEWS)) : dice.one(VIEWS);
      const query = randomQuery(dice, view);
      // All askers at once, and again: whoever shared an answer with another would show here.
      const rounds = [...policies.keys(), ...policies.keys()];
      const given = await Promise.all(rounds.map((policy) => ask("load", query, 1, policy)));
      for (const [round, policy] of rounds.entries()) {
        const answer = given[round];
        if (!answer) throw new Error("an answer is missing");
        const expected = await ask("load", query, policies[policy]?.copy ?? 0);
        const about = JSON.stringify({
          policy: policies[policy]?.grants,
          query,
          answer: answer.body.error,
          expected: expected.body.error,
        });
        if (expected.status === 200 && viewsOf(policy).has(view.name)) {
          expect(answer.status, about).toBe(200);
          expect(comparable(answer), about).toEqual(comparable(expected));
          outcomes[answer.body.data?.length === 0 ? "empty" : "answered"] += 1;
        } else {
          expect([answer.status, answer.body.code], about).toEqual([403, "ACCESS_MEMBER_DENIED"]);
          const named = /give (\S+):/.exec(answer.body.error ?? "")?.[1] ?? "nothing";
          expect(JSON.stringify(query), about).toContain(named);
          outcomes.denied += 1;
        }
      }
    }
    expect(Math.min(outcomes.answered, outcomes.denied)).toBeGreaterThan(POLICIES * QUERIES * 0.2);
  }, 300_000);

  it("has the same rows behind its figures as on the copy, paged or streamed", async () => {
    const dice = new Dice(99);
    let compared = 0;
    for (let index = 0; index < 10; index += 1) {
      const view = dice.one(VIEWS.slice(0, 3));
      const by = dice.one(view.dimensions.filter((name) => !name.endsWith("net_amount")));
      const query = { measures: [view.measures[0]], dimensions: [by] };
      const columns = [view.key, ...dice.some(view.dimensions, 3)];
      for (const policy of policies.keys()) {
        const copy = policies[policy]?.copy ?? 0;
        const cell = (await ask("load", query, copy)).body.data?.[0] ?? { [by]: "nobody" };
        const format = dice.one(["json", "csv", "ndjson"]);
        const request = { query, cell, columns: [...new Set(columns)], format };
        const given = await post("rows", request, 1, policy);
        const expected = await post("rows", request, copy);
        const about = JSON.stringify({
          policy: policies[policy]?.grants,
          request,
          text: given.text,
        });
        const isGiven = expected.status === 200 && viewsOf(policy).has(view.name);
        expect(given.status, about).toBe(isGiven ? 200 : 403);
        if (!isGiven) continue;
        const rows = (text: string): unknown =>
          format === "json" ? (JSON.parse(text) as Answer["body"]).data : text.split("\n").sort();
        expect(rows(given.text), about).toEqual(rows(expected.text));
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(20);
  }, 120_000);

  it("is denied alike where only its SQL or its form is asked for", async () => {
    const dice = new Dice(7);
    for (let index = 0; index < 8; index += 1) {
      const asked = Object.entries(randomQuery(dice, dice.one(VIEWS)));
      // Extensions have no SQL of their own.
      const query = Object.fromEntries(asked.filter(([key]) => key !== "totals" && key !== "topN"));
      for (const policy of policies.keys()) {
        const { status } = await ask("load", query, 1, policy);
        for (const route of ["sql", "dry-run"]) {
          const other = await ask(route, query, 1, policy);
          expect(other.status, `${route} ${JSON.stringify(query)}`).toBe(status);
          if (status !== 200) expect(other.body.code).toBe("ACCESS_MEMBER_DENIED");
        }
      }
    }
  }, 120_000);

  it("finds in /meta what it may name, and nothing else", async () => {
    for (const policy of policies.keys()) {
      const response = await fetch(`${url}/meta`, {
        headers: { "x-policy": String(policy), "x-granary-version": "1" },
      });
      const text = await response.text();
      for (const view of VIEWS) {
        for (const [member, query] of singleQuestions(view)) {
          const expected = await ask("load", query, policies[policy]?.copy ?? 0);
          const isGiven = expected.status === 200 && viewsOf(policy).has(view.name);
          expect(text.includes(`"${member}"`), member).toBe(isGiven);
        }
      }
    }
  }, 120_000);
});

function singleQuestions(view: ViewMembers): [string, unknown][] {
  return [
    ...view.measures.map((name): [string, unknown] => [name, { measures: [name] }]),
    ...[...view.dimensions, ...view.times].map((name): [string, unknown] => [
      name,
      { dimensions: [name] },
    ]),
  ];
}
