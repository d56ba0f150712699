/** One comparison: what was done, and how long Granary and the raw engine took for it in the same run. */
export interface Comparison {
  /** What was timed, with its size. */
  work: string;
  /** What Granary is compared to. */
  peer: string;
  granaryMs: number;
  peerMs: number;
  /** granaryMs ÷ peerMs; below 1 Granary is faster. */
  ratio: number;
}

export interface BenchCase {
  name: string;
  /** Prepares below `dir` (empty, removed afterwards), measures, cleans up. */
  run(dir: string): Promise<Comparison[]>;
}

type Timed = (repetition: number) => Promise<unknown>;

/** Times both sides in turn, so that the machine's moods meet both; one unmeasured round first, then medians. */
export async function compare(
  work: string,
  peer: string,
  sides: { granary: Timed; peer: Timed; repetitions?: number },
): Promise<Comparison> {
  const granary: number[] = [];
  const raw: number[] = [];
  const repetitions = sides.repetitions ?? 5;
  for (let repetition = 0; repetition <= repetitions; repetition += 1) {
    const ours = await timed(sides.granary, repetition);
    const theirs = await timed(sides.peer, repetition);
    if (repetition > 0) {
      granary.push(ours);
      raw.push(theirs);
    }
  }
  const granaryMs = median(granary);
  const peerMs = median(raw);
  return { work, peer, granaryMs, peerMs, ratio: granaryMs / peerMs };
}

async function timed(work: Timed, repetition: number): Promise<number> {
  const started = performance.now();
  await work(repetition);
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}
