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
  /** The most memory the process had, where it is bounded. */
  peakMiB?: number;
  /** Processor time of this process, Granary's ÷ the peer's, where the peer works in it too. */
  cpuRatio?: number;
  /** What the work consists of, with the time of each part and how many times the peer's that is. */
  parts?: readonly { name: string; ms: number; ratio: number }[];
}

export interface BenchCase {
  name: string;
  /** Prepares below `dir` (empty, removed afterwards), measures, cleans up. */
  run(dir: string): Promise<Comparison[]>;
}

type Timed = (repetition: number) => Promise<unknown>;

/**
 * Times both sides in turn, so that the machine's moods meet both; one unmeasured round first, then medians.
 *
 * @param sides `before` is done before each of Granary's turns and not timed
 */
export async function compare(
  work: string,
  peer: string,
  sides: { before?: Timed; granary: Timed; peer: Timed; repetitions?: number },
): Promise<Comparison> {
  const granary: Spent[] = [];
  const raw: Spent[] = [];
  const repetitions = sides.repetitions ?? 5;
  for (let repetition = 0; repetition <= repetitions; repetition += 1) {
    await sides.before?.(repetition);
    const ours = await timed(sides.granary, repetition);
    const theirs = await timed(sides.peer, repetition);
    if (repetition > 0) {
      granary.push(ours);
      raw.push(theirs);
    }
  }
  const granaryMs = median(granary.map((spent) => spent.ms));
  const peerMs = median(raw.map((spent) => spent.ms));
  const peerCpuMs = median(raw.map((spent) => spent.cpuMs));
  const cpuRatio = median(granary.map((spent) => spent.cpuMs)) / peerCpuMs;
  return {
    ...{ work, peer, granaryMs, peerMs, ratio: granaryMs / peerMs },
    ...(peerCpuMs < peerMs / 4 ? {} : { cpuRatio }),
  };
}

interface Spent {
  ms: number;
  cpuMs: number;
}

async function timed(work: Timed, repetition: number): Promise<Spent> {
  const started = performance.now();
  const before = process.cpuUsage();
  await work(repetition);
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - started, cpuMs: (user + system) / 1000 };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}
