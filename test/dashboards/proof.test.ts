import { describe, expect, it } from "vitest";
import { proofOf } from "../../dashboards/drill-through/proof.js";
import { salesBoard } from "./sample-board.js";

const scope = { range: { from: "2013-01-01", to: "2013-12-31" }, filters: [] };
const row = {
  "sales.line_count": "30",
  "sales.order_count": "8",
  "sales.net_revenue": "100.0000",
  "sales.average_order_value": "12.5",
};

describe("the proof of a figure", () => {
  it("holds when the rows add up to it", () => {
    const figure = { measure: "net_revenue", value: "100.00", scope, shareOf: null };
    expect(proofOf(salesBoard, figure, row)).toEqual({
      lines: "30",
      documents: "8",
      steps: { kind: "sum", measure: "net_revenue", value: "100.0000" },
      found: "100.0000",
      holds: true,
    });
  });

  it("fails when they do not, be it by the last digit", () => {
    const figure = { measure: "net_revenue", value: "100.0001", scope, shareOf: null };
    expect(proofOf(salesBoard, figure, row).holds).toBe(false);
  });

  it("counts documents apart from lines", () => {
    const figure = { measure: "orders", value: "8", scope, shareOf: null };
    expect(proofOf(salesBoard, figure, row)).toMatchObject({
      steps: { kind: "documents" },
      holds: true,
    });
  });

  it("divides what a ratio is made of", () => {
    const figure = { measure: "average_order_value", value: "12.5", scope, shareOf: null };
    expect(proofOf(salesBoard, figure, row)).toMatchObject({
      steps: { kind: "ratio", of: { value: "100.0000" }, per: { value: "8" }, value: "12.500000" },
      holds: true,
    });
    const wrong = { ...row, "sales.order_count": "9" };
    expect(proofOf(salesBoard, figure, wrong).holds).toBe(false);
  });

  it("divides a share by the total it is part of", () => {
    const figure = { measure: "net_revenue", value: "100", scope, shareOf: "400" };
    expect(proofOf(salesBoard, figure, row)).toMatchObject({
      steps: { kind: "share", per: { value: "400" }, value: "0.250000" },
      holds: true,
    });
  });
});
