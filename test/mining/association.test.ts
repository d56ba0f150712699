import { describe, expect, it } from "vitest";
import { associationRules, measureOn } from "../../mining/association.js";
import { BasketBuilder, type Baskets } from "../../mining/baskets.js";

const [BREAD, BUTTER, MILK, TEA] = [0, 1, 2, 3] as const;

function basketsOf(...lists: number[][]): Baskets {
  const builder = new BasketBuilder();
  lists.forEach((list, basket) => {
    for (const item of list) builder.add(basket, item);
  });
  return builder.finish();
}

/** Baskets over `items` items, alike in every run. */
function inventedBaskets(count: number, items: number): number[][] {
  let state = 7;
  const next = (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  return Array.from({ length: count }, () => {
    const size = 1 + next(5);
    return [...new Set(Array.from({ length: size }, () => Math.min(next(items), next(items))))];
  });
}

describe("association rules", () => {
  it("have the measures computed by hand", () => {
    const baskets = basketsOf(
      [BREAD, BUTTER],
      [BREAD, BUTTER, MILK],
      [BREAD, MILK],
      [BREAD, BUTTER],
      [TEA],
    );
    const rules = associationRules(baskets, { minCount: 2, minConfidence: 0.5, maxLength: 2 });
    expect(rules).toEqual([
      {
        antecedent: [BREAD],
        consequent: BUTTER,
        antecedentCount: 4,
        consequentCount: 3,
        bothCount: 3,
        support: 3 / 5,
        confidence: 3 / 4,
        lift: 5 / 4,
        leverage: 3 / 25,
        conviction: 8 / 5,
      },
      expect.objectContaining({ antecedent: [BREAD], consequent: MILK, confidence: 0.5 }),
      expect.objectContaining({
        antecedent: [BUTTER],
        consequent: BREAD,
        confidence: 1,
        lift: 5 / 4,
        conviction: null,
      }),
      expect.objectContaining({ antecedent: [MILK], consequent: BREAD, bothCount: 2 }),
    ]);
  });

  it("take antecedents of several items", () => {
    const baskets = basketsOf(
      [BREAD, BUTTER, MILK],
      [BREAD, BUTTER, MILK],
      [BREAD, BUTTER],
      [MILK],
    );
    const rules = associationRules(baskets, { minCount: 2, minConfidence: 0.6, maxLength: 3 });
    expect(rules.map((rule) => [...rule.antecedent, "→", rule.consequent])).toEqual([
      [BREAD, "→", BUTTER],
      [BREAD, "→", MILK],
      [BREAD, BUTTER, "→", MILK],
      [BREAD, MILK, "→", BUTTER],
      [BUTTER, "→", BREAD],
      [BUTTER, "→", MILK],
      [BUTTER, MILK, "→", BREAD],
      [MILK, "→", BREAD],
      [MILK, "→", BUTTER],
    ]);
  });

  it("obey the algebra of their measures and agree with counting one by one", () => {
    const lists = inventedBaskets(400, 12);
    const total = lists.length;
    const rules = associationRules(basketsOf(...lists), {
      minCount: 3,
      minConfidence: 0,
      maxLength: 4,
    });
    const holding = (items: readonly number[]): number =>
      lists.filter((list) => items.every((item) => list.includes(item))).length;
    const byKey = new Map(
      rules.map((r) => [`${r.antecedent.join(",")}>${String(r.consequent)}`, r]),
    );
    expect(rules.length).toBeGreaterThan(100);
    for (const rule of rules) {
      expect(rule.antecedentCount).toBe(holding(rule.antecedent));
      expect(rule.bothCount).toBe(holding([...rule.antecedent, rule.consequent]));
      const [only] = rule.antecedent;
      if (rule.antecedent.length === 1 && only !== undefined) {
        const reverse = byKey.get(`${String(rule.consequent)}>${String(only)}`);
        expect(reverse).toMatchObject({ support: rule.support, lift: rule.lift });
        expect(reverse?.leverage).toBe(rule.leverage);
      }
      const expected = (rule.antecedentCount / total) * (rule.consequentCount / total);
      expect(rule.support).toBeCloseTo(rule.lift * expected, 12);
      expect(rule.leverage).toBeCloseTo(rule.support - expected, 12);
    }
    const pairs = new Set<string>();
    for (const list of lists) {
      for (const a of list) for (const b of list) if (a < b) pairs.add(`${String(a)},${String(b)}`);
    }
    const frequent = [...pairs].filter((pair) => holding(pair.split(",").map(Number)) >= 3);
    expect(rules.filter((rule) => rule.antecedent.length === 1)).toHaveLength(frequent.length * 2);
  });

  it("come out the same whatever the order of items in a basket", () => {
    const parameters = { minCount: 1, minConfidence: 0, maxLength: 3 };
    const forth = basketsOf([BREAD, BUTTER, MILK], [MILK, TEA]);
    const back = basketsOf([MILK, BUTTER, BREAD], [TEA, MILK]);
    expect(associationRules(back, parameters)).toEqual(associationRules(forth, parameters));
  });

  it("are none without baskets", () => {
    expect(associationRules(basketsOf(), { minCount: 1, minConfidence: 0, maxLength: 3 })).toEqual(
      [],
    );
  });

  it("are counted again in other baskets", () => {
    const later = basketsOf([BREAD, BUTTER, MILK], [BREAD, MILK], [BREAD], [TEA]);
    expect(
      measureOn(later, [
        { antecedent: [BREAD], consequent: MILK },
        { antecedent: [BREAD, MILK], consequent: BUTTER },
        { antecedent: [9], consequent: MILK },
      ]),
    ).toEqual([
      { antecedentCount: 3, bothCount: 2 },
      { antecedentCount: 2, bothCount: 1 },
      { antecedentCount: 0, bothCount: 0 },
    ]);
  });
});
