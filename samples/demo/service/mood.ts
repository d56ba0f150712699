import type { Company } from "../company.js";
import { GrowingArray } from "../growing-array.js";

/** What somebody lives through with the company, in points of mood. */
const EXPERIENCES = {
  late_delivery: -9,
  bad_batch: -34,
  case_in_time: 4,
  case_late: -16,
  complaint_resolved: 6,
  recovered: 22,
  abandoned_call: -5,
} as const;

type Experience = keyof typeof EXPERIENCES;

const NEUTRAL = 100;
const TRAPPED_PERMILLE = 160;

/**
 * How content customers are, 0 (furious) to 100 (delighted): by nature the more so the less they are inclined to
 * leave, and moved by what they live through. Some are content and still do not come back.
 */
export class Mood {
  readonly #company: Company;
  /** Sum of experiences, kept as 100 + points; 0 is none yet. */
  readonly #lived = GrowingArray.ofBytes();

  constructor(company: Company) {
    this.#company = company;
  }

  of(i: number): number {
    const lived = this.#lived.get(i);
    const mood = this.#nature(i) + (lived === 0 ? 0 : lived - NEUTRAL);
    return Math.min(Math.max(Math.round(mood), 0), 100);
  }

  feel(i: number, experience: Experience): void {
    const lived = this.#lived.get(i);
    // What lies back counts for less and less.
    const before = lived === 0 ? 0 : Math.trunc((lived - NEUTRAL) * 0.7);
    const now = before + EXPERIENCES[experience];
    this.#lived.set(i, Math.min(Math.max(NEUTRAL + now, 1), 200));
  }

  #nature(i: number): number {
    const { dropoutP } = this.#company.customer(i);
    const random = this.#company.random(`mood/${String(i)}`);
    const isTrapped = random.chance(TRAPPED_PERMILLE) && (dropoutP ?? 0) > 0.3;
    if (isTrapped) return 88;
    return 86 - 55 * (dropoutP ?? 0.2) + 11 * random.normal();
  }
}
