import { setFlagsFromString } from "node:v8";

/** By how many per cent of what is alive the heap may grow before it is collected; 0 leaves it to the engine. */
const GROWTH = "--heap-growing-percent=";
const LITTLE = 20;

/** Does `work`, long and with much that soon is garbage, in little more memory than what it keeps. */
export async function inTightHeap<T>(work: () => Promise<T>): Promise<T> {
  setFlagsFromString(`${GROWTH}${String(LITTLE)}`);
  try {
    return await work();
  } finally {
    setFlagsFromString(`${GROWTH}0`);
  }
}
