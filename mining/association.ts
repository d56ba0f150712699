import { basketsByItem, type Baskets } from "./baskets.js";

interface AssociationParameters {
  /** An itemset counts when at least this many baskets hold it. */
  minCount: number;
  /** Share of the antecedent's baskets that hold the consequent too, 0 to 1. */
  minConfidence: number;
  /** Items of antecedent and consequent together, at most. */
  maxLength: number;
}

/**
 * "Baskets with the antecedent also hold the consequent." Counts are baskets of `total`; the ratios follow from them:
 * support = both ÷ total, confidence = both ÷ antecedent, lift = confidence ÷ (consequent ÷ total),
 * leverage = support − antecedent × consequent ÷ total², conviction = (1 − consequent ÷ total) ÷ (1 − confidence),
 * null where confidence is 1.
 */
export interface AssociationRule {
  antecedent: readonly number[];
  consequent: number;
  antecedentCount: number;
  consequentCount: number;
  bothCount: number;
  support: number;
  confidence: number;
  lift: number;
  leverage: number;
  conviction: number | null;
}

interface Itemset {
  items: readonly number[];
  count: number;
}

/**
 * All rules with one consequent, after Agrawal & Srikant 1994, over itemsets found depth first by intersecting basket
 * lists (Zaki 2000). Ordered by antecedent, then consequent, item by item.
 */
export function associationRules(
  baskets: Baskets,
  parameters: AssociationParameters,
): AssociationRule[] {
  const itemsets = frequentItemsets(baskets, parameters);
  const counts = new Map(itemsets.map((set) => [set.items.join(","), set.count]));
  const rules: AssociationRule[] = [];
  for (const { items, count } of itemsets) {
    if (items.length < 2) continue;
    for (const consequent of items) {
      const antecedent = items.filter((item) => item !== consequent);
      const antecedentCount = counts.get(antecedent.join(",")) ?? 0;
      if (count < parameters.minConfidence * antecedentCount) continue;
      const consequentCount = counts.get(String(consequent)) ?? 0;
      rules.push(
        measured(baskets.count, antecedent, consequent, antecedentCount, consequentCount, count),
      );
    }
  }
  return rules.sort(
    (a, b) => compareItems(a.antecedent, b.antecedent) || a.consequent - b.consequent,
  );
}

function measured(
  total: number,
  antecedent: readonly number[],
  consequent: number,
  antecedentCount: number,
  consequentCount: number,
  bothCount: number,
): AssociationRule {
  const misses = antecedentCount - bothCount;
  return {
    antecedent,
    consequent,
    antecedentCount,
    consequentCount,
    bothCount,
    support: bothCount / total,
    confidence: bothCount / antecedentCount,
    lift: (bothCount * total) / (antecedentCount * consequentCount),
    leverage: (bothCount * total - antecedentCount * consequentCount) / (total * total),
    conviction:
      misses === 0 ? null : ((total - consequentCount) * antecedentCount) / (total * misses),
  };
}

/** Itemsets up to the maximum length that enough baskets hold, in lexicographic order. */
function frequentItemsets(baskets: Baskets, parameters: AssociationParameters): Itemset[] {
  const { minCount, maxLength } = parameters;
  const found: Itemset[] = [];
  const singles = [...basketsByItem(baskets)]
    .filter(([, list]) => list.length >= minCount)
    .sort(([a], [b]) => a - b);

  const extend = (
    prefix: readonly number[],
    candidates: readonly (readonly [number, Int32Array])[],
  ): void => {
    candidates.forEach(([item, list], index) => {
      const items = [...prefix, item];
      found.push({ items, count: list.length });
      if (items.length === maxLength) return;
      const next: [number, Int32Array][] = [];
      for (const [other, otherList] of candidates.slice(index + 1)) {
        const both = intersection(list, otherList);
        if (both.length >= minCount) next.push([other, both]);
      }
      if (next.length > 0) extend(items, next);
    });
  };
  extend([], singles);
  return found;
}

/** How a rule fared in baskets it was not found in. */
interface HoldoutCounts {
  antecedentCount: number;
  bothCount: number;
}

/** Counts every rule's antecedent, and antecedent with consequent, in other baskets. */
export function measureOn(
  baskets: Baskets,
  rules: readonly Pick<AssociationRule, "antecedent" | "consequent">[],
): HoldoutCounts[] {
  const lists = basketsByItem(baskets);
  const none = new Int32Array(0);
  const listOf = (item: number): Int32Array => lists.get(item) ?? none;
  return rules.map(({ antecedent, consequent }) => {
    const [first, ...rest] = antecedent;
    const start = first === undefined ? none : listOf(first);
    const holding = rest.reduce((list, item) => intersection(list, listOf(item)), start);
    return {
      antecedentCount: holding.length,
      bothCount: intersection(holding, listOf(consequent)).length,
    };
  });
}

function intersection(a: Int32Array, b: Int32Array): Int32Array {
  const both = new Int32Array(Math.min(a.length, b.length));
  let size = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const left = a[i] ?? 0;
    const right = b[j] ?? 0;
    if (left === right) {
      both[size] = left;
      size += 1;
    }
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  return both.subarray(0, size);
}

function compareItems(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
