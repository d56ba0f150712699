/** Decimals a value may have to be summed. */
const SCALES = 16;
/** Integers below are exact in floating point together with one more addend. */
const CARRIED_ABOVE = 2 ** 52;
const EXACT_DIGITS = 15;
const MINUS = 45;

const TENS = Array.from({ length: SCALES + 1 }, (_, power) => 10n ** BigInt(power));

/**
 * Exact sums of the numbers in the columns of a text file, by whatever reads its bytes: whole numbers in floating
 * point, by scale, carried over into large integers before they would lose a digit.
 */
export class ColumnSums {
  private readonly partial: Float64Array;
  private readonly carried = new Map<number, bigint>();
  /** 1 where a column holds what is no plain number: it has no sum. */
  private readonly lost: Uint8Array;
  private readonly met: Uint8Array;
  private readonly width: number;

  constructor(width: number) {
    this.width = width;
    this.partial = new Float64Array(width * SCALES);
    this.lost = new Uint8Array(width);
    this.met = new Uint8Array(width);
  }

  clear(): void {
    this.partial.fill(0);
    this.carried.clear();
    this.lost.fill(0);
    this.met.fill(0);
  }

  /** @param unscaled the value's digits as a whole number, of at most 15 digits */
  add(column: number, scale: number, unscaled: number): void {
    const at = column * SCALES + scale;
    const sum = (this.partial[at] ?? 0) + unscaled;
    this.partial[at] = sum;
    this.met[column] = 1;
    if (sum > CARRIED_ABOVE || sum < -CARRIED_ABOVE) {
      this.carry(at, BigInt(sum));
      this.partial[at] = 0;
    }
  }

  /** Adds the number that stands in these bytes: digits with a minus before and one decimal sign among them. */
  addText(column: number, bytes: Uint8Array, start: number, end: number, decimal: number): void {
    if (this.lost[column] === 1) return;
    const negative = bytes[start] === MINUS;
    let digits = 0;
    let places = -1;
    let value = 0;
    for (let at = negative ? start + 1 : start; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte >= 48 && byte <= 57) {
        value = value * 10 + (byte - 48);
        digits += 1;
        if (places >= 0) places += 1;
      } else if (byte === decimal && places < 0) places = 0;
      else digits = -Infinity;
    }
    const scale = Math.max(places, 0);
    if (start < 0 || digits <= 0 || scale >= SCALES) this.lose(column);
    else if (digits <= EXACT_DIGITS) this.add(column, scale, negative ? -value : value);
    else {
      const text = String.fromCharCode(...bytes.subarray(start, end));
      this.met[column] = 1;
      this.carry(column * SCALES + scale, BigInt(text.replace(String.fromCharCode(decimal), "")));
    }
  }

  lose(column: number): void {
    if (column < this.width) this.lost[column] = 1;
  }

  /** By column, as decimal text; null where no value is, undefined where one is no number. */
  texts(): (string | null | undefined)[] {
    return Array.from({ length: this.width }, (_, column) => {
      if (this.lost[column] === 1) return undefined;
      if (this.met[column] !== 1) return null;
      let sum = 0n;
      for (let scale = 0; scale < SCALES; scale += 1) {
        const at = column * SCALES + scale;
        const unscaled = BigInt(this.partial[at] ?? 0) + (this.carried.get(at) ?? 0n);
        sum += unscaled * (TENS[SCALES - scale] ?? 1n);
      }
      return plain(sum);
    });
  }

  private carry(at: number, sum: bigint): void {
    this.carried.set(at, (this.carried.get(at) ?? 0n) + sum);
  }
}

function plain(sum: bigint): string {
  const text = (sum < 0n ? -sum : sum).toString().padStart(SCALES + 1, "0");
  const fraction = text.slice(-SCALES).replace(/0+$/, "");
  return `${sum < 0n ? "-" : ""}${text.slice(0, -SCALES)}${fraction === "" ? "" : `.${fraction}`}`;
}
