import { listPrice } from "../products/prices.js";
import { FAMILIES, isSold, type Family } from "../products/catalogue.js";
import { FIRST_DAY } from "../calendar.js";
import { GAMMA_GAMMA, PLANTED, PRICE_ELASTICITY } from "../plan.js";
import { createRandom, type Random } from "../random.js";
import { ASSOCIATIONS, type Association } from "./planted-rules.js";

/** A family to buy, and what to spend on it in US dollars, ten-thousandths, before discount. */
export interface Wanted {
  family: Family;
  target: number;
}

interface Budget {
  day: number;
  /** To spend in all before discount, US dollars, ten-thousandths. */
  value: number;
  lines: number;
  mostUnits: number;
}

const CUMULATIVE = cumulated(FAMILIES.map((family) => family.weight));
const RISING_DEPARTMENT = 2;
/** A planted companion takes no more than this of the budget, in thousandths. */
const COMPANION_SHARE = 300;
const DRAWS = 30;

/** Draws what goes into one basket; associations and sequences come on top of independent choices. */
export class Baskets {
  /** Chance by which each association adds its product, so that its lift comes out as planted. */
  readonly #chances: readonly number[];

  constructor() {
    this.#chances = chancesFor(ASSOCIATIONS);
  }

  /** @param follow families that a planted sequence adds */
  fill(budget: Budget, follow: readonly number[], random: Random): readonly Wanted[] {
    const wanted = independentChoices(budget, random);
    const taken = new Set(wanted.map(({ family }) => family.index));
    const companions: Family[] = [];
    const add = (index: number): void => {
      const family = FAMILIES[index];
      if (family === undefined || taken.has(index) || !isSold(family, budget.day)) return;
      taken.add(index);
      companions.push(family);
    };
    for (const index of follow) add(index);
    for (const [rule, association] of ASSOCIATIONS.entries()) {
      const applies = association.with.every((index) => taken.has(index));
      if (applies && random.unit() < (this.#chances[rule] ?? 0)) add(association.then);
    }
    return companions.length === 0 ? wanted : share(wanted, companions, budget, random);
  }
}

/** Companions take their usual price from the budget, the others share what is left. */
function share(
  wanted: readonly Wanted[],
  companions: readonly Family[],
  { value, day }: Budget,
  random: Random,
): readonly Wanted[] {
  const added = companions.map((family): Wanted => {
    const usual = priceOfVariant(family, random.weighted([5, 3, 1]), day);
    return { family, target: Math.min(usual, (value * COMPANION_SHARE) / 1000) };
  });
  const left = value - added.reduce((sum, line) => sum + line.target, 0);
  const factor = Math.max(left / value, 0.1);
  return [...wanted.map((line) => ({ ...line, target: line.target * factor })), ...added];
}

function independentChoices(budget: Budget, random: Random): Wanted[] {
  const parts = Array.from({ length: budget.lines }, () => 0.5 + random.unit());
  const whole = parts.reduce((sum, part) => sum + part, 0);
  const wanted: Wanted[] = [];
  let spare = 0;
  for (const part of parts) {
    const target = (budget.value * part) / whole + spare;
    const family = chooseFamily(target, budget, wanted, random);
    if (family === undefined) spare = target;
    else {
      spare = 0;
      wanted.push({ family, target });
    }
  }
  const last = wanted.at(-1);
  if (last !== undefined) last.target += spare;
  return wanted;
}

function chooseFamily(
  target: number,
  { day, mostUnits }: Budget,
  wanted: readonly Wanted[],
  random: Random,
): Family | undefined {
  let avoidsRisen = false;
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const family = FAMILIES[indexIn(CUMULATIVE, random.unit())];
    if (family === undefined || !isSold(family, day)) continue;
    if (wanted.some((line) => line.family === family)) continue;
    // By first prices: what the rise puts off is planted below, once.
    const cheapest = priceOfVariant(family, 0, FIRST_DAY);
    const dearest = priceOfVariant(family, family.variants.length - 1, FIRST_DAY);
    if (cheapest > target * 1.2 || dearest * mostUnits < target) continue;
    const hasRisen = day >= PLANTED.priceRiseDay && family.department >= RISING_DEPARTMENT;
    if (hasRisen && avoidsRisen) continue;
    if (hasRisen && random.unit() > SHARE_AFTER_RISE) {
      avoidsRisen = true;
      continue;
    }
    return family;
  }
  if (wanted.length > 0) return undefined;
  return FAMILIES.find((family) => isSold(family, day));
}

/** Of the choices that met a risen price, those that stand. */
const SHARE_AFTER_RISE = Math.pow(1 + PLANTED.priceRisePercent / 100, PRICE_ELASTICITY);

function priceOfVariant(family: Family, variant: number, day: number): number {
  const product = family.variants[variant];
  return product === undefined ? 0 : listPrice(product, day);
}

const TRIALS = 20_000;
const PERSON_LINES = [450, 280, 160, 80, 30] as const;

/** Lines of a person's basket before companions. */
export function personLines(random: Random): number {
  return random.weighted(PERSON_LINES) + 1;
}

/** Net value of a person's order in US dollars, ten-thousandths, from its Gamma-Gamma rate nu. */
export function personValue(nu: number, random: Random): number {
  return (random.gamma(GAMMA_GAMMA.p) / nu) * 10_000;
}

export function personNu(random: Random): number {
  return random.gamma(GAMMA_GAMMA.q) / GAMMA_GAMMA.gamma;
}

/**
 * The chance c by which a rule must add its product: with P(then | with) = b + (1 - b) c and
 * P(then) = p + P(with) (1 - b) c, the lift is their quotient. Measured on baskets to which the rules before have been
 * applied.
 */
function chancesFor(rules: readonly Association[]): readonly number[] {
  const random = createRandom(0, "baskets");
  const baskets = Array.from({ length: TRIALS }, () => {
    const value = personValue(personNu(random), random);
    const lines = personLines(random);
    const budget = { day: PLANTED.priceRiseDay - 1, value, lines, mostUnits: 6 };
    return new Set(independentChoices(budget, random).map((line) => line.family.index));
  });
  return rules.map(({ with: all, then, lift }) => {
    const matching = baskets.filter((basket) => all.every((index) => basket.has(index)));
    const both = matching.filter((basket) => basket.has(then)).length;
    const before = baskets.filter((basket) => basket.has(then)).length / TRIALS;
    const base = matching.length === 0 ? 0 : both / matching.length;
    const rest = (1 - base) * Math.max(1 - (lift * matching.length) / TRIALS, 0.05);
    const chance = Math.min(Math.max((lift * before - base) / rest, 0), 1);
    for (const basket of matching) if (random.unit() < chance) basket.add(then);
    return chance;
  });
}

function cumulated(weights: readonly number[]): Float64Array {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return Float64Array.from(weights, (weight) => (sum += weight) / whole);
}

/** The first place whose cumulated share exceeds `share`. */
function indexIn(cumulative: Float64Array, share: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulative[middle] ?? 1) > share) high = middle;
    else low = middle + 1;
  }
  return low;
}
