import { parquetType, type ParquetType } from "./parquet-type.js";
import { varint } from "./thrift.js";

const START_BYTES = 1 << 16;
/** Memory beyond this is given back: a long text may never come again. */
const MOST_KEPT = 1 << 22;
const TWO_32 = 2 ** 32;

/** The values of one column of a row group, as Parquet writes them plainly: those that are not null, end to end. */
export class ParquetColumn {
  readonly type: ParquetType;
  readonly #named: string;
  /** Values, null or not. */
  rows = 0;
  /** Where the next value goes. */
  end = 0;
  bytes: Buffer;
  #view: DataView;
  /** A bit for every row, set where the value is null. */
  #isNull = new Uint8Array(START_BYTES >> 3);
  #nulls = 0;
  /** Memory that `content` gave and that nobody reads any more. */
  #spare: Buffer | undefined;
  /** Bits of booleans there are. */
  #bits = 0;

  constructor(type: string) {
    this.#named = type;
    this.type = parquetType(type);
    this.bytes = Buffer.allocUnsafeSlow(START_BYTES);
    this.#view = new DataView(this.bytes.buffer);
  }

  putNull(): void {
    const byte = this.rows >> 3;
    if (byte >= this.#isNull.length) this.#growNulls(byte);
    this.#isNull[byte] = (this.#isNull[byte] ?? 0) | (1 << (this.rows & 7));
    this.#nulls += 1;
    this.rows += 1;
  }

  /** A whole number that 32 bits hold, or whose lowest 32 bits are meant. */
  putInt32(value: number): void {
    this.#reserve(4);
    this.#view.setInt32(this.end, value, true);
    this.end += 4;
    this.rows += 1;
  }

  /** Eight bytes as two halves of 32 bits. */
  putHalves(low: number, high: number): void {
    this.#reserve(8);
    this.#view.setInt32(this.end, low, true);
    this.#view.setInt32(this.end + 4, high, true);
    this.end += 8;
    this.rows += 1;
  }

  /** A whole number that floating point holds exactly. */
  putInt64(value: number): void {
    this.#reserve(8);
    const high = Math.floor(value / TWO_32);
    this.#view.setUint32(this.end, value - high * TWO_32, true);
    this.#view.setInt32(this.end + 4, high, true);
    this.end += 8;
    this.rows += 1;
  }

  putBigInt64(value: bigint): void {
    this.#reserve(8);
    this.#view.setBigInt64(this.end, value, true);
    this.end += 8;
    this.rows += 1;
  }

  /** A number of up to 38 digits. */
  putBigInt128(value: bigint): void {
    this.#reserve(16);
    this.#view.setBigInt64(this.end, value >> 64n, false);
    this.#view.setBigUint64(this.end + 8, BigInt.asUintN(64, value), false);
    this.end += 16;
    this.rows += 1;
  }

  putDouble(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.end, value, true);
    this.end += 8;
    this.rows += 1;
  }

  putFloat(value: number): void {
    this.#reserve(4);
    this.#view.setFloat32(this.end, value, true);
    this.end += 4;
    this.rows += 1;
  }

  putBoolean(value: boolean): void {
    this.#reserve(1);
    const byte = this.#bits >> 3;
    const bit = this.#bits & 7;
    if (bit === 0) this.bytes[byte] = 0;
    if (value) this.bytes[byte] = (this.bytes[byte] ?? 0) | (1 << bit);
    this.#bits += 1;
    this.end = byte + 1;
    this.rows += 1;
  }

  /** The bytes of a text, or of a value of fixed width as they are written. */
  putBytes(source: Uint8Array, from: number, to: number): void {
    const length = to - from;
    this.#reserve(length + 4);
    if (this.type.width === 0) {
      this.#view.setUint32(this.end, length, true);
      this.end += 4;
    }
    const { bytes } = this;
    let { end } = this;
    // Values are short: a loop over their bytes is faster than a call that copies them.
    if (length > 64) {
      bytes.set(source.subarray(from, to), end);
      end += length;
    } else for (let at = from; at < to; at += 1) bytes[end++] = source[at] ?? 0;
    this.end = end;
    this.rows += 1;
  }

  /** Page content: what is null, then the values. */
  content(): { levels: Buffer; values: Buffer } {
    const run =
      this.#nulls === 0
        ? Buffer.concat([varint(this.rows * 2), Buffer.of(1)])
        : Buffer.concat([varint(((this.rows + 7) >> 3) * 2 + 1), this.#present()]);
    const levels = Buffer.alloc(4 + run.length);
    levels.writeUInt32LE(run.length);
    run.copy(levels, 4);
    return { levels, values: this.bytes.subarray(0, this.end) };
  }

  /**
   * Begins anew: what `content` gave stays as it is until the time after the next.
   *
   * @param reuse the memory given before that may be written to again
   */
  renew(reuse: boolean): void {
    const { bytes } = this;
    const spare = reuse ? this.#spare : undefined;
    this.bytes = spare ?? Buffer.allocUnsafeSlow(Math.min(bytes.length, MOST_KEPT));
    this.#spare = bytes.length > MOST_KEPT ? undefined : bytes;
    this.#view = new DataView(this.bytes.buffer);
    if (this.#nulls > 0) this.#isNull.fill(0);
    [this.rows, this.end, this.#nulls, this.#bits] = [0, 0, 0, 0];
  }

  /** Itself for another file, where it is of that type. */
  again(type: string): this | undefined {
    if (type !== this.#named) return undefined;
    this.renew(true);
    return this;
  }

  #growNulls(byte: number): void {
    const grown = new Uint8Array(Math.max(this.#isNull.length * 2, byte + 1));
    grown.set(this.#isNull);
    this.#isNull = grown;
  }

  /** A bit for every row, set where there is a value. */
  #present(): Uint8Array {
    const length = (this.rows + 7) >> 3;
    if (length > this.#isNull.length) this.#growNulls(length);
    return this.#isNull.subarray(0, length).map((byte) => ~byte);
  }

  #reserve(more: number): void {
    if (this.end + more <= this.bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.end + more));
    this.bytes.copy(grown, 0, 0, this.end);
    this.bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
