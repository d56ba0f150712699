/** 64-bit numbers as pairs of 32-bit halves, the high one first: large integers are too slow for every byte of a file. */
type Pair = readonly [high: number, low: number];

const P1: Pair = [0x9e3779b1, 0x85ebca87];
const P2: Pair = [0xc2b2ae3d, 0x27d4eb4f];
const P3: Pair = [0x165667b1, 0x9e3779f9];
const P4: Pair = [0x85ebca77, 0xc2b2ae63];
const P5: Pair = [0x27d4eb2f, 0x165667c5];
const STRIPE = 32;

/** xxHash of 64 bits with seed 0, of which frames of zstd keep the lower half. */
export class XxHash64 {
  /** Four lanes, high and low in turn. */
  private readonly lanes = Int32Array.from([...plus(P1, P2), ...P2, 0, 0, ...minus(P1)]);
  private readonly product = new Int32Array(2);
  private readonly rest = Buffer.alloc(STRIPE);
  private held = 0;
  private length = 0;

  update(bytes: Buffer): void {
    this.length += bytes.length;
    let at = 0;
    if (this.held > 0) {
      at = Math.min(STRIPE - this.held, bytes.length);
      bytes.copy(this.rest, this.held, 0, at);
      this.held += at;
      if (this.held < STRIPE) return;
      this.stripes(this.rest, 0, STRIPE);
    }
    const whole = bytes.length - ((bytes.length - at) % STRIPE);
    this.stripes(bytes, at, whole);
    this.held = bytes.copy(this.rest, 0, whole);
  }

  /** The lower 32 bits. */
  low(): number {
    let hash = this.length >= STRIPE ? this.merged() : P5;
    hash = plus(hash, [Math.floor(this.length / 2 ** 32), this.length >>> 0]);
    let at = 0;
    for (; at + 8 <= this.held; at += 8) {
      const word: Pair = [this.rest.readUInt32LE(at + 4), this.rest.readUInt32LE(at)];
      hash = plus(times(rotated(xor(hash, round([0, 0], word)), 27), P1), P4);
    }
    if (at + 4 <= this.held) {
      hash = xor(hash, times([0, this.rest.readUInt32LE(at)], P1));
      hash = plus(times(rotated(hash, 23), P2), P3);
      at += 4;
    }
    for (; at < this.held; at += 1) {
      hash = times(rotated(xor(hash, times([0, this.rest[at] ?? 0], P5)), 11), P1);
    }
    hash = times(xor(hash, [0, hash[0] >>> 1]), P2);
    hash = times(xor(hash, shifted29(hash)), P3);
    return (hash[1] ^ hash[0]) >>> 0;
  }

  private merged(): Pair {
    const lane = (i: number): Pair => [this.lanes[2 * i] ?? 0, this.lanes[2 * i + 1] ?? 0];
    let hash = rotated(lane(0), 1);
    for (const [i, by] of [7, 12, 18].entries()) hash = plus(hash, rotated(lane(i + 1), by));
    for (let i = 0; i < 4; i += 1) {
      hash = plus(times(xor(hash, round([0, 0], lane(i))), P1), P4);
    }
    return hash;
  }

  private stripes(bytes: Buffer, from: number, to: number): void {
    const { lanes, product } = this;
    for (let at = from; at < to; at += STRIPE) {
      for (let lane = 0; lane < 8; lane += 2) {
        const word = at + 4 * lane;
        multiply(product, wordAt(bytes, word + 4), wordAt(bytes, word), P2[0], P2[1]);
        const low = ((lanes[lane + 1] ?? 0) >>> 0) + ((product[1] ?? 0) >>> 0);
        const high = ((lanes[lane] ?? 0) + (product[0] ?? 0) + (low > 0xffffffff ? 1 : 0)) | 0;
        // Rotated by 31.
        multiply(
          product,
          (high << 31) | ((low | 0) >>> 1),
          (low << 31) | (high >>> 1),
          P1[0],
          P1[1],
        );
        lanes[lane] = product[0] ?? 0;
        lanes[lane + 1] = product[1] ?? 0;
      }
    }
  }
}

function wordAt(bytes: Buffer, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  );
}

/** The lower 64 bits of a product. */
function multiply(out: Int32Array, ah: number, al: number, bh: number, bl: number): void {
  const [a0, a1, b0, b1] = [al & 0xffff, al >>> 16, bl & 0xffff, bl >>> 16];
  const [low, left, right] = [a0 * b0, a0 * b1, a1 * b0];
  const middle = (low >>> 16) + (left & 0xffff) + (right & 0xffff);
  out[1] = (middle << 16) | (low & 0xffff);
  const carried = a1 * b1 + (left >>> 16) + (right >>> 16) + (middle >>> 16);
  out[0] = (carried + Math.imul(ah, bl) + Math.imul(al, bh)) | 0;
}

function times(a: Pair, b: Pair): Pair {
  const product = new Int32Array(2);
  multiply(product, a[0], a[1], b[0], b[1]);
  return [product[0] ?? 0, product[1] ?? 0];
}

function plus(a: Pair, b: Pair): Pair {
  const low = (a[1] >>> 0) + (b[1] >>> 0);
  return [(a[0] + b[0] + (low > 0xffffffff ? 1 : 0)) | 0, low | 0];
}

function minus(a: Pair): Pair {
  return plus([~a[0], ~a[1]], [0, 1]);
}

function xor(a: Pair, b: Pair): Pair {
  return [a[0] ^ b[0], a[1] ^ b[1]];
}

function rotated([high, low]: Pair, by: number): Pair {
  return [(high << by) | (low >>> (32 - by)), (low << by) | (high >>> (32 - by))];
}

function shifted29([high, low]: Pair): Pair {
  return [high >>> 29, (low >>> 29) | (high << 3)];
}

function round(lane: Pair, word: Pair): Pair {
  return times(rotated(plus(lane, times(word, P2)), 31), P1);
}
