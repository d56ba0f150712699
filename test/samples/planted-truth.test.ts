import { beforeAll, describe, expect, it } from "vitest";
import { ASSOCIATIONS, SEQUENCES } from "../../samples/demo/baskets/planted-rules.js";
import { dayNumber, isoDate } from "../../samples/demo/calendar.js";
import type { Order } from "../../samples/demo/company.js";
import { BG_NBD, GAMMA_GAMMA, PLANTED, PRICE_ELASTICITY } from "../../samples/demo/plan.js";
import { familyOf, isSold } from "../../samples/demo/products/catalogue.js";
import { isPriceRising } from "../../samples/demo/products/prices.js";
import type { Simulation } from "../../samples/demo/simulation/simulation.js";
import { OperationalTime } from "../../samples/demo/time/operational-time.js";
import {
  bgNbdLogLikelihood,
  gammaGammaLogLikelihood,
  mostLikely,
  type PurchaseSummary,
} from "./estimation.js";
import { liveCompany } from "./lived-company.js";

interface Seen {
  customer: number;
  isPerson: boolean;
  day: number;
  reading: number;
  netUsd: number;
  families: ReadonlySet<number>;
}

const UNTIL = "2025-12-31";
const clock = new OperationalTime(PLANTED);
const orders: Seen[] = [];
let company: Simulation;

beforeAll(() => {
  company = liveCompany({ scale: 0.5, seed: 11, until: UNTIL }, (order) => {
    orders.push({
      customer: order.customer,
      isPerson: isPersons(order),
      day: order.orderDay,
      reading: clock.at(order.orderDay, 0.5),
      netUsd: order.netUsd / 10_000,
      families: new Set(order.lines.map((line) => familyOf(line.product).index)),
    });
  });
}, 120_000);

const isPersons = ({ channel, repEmployeeNo }: Order): boolean =>
  channel !== "reseller" && repEmployeeNo === undefined;

const ordersByPerson = (): Map<number, Seen[]> => {
  const byPerson = new Map<number, Seen[]>();
  for (const order of orders) {
    if (!order.isPerson) continue;
    byPerson.set(order.customer, [...(byPerson.get(order.customer) ?? []), order]);
  }
  return byPerson;
};

describe("planted purchases", () => {
  it("give back the parameters of the BG/NBD process", () => {
    const end = clock.at(dayNumber(UNTIL), 1);
    const summaries = [...ordersByPerson().values()].map((bought): PurchaseSummary => {
      const [first, last] = [bought[0]?.reading ?? 0, bought.at(-1)?.reading ?? 0];
      return { x: bought.length - 1, last: (last - first) / 7, watched: (end - first) / 7 };
    });
    const start = [1, 10, 1, 1];
    const [r = 0, alpha = 0, a = 0, b = 0] = mostLikely(start, (parameters) =>
      bgNbdLogLikelihood(parameters, summaries),
    );
    expect(differs(r, BG_NBD.r)).toBeLessThan(0.12);
    expect(differs(alpha, BG_NBD.alpha)).toBeLessThan(0.12);
    expect(differs(a / (a + b), BG_NBD.a / (BG_NBD.a + BG_NBD.b))).toBeLessThan(0.12);
    expect(differs(a, BG_NBD.a)).toBeLessThan(0.4);
  });

  it("give back the parameters of the Gamma-Gamma values", () => {
    const spent = [...ordersByPerson().values()].map((bought) => ({
      x: bought.length,
      mean: bought.reduce((sum, order) => sum + order.netUsd, 0) / bought.length,
    }));
    const [p = 0, q = 0, gamma = 0] = mostLikely([1, 1, 10], (parameters) =>
      gammaGammaLogLikelihood(parameters, spent),
    );
    const mean = (GAMMA_GAMMA.p * GAMMA_GAMMA.gamma) / (GAMMA_GAMMA.q - 1);
    expect(differs((p * gamma) / (q - 1), mean)).toBeLessThan(0.05);
    // Prices are what they are: the smallest values cannot be met, which takes some of the spread away.
    expect(differs(p, GAMMA_GAMMA.p)).toBeLessThan(0.2);
    expect(differs(q, GAMMA_GAMMA.q)).toBeLessThan(0.15);
  });
});

