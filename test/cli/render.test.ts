import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import { formatFailure } from "../../cli/render/failure.js";
import { progressRenderer } from "../../cli/render/progress.js";
import { csvWriter, jsonWriter, tableWriter, type ResultWriter } from "../../cli/render/result.js";
import { displayWidth, formatTextTable } from "../../cli/render/table.js";
import { GranaryError } from "../../warehouse/errors.js";

const ROWS = `select * from (values
  (1, 'plain', 12.3400::decimal(18,4), null),
  (2, 'with, "quotes"', -0.5::decimal(18,4), ''),
  (9007199254740993, '粮仓', 109809274.2036::decimal(18,4), 'two' || chr(10) || 'lines')) t(id, name, amount, note)`;

async function render(writer: ResultWriter): Promise<string> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const result = await connection.stream(ROWS);
  let text = writer.begin(result.deduplicatedColumnNames(), result.columnTypes());
  for await (const rows of result.yieldRowsJson()) text += writer.rows(rows);
  text += writer.end();
  connection.closeSync();
  instance.closeSync();
  return text;
}

describe("result writers", () => {
  it("write an aligned table with numbers on the right and nulls visible", async () => {
    expect(await render(tableWriter())).toBe(
      [
        "              id  name                    amount  note",
        "────────────────  ──────────────  ──────────────  ─────────",
        "               1  plain                  12.3400  ∅",
        '               2  with, "quotes"         -0.5000',
        "9007199254740993  粮仓            109809274.2036  two⏎lines",
        "3 rows",
        "",
      ].join("\n"),
    );
  });

  it("write CSV that tells null from empty and quotes what must be quoted", async () => {
    expect(await render(csvWriter())).toBe(
      'id,name,amount,note\r\n1,plain,12.3400,\r\n2,"with, ""quotes""",-0.5000,""\r\n' +
        '9007199254740993,粮仓,109809274.2036,"two\nlines"\r\n',
    );
  });

  it("write JSON whose numbers keep every digit", async () => {
    const text = await render(jsonWriter());
    expect(text).toContain('"id":9007199254740993,"name":"粮仓","amount":109809274.2036');
    const parsed = JSON.parse(text) as unknown[];
    expect(parsed).toHaveLength(3);
    expect(parsed[1]).toEqual({ id: 2, name: 'with, "quotes"', amount: -0.5, note: "" });
  });
});

describe("formatTextTable", () => {
  it("counts wide characters as two columns", () => {
    expect(displayWidth("粮仓a")).toBe(5);
    expect(
      formatTextTable(
        ["名", "n"],
        [
          ["粮仓", "1"],
          ["ab", "20"],
        ],
      ),
    ).toBe(["名     n", "────  ──", "粮仓   1", "ab    20"].join("\n"));
  });
});

describe("progressRenderer", () => {
  it("draws a bar with real counts on a terminal and clears it before a line", () => {
    const written: string[] = [];
    const { sink } = progressRenderer(
      { isTTY: true, columns: 80, write: (text) => written.push(text) },
      { json: false },
    );
    sink({
      type: "progress",
      phase: "ingest",
      label: "orders.csv",
      done: 500,
      total: 1000,
      unit: "rows",
    });
    sink({ type: "note", level: "warn", message: "late file" });
    expect(written[0]).toContain("500/1,000 rows  orders.csv");
    expect(written[0]).toContain("████████████░░░░░░░░░░░░");
    expect(written.slice(1)).toEqual(["\r\x1b[2K", "  ! late file\n"]);
  });

  it("says once why many steps were skipped", () => {
    const written: string[] = [];
    const { sink, end } = progressRenderer(
      { isTTY: true, write: (text) => written.push(text) },
      { json: false },
    );
    for (const name of ["a", "b", "c", "d", "e"]) {
      sink({ type: "step", phase: "test", name, status: "skipped", ms: 0, message: "x failed" });
    }
    sink({ type: "step", phase: "test", name: "f", status: "fail", ms: 0, message: "2 rows" });
    end();
    expect(written).toEqual(["  – a, b, c and 2 more: x failed\n", "  ✗ f: 2 rows\n"]);
  });

  it("tells of a wait: for as long as it lasts on a terminal, in a line elsewhere", () => {
    const wait = {
      type: "wait",
      phase: "ingest",
      label: "crm.contacts",
      ms: 29_500,
      reason: "status 429",
    } as const;
    const told = (terminal: { isTTY: boolean }, json: boolean): string => {
      let written = "";
      const output = { ...terminal, columns: 80, write: (text: string) => (written += text) };
      const { sink, end } = progressRenderer(output, { json });
      sink(wait);
      end();
      return written;
    };
    const text = "  waiting 30 s (status 429)  crm.contacts";
    expect(told({ isTTY: true }, false)).toBe(`${text}\r\x1b[2K`);
    expect(told({ isTTY: false }, false)).toBe(`${text}\n`);
    expect(told({ isTTY: false }, true)).toBe(`${JSON.stringify(wait)}\n`);
  });

  it("writes one JSON object a line elsewhere", () => {
    const written: string[] = [];
    const { sink } = progressRenderer({ write: (text) => written.push(text) }, { json: true });
    sink({ type: "phase", phase: "build", message: "Building" });
    expect(written).toEqual(['{"type":"phase","phase":"build","message":"Building"}\n']);
  });
});

describe("formatFailure", () => {
  it("shows code, message, details and next step of a mistake", () => {
    const error = new GranaryError("CONFIG_INVALID", {
      message: "granary.yml has 1 fault.",
      details: ["line 3, currency: expected an ISO 4217 code"],
      hint: "Mend it.",
    });
    expect(formatFailure(error)).toBe(
      "error CONFIG_INVALID: granary.yml has 1 fault.\n  line 3, currency: expected an ISO 4217 code\n→ Mend it.",
    );
  });

  it("keeps the stack of a bug", () => {
    expect(formatFailure(new TypeError("x is undefined"))).toMatch(/bug in Granary[\s\S]*at /);
  });
});
