import type { DbtResult } from "../../dbt/result.js";
import { median } from "../measure.js";

interface ModelGrowth {
  name: string;
  /** In the larger builds. */
  ms: number;
  /** How many times as long that is as in the smaller ones. */
  ratio: number;
}

/** How the models' times grow from builds at a smaller scale to builds at a larger one; slowest first. */
export function growthOf(small: readonly DbtResult[], large: readonly DbtResult[]): ModelGrowth[] {
  const before = modelTimes(small);
  return [...modelTimes(large)]
    .map(([name, ms]) => {
      const ratio = ms / Math.max(before.get(name) ?? 0, 1);
      return { name, ms: Math.round(ms), ratio: Number(ratio.toFixed(1)) };
    })
    .sort((a, b) => b.ms - a.ms);
}

/** The median of each model's times in ms. */
function modelTimes(builds: readonly DbtResult[]): Map<string, number> {
  const times = new Map<string, number[]>();
  for (const { resourceType, name, rows, executionMs } of builds.flatMap((b) => b.results)) {
    if (resourceType !== "model" || rows === null) continue;
    times.set(name, [...(times.get(name) ?? []), executionMs]);
  }
  return new Map([...times].map(([name, ms]) => [name, median(ms)]));
}