describe("planted baskets", () => {
  it("hold the associations with their lifts", () => {
    const baskets = orders.filter((order) => order.isPerson).map((order) => order.families);
    const share = (all: readonly number[]): number =>
      baskets.filter((basket) => all.every((family) => basket.has(family))).length / baskets.length;
    for (const rule of ASSOCIATIONS) {
      const together = share([...rule.with, rule.then]);
      const lift = together / (share(rule.with) * share([rule.then]));
      expect(differs(lift, rule.lift), `${rule.name}: ${String(lift)}`).toBeLessThan(0.2);
    }
  });

  it("follow one another as the sequences say", () => {
    for (const rule of SEQUENCES) {
      let [begun, followed] = [0, 0];
      for (const bought of ordersByPerson().values()) {
        for (const [n, order] of bought.entries()) {
          if (!order.families.has(rule.first)) continue;
          const next = bought[n + 1];
          if (next === undefined || next.day - order.day > rule.days || next.day === order.day)
            continue;
          begun += 1;
          if (next.families.has(rule.then)) followed += 1;
        }
      }
      expect(begun, rule.name).toBeGreaterThan(40);
      expect(Math.abs(followed / begun - rule.permille / 1000), rule.name).toBeLessThan(0.15);
    }
  });
});

describe("planted days", () => {
  it("show the price rise in what is chosen, with its elasticity", () => {
    const day = PLANTED.priceRiseDay;
    const lines = { before: { rising: 0, all: 0 }, after: { rising: 0, all: 0 } };
    const last = isoDate(day + 364);
    liveCompany({ scale: 2, seed: 502, until: last }, (order) => {
      if (order.orderDay < day - 365 || !isPersons(order)) return;
      const count = order.orderDay < day ? lines.before : lines.after;
      for (const { product } of order.lines) {
        const family = familyOf(product);
        if (!isSold(family, day - 365) || !isSold(family, day + 364)) continue;
        count.all += 1;
        if (isPriceRising(product)) count.rising += 1;
      }
    });
    const { before, after } = lines;
    const rise = Math.log(1 + PLANTED.priceRisePercent / 100);
    const change = Math.log(after.rising / after.all / (before.rising / before.all));
    const variance = 1 / after.rising - 1 / after.all + 1 / before.rising - 1 / before.all;
    const elasticity = change / rise;
    expect(Math.abs(elasticity - PRICE_ELASTICITY)).toBeLessThan((2 * Math.sqrt(variance)) / rise);
  });

  it("show the outage, the spike and the quiet of lunar new year", () => {
    const between = (from: number, to: number): number =>
      orders.filter((order) => order.isPerson && order.day >= from && order.day < to).length;
    const usual = (day: number): number => between(day - 28, day) / 28;
    const on = (day: number): number => between(day, day + 1);
    expect(on(PLANTED.outageDay)).toBeLessThan(usual(PLANTED.outageDay) * 0.3);
    expect(on(PLANTED.spikeDay)).toBeGreaterThan(usual(PLANTED.spikeDay) * 1.7);
    const newYear = dayNumber("2025-01-29");
    expect(between(newYear - 1, newYear + 6)).toBeLessThan(between(newYear - 9, newYear - 2) * 0.6);
  });

  it("leave customers of the bad batch fewer", () => {
    let [had, lost] = [0, 0];
    for (let i = 0; i < company.customerCount(); i += 1) {
      const { hasBadBatch, churnReason } = company.history(i);
      if (hasBadBatch) had += 1;
      if (churnReason === "complaint") lost += 1;
    }
    expect(had).toBeGreaterThan(100);
    expect(lost / had).toBeGreaterThan(0.2);
    expect(lost / had).toBeLessThan(0.4);
  });
});

const differs = (found: number, planted: number): number => Math.abs(found / planted - 1);
