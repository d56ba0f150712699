/** Repeat purchases `x`, time of the last one and time watched, counted from the first purchase. */
export interface PurchaseSummary {
  x: number;
  last: number;
  watched: number;
}

/** Fader, Hardie & Lee 2005, equation 6. */
export function bgNbdLogLikelihood(
  [r = 1, alpha = 1, a = 1, b = 1]: readonly number[],
  customers: readonly PurchaseSummary[],
): number {
  const fixed = r * Math.log(alpha) - logGamma(r) + logGamma(a + b) - logGamma(b);
  let sum = 0;
  for (const { x, last, watched } of customers) {
    const common = fixed + logGamma(r + x) + logGamma(b + x) - logGamma(a + b + x);
    const alive = -(r + x) * Math.log(alpha + watched);
    if (x === 0) sum += common + alive;
    else {
      const gone = Math.log(a / (b + x - 1)) - (r + x) * Math.log(alpha + last);
      const more = Math.max(alive, gone);
      sum += common + more + Math.log1p(Math.exp(Math.min(alive, gone) - more));
    }
  }
  return sum;
}

/** Fader & Hardie 2013, equation 1a: `mean` value of `x` orders. */
export function gammaGammaLogLikelihood(
  [p = 1, q = 1, gamma = 1]: readonly number[],
  customers: readonly { x: number; mean: number }[],
): number {
  let sum = 0;
  for (const { x, mean } of customers) {
    const px = p * x;
    sum +=
      logGamma(px + q) -
      logGamma(px) -
      logGamma(q) +
      q * Math.log(gamma) +
      (px - 1) * Math.log(mean) +
      px * Math.log(x) -
      (px + q) * Math.log(gamma + x * mean);
  }
  return sum;
}

/** The positive parameters where `logLikelihood` is greatest: Nelder and Mead's search on their logarithms. */
export function mostLikely(
  start: readonly number[],
  logLikelihood: (parameters: readonly number[]) => number,
): readonly number[] {
  const cost = (point: readonly number[]): number => -logLikelihood(point.map(Math.exp));
  const origin = start.map(Math.log);
  const corners = [origin, ...origin.map((_, i) => origin.map((v, j) => (i === j ? v + 0.4 : v)))];
  const simplex = corners.map((point) => ({ point, cost: cost(point) }));
  const dimension = origin.length;
  for (let step = 0; step < 400; step += 1) {
    simplex.sort((one, other) => one.cost - other.cost);
    const [best, worst] = [simplex[0], simplex[dimension]];
    const second = simplex[dimension - 1];
    if (best === undefined || worst === undefined || second === undefined) break;
    if (worst.cost - best.cost < 1e-6) break;
    const centre = origin.map(
      (_, i) =>
        simplex.slice(0, dimension).reduce((sum, c) => sum + (c.point[i] ?? 0), 0) / dimension,
    );
    const along = (factor: number): { point: number[]; cost: number } => {
      const point = centre.map((c, i) => c + factor * ((worst.point[i] ?? 0) - c));
      return { point, cost: cost(point) };
    };
    const reflected = along(-1);
    let next = reflected;
    if (reflected.cost < best.cost) {
      const expanded = along(-2);
      if (expanded.cost < reflected.cost) next = expanded;
    } else if (reflected.cost >= second.cost)
      next = along(reflected.cost < worst.cost ? -0.5 : 0.5);
    if (next.cost < worst.cost) simplex[dimension] = next;
    else {
      for (const [i, corner] of simplex.entries()) {
        const point = corner.point.map((v, j) => ((best.point[j] ?? 0) + v) / 2);
        simplex[i] = { point, cost: cost(point) };
      }
    }
  }
  simplex.sort((one, other) => one.cost - other.cost);
  return (simplex[0]?.point ?? origin).map(Math.exp);
}

const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const t = x - 1 + 7.5;
  let sum = 0.9999999999998099;
  for (const [i, coefficient] of LANCZOS.entries()) sum += coefficient / (x + i);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}
