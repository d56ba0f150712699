import { lineChunks } from "./byte-stream.js";

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const OPEN = [91, 123];
const CLOSE = [93, 125];

/** True where a file's first byte that is not blank opens a JSON array. */
export async function startsWithArray(path: string): Promise<boolean> {
  for await (const chunk of lineChunks(path)) {
    const first = chunk.find((byte) => byte > 32);
    if (first !== undefined) return first === OPEN[0];
  }
  return false;
}

/** The elements of the JSON array a file holds, counted by its brackets and commas. */
export async function countArrayElements(path: string): Promise<number> {
  let depth = 0;
  let commas = 0;
  let filled = false;
  let inString = false;
  let escaped = false;
  for await (const chunk of lineChunks(path)) {
    for (const byte of chunk) {
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
        continue;
      }
      if (depth > 0 && byte > 32 && !(depth === 1 && byte === CLOSE[0])) filled = true;
      if (byte === QUOTE) inString = true;
      else if (OPEN.includes(byte)) depth += 1;
      else if (CLOSE.includes(byte)) depth -= 1;
      else if (byte === COMMA && depth === 1) commas += 1;
    }
  }
  return filled ? commas + 1 : 0;
}
