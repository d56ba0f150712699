/** A vertical axis: where it begins and ends, and where its lines stand. */
export interface Scale {
  low: number;
  high: number;
  ticks: number[];
}

/** An axis over all values and zero, with round steps; at most `lines` of them. */
export function niceScale(values: readonly number[], lines = 5): Scale {
  const highest = Math.max(0, ...values);
  const lowest = Math.min(0, ...values);
  const span = highest - lowest;
  if (span === 0) return { low: 0, high: 1, ticks: [0] };
  const step = niceStep(span / lines);
  const first = Math.floor(lowest / step);
  const last = Math.ceil(highest / step);
  const ticks: number[] = [];
  for (let index = first; index <= last; index += 1) ticks.push(index * step);
  return { low: first * step, high: last * step, ticks };
}

/** 1, 2, 2.5 or 5 times a power of ten, not below `least`. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= least * 0.999_999);
  return (factor ?? 10) * power;
}

const MONTH_STRIDES = [1, 2, 3, 4, 6, 12, 24, 60, 120];

/**
 * Every how many months one is labelled, so that each label has `width` pixels. Counted from January of year 0, any
 * stride up to a year labels every January.
 */
export function monthStride(count: number, available: number, width: number): number {
  const fitting = Math.max(1, Math.floor(available / width));
  return MONTH_STRIDES.find((stride) => count / stride <= fitting) ?? 240;
}

/** Months since January of year 0, of a month written YYYY-MM. */
export function monthIndex(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
}
