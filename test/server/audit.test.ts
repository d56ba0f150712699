import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { AnsweredRecord } from "../../cube/answers/answered.js";
import { AuditLog } from "../../server/audit.js";
import type { GranaryEvent } from "../../warehouse/events.js";
import { temporaryDir } from "../temporary-dir.js";

const ANSWERED: AnsweredRecord = {
  at: "2026-01-02T23:59:59.000Z",
  who: "alice",
  roles: ["sales"],
  policy: "a1b2",
  requestId: "r-1",
  route: "load",
  query: { measures: ["sales.net"] },
  version: 3,
  rows: 12,
  ms: 4.5678,
  source: "cache",
  rollups: [],
  status: 200,
};

function opened(keepDays = 30) {
  const dataDir = temporaryDir();
  const events: GranaryEvent[] = [];
  const log = new AuditLog({
    dataDir,
    keepDays,
    hashKey: "key",
    isPersonal: (_version, member) =>
      member === "sales.broken"
        ? Promise.reject(new Error())
        : Promise.resolve(member === "sales.customer_name"),
    onEvent: (event) => events.push(event),
    now: () => new Date("2026-01-03T00:00:01Z"),
  });
  const lines = (day: string): unknown[] =>
    readFileSync(join(dataDir, "audit", `${day}.jsonl`), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
  return { dataDir, events, log, lines };
}

describe("the audit log", () => {
  it("has a line for every question, in the file of its day", async () => {
    const { log, lines, dataDir } = opened();
    log.answered(ANSWERED);
    log.answered({
      ...ANSWERED,
      at: "2026-01-03T00:00:00.000Z",
      status: 403,
      code: "ACCESS_MEMBER_DENIED",
    });
    log.signedIn({ event: "sign-in-failed", who: "mallory", address: "10.0.0.9" });
    await log.close();
    expect(lines("2026-01-02")).toEqual([{ event: "query", ...ANSWERED, ms: 4.6 }]);
    expect(lines("2026-01-03")).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ status: 403, code: "ACCESS_MEMBER_DENIED" }),
        {
          at: "2026-01-03T00:00:01.000Z",
          event: "sign-in-failed",
          who: "mallory",
          address: "10.0.0.9",
        },
      ]),
    );
    expect(statSync(join(dataDir, "audit", "2026-01-02.jsonl")).mode & 0o777).toBe(0o600);
  });

  it("keeps personal values as hashes that are equal for equal values", async () => {
    const { log, lines } = opened();
    const name = (operator: string) => ({
      member: "sales.customer_name",
      operator,
      values: ["Li Na", null],
    });
    const query = {
      filters: [
        { or: [name("equals"), { and: [name("contains")] }] },
        { member: "sales.category", operator: "equals", values: ["Bikes"] },
        { member: "sales.broken", operator: "equals", values: [7] },
        { member: "sales.customer_name", operator: "equals", value: "Li Na" },
      ],
      cell: { "sales.customer_name": "Li Na", "sales.order_date.month": "2025-01-01" },
    };
    log.answered({ ...ANSWERED, query });
    await log.close();
    const text = JSON.stringify(lines("2026-01-02"));
    expect(text).not.toContain("Li Na");
    expect(text).toContain("Bikes");
    expect(text).toContain("2025-01-01");
    const hashes = text.match(/hash:[0-9a-f]{24}/g) ?? [];
    expect(hashes).toHaveLength(5);
    expect(new Set(hashes).size).toBe(2);
  });

  it("deletes days whose time is over, and nothing else", async () => {
    const { log, dataDir } = opened(2);
    const dir = join(dataDir, "audit");
    mkdirSync(dir);
    for (const name of ["2025-12-31.jsonl", "2026-01-01.jsonl", "notes.txt"])
      writeFileSync(join(dir, name), "");
    log.signedIn({ event: "sign-in", who: "alice", address: "::1" });
    await log.close();
    expect(readdirSync(dir)).toEqual(["2026-01-03.jsonl", "notes.txt"]);
  });

  it("says once that it cannot be written, and goes on", async () => {
    const { log, dataDir, events } = opened();
    writeFileSync(join(dataDir, "audit"), "in the way");
    log.answered(ANSWERED);
    await log.close();
    log.answered(ANSWERED);
    await log.close();
    expect(events).toEqual([
      expect.objectContaining({
        message: expect.stringContaining("audit log cannot be written") as unknown,
      }),
    ]);
  });
});
