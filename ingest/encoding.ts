import iconv from "iconv-lite";

/** Turns the bytes of whole lines into text. Throws where bytes are not of the encoding. */
type Decode = (bytes: Buffer) => string;

export interface Encoding {
  name: string;
  /** Bytes of a line feed; text is decoded from line to line. */
  lineFeed: Buffer;
  decode: Decode;
}

const ALIASES: Readonly<Record<string, string>> = {
  utf8: "utf-8",
  utf16: "utf-16",
  utf16le: "utf-16le",
  utf16be: "utf-16be",
  latin1: "latin-1",
  iso88591: "latin-1",
  gbk: "gb18030",
  gb2312: "gb18030",
  cp936: "gb18030",
  cp1252: "windows-1252",
  win1252: "windows-1252",
  windows1252: "windows-1252",
};

const SNIFFED_BYTES = 1 << 16;
const PLAIN_FEED = Buffer.from("\n");

/**
 * The encoding a file's first bytes show: by a byte order mark, by the zeros of UTF-16, or because they are no UTF-8
 * but everyday Chinese in GB18030. UTF-8 where nothing speaks against it, and where nothing else can be told.
 */
export function sniffEncoding(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  const sample = head.subarray(0, SNIFFED_BYTES & ~1);
  const zeros = [0, 0];
  for (const [i, byte] of sample.entries()) if (byte === 0) zeros[i & 1] = (zeros[i & 1] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const units = sample.length / 2;
  if (odd > units * 0.2 && even < odd / 20) return "utf-16le";
  if (even > units * 0.2 && odd < even / 20) return "utf-16be";
  if (isUtf8(sample)) return "utf-8";
  return wideLines(sample) ?? (isEverydayChinese(sample) ? "gb18030" : "utf-8");
}

/** UTF-16 with few characters of ASCII, told by its line ends: other encodings have no zero beside a line feed. */
function wideLines(sample: Buffer): string | undefined {
  for (const [label, feed] of [
    ["utf-16le", "\n\0"],
    ["utf-16be", "\0\n"],
  ] as const) {
    let at = sample.indexOf(feed, 0, "latin1");
    while (at >= 0 && at % 2 === 1) at = sample.indexOf(feed, at + 1, "latin1");
    if (at >= 0 && isText(sample, label)) return label;
  }
  return undefined;
}

function isUtf8(bytes: Buffer): boolean {
  return isText(bytes, "utf-8");
}

function isText(bytes: Buffer, label: string): boolean {
  try {
    new TextDecoder(label, { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Nearly all bytes above ASCII are pairs of the GB2312 characters; single accented letters are not. */
function isEverydayChinese(bytes: Buffer): boolean {
  let pairs = 0;
  let others = 0;
  for (let i = 0; i < bytes.length - 1; i += 1) {
    const [lead = 0, trail = 0] = [bytes[i], bytes[i + 1]];
    if (lead < 0x80) continue;
    const common =
      trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xf7) || (lead >= 0xa1 && lead <= 0xa3));
    if (common) pairs += 1;
    else others += 1;
    i += common ? 1 : 0;
  }
  return pairs >= 2 && others <= pairs / 50;
}

/** @returns undefined for an encoding nobody knows; `utf-16` is settled by the byte order mark, else little-endian */
export function encodingOf(name: string, head: Buffer): Encoding | undefined {
  const key = name.toLowerCase();
  const known = ALIASES[key.replace(/[-_ ]/g, "")] ?? key;
  if (known === "utf-16") return encodingOf(head[0] === 0xfe ? "utf-16be" : "utf-16le", head);
  switch (known) {
    case "utf-8":
    case "gb18030":
      return { name: known, lineFeed: PLAIN_FEED, decode: strict(known) };
    case "utf-16le":
      return { name: known, lineFeed: Buffer.from([10, 0]), decode: strict(known) };
    case "utf-16be":
      return { name: known, lineFeed: Buffer.from([0, 10]), decode: strict(known) };
    case "latin-1":
      return { name: known, lineFeed: PLAIN_FEED, decode: (bytes) => bytes.toString("latin1") };
    default:
      return iconv.encodingExists(known) && !/utf|ucs|base64|hex/.test(known)
        ? { name: known, lineFeed: PLAIN_FEED, decode: replaced(known) }
        : undefined;
  }
}

function strict(label: string): Decode {
  const decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  return (bytes) => decoder.decode(bytes);
}

function replaced(label: string): Decode {
  return (bytes) => {
    const text = iconv.decode(bytes, label);
    if (text.includes("\ufffd")) throw new Error("undefined byte");
    return text;
  };
}
