import { describe, expect, it } from "vitest";
import { FIRST_DAY } from "../../samples/demo/calendar.js";
import { runQueue, type Caller } from "../../samples/demo/contact-centre/call-queue.js";
import { planShifts } from "../../samples/demo/contact-centre/staffing.js";
import { Simulation } from "../../samples/demo/simulation/simulation.js";

const caller = (second: number, over: Partial<Caller<string>> = {}): Caller<string> => ({
  second,
  patience: 120,
  talk: 300,
  hold: 0,
  wrap: 60,
  reason: "",
  ...over,
});
const shift = (agentNo: string, from = 0, to = 10_000) => ({ agentNo, from, to });

describe("a queue of callers", () => {
  it("is answered at once by who is free", () => {
    const [first] = runQueue([caller(1000)], [shift("A")]);
    expect(first).toMatchObject({ waited: 0, agentNo: "A", ended: 1300 });
  });

  it("waits until the conversation and the work after it are over", () => {
    const calls = runQueue([caller(1000), caller(1250)], [shift("A")]);
    expect(calls[1]).toMatchObject({ waited: 110, agentNo: "A", ended: 1660 });
  });

  it("loses who has no patience left, and the agent stays free for the next", () => {
    const calls = runQueue([caller(1000), caller(1100), caller(1350)], [shift("A")]);
    expect(calls[1]).toMatchObject({ waited: 120, agentNo: undefined, ended: 1220 });
    expect(calls[2]).toMatchObject({ waited: 10, agentNo: "A" });
  });

  it("is shared by all agents on shift", () => {
    const calls = runQueue([caller(1000), caller(1001)], [shift("A"), shift("B")]);
    expect(calls.map(({ agentNo }) => agentNo)).toEqual(["A", "B"]);
  });

  it("is not answered outside of the shifts", () => {
    const calls = runQueue([caller(9_999), caller(10_000)], [shift("A")]);
    expect(calls.map(({ agentNo }) => agentNo)).toEqual(["A", undefined]);
  });
});

describe("the shifts of a day", () => {
  it("have nobody in two places at a time, however many calls are expected", () => {
    const outlet = { emit: () => undefined, trueIdentity: () => undefined };
    const company = new Simulation({ seed: 1, scale: 0.01, until: FIRST_DAY, outlet });
    const { sales, service } = planShifts(company, FIRST_DAY, { sales: 900, service: 900 });
    const shifts = [...sales, ...service];
    const double = shifts.filter((shift, place) =>
      shifts
        .slice(place + 1)
        .some(
          ({ agentNo, from, to }) =>
            agentNo === shift.agentNo && from < shift.to && shift.from < to,
        ),
    );
    expect(shifts.length).toBeGreaterThan(4);
    expect(double).toEqual([]);
  });
});
