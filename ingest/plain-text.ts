import { rm } from "node:fs/promises";
import { GranaryError } from "../warehouse/errors.js";
import { chunksOfLines, compressionOf, unpackedBytes } from "./byte-stream.js";
import type { CommentLines } from "./comment-lines.js";
import { encodingOf, sniffEncoding, type Encoding } from "./encoding.js";
import { unreadable } from "./failures.js";
import { spooledText } from "./text-spool.js";
import type { StageRequest } from "./staged.js";
import { WindowTooLarge } from "./zstd-stream.js";

/** A text file as the stagers read it: UTF-8, unpacked, nothing before its header. */
interface PlainText {
  path: string;
  /** The line of the source file that is this line here, both from 1. */
  lineOf: (line: number) => number;
  release: () => Promise<void>;
}

const HEAD_BYTES = 1 << 16;

/**
 * Gives a text file in the form the stagers read: the file itself where it has that form, else a temporary copy.
 *
 * @param mark whether the reader passes over a UTF-8 byte order mark
 * @param comments lines that are to be left out
 * @throws GranaryError INGEST_FILE_UNREADABLE naming the line with bytes that are not in the encoding
 */
export async function plainText(
  request: StageRequest,
  mark: "passed over" | "refused",
  comments?: CommentLines,
): Promise<PlainText> {
  const { settings, extract } = request;
  const compression = await compressionOf(extract.path);
  const head = await headOf(unpacked(request, compression));
  const name = settings.encoding ?? sniffEncoding(head);
  const encoding = encodingOf(name, head);
  if (encoding === undefined) {
    throw new GranaryError("CONFIG_INVALID", {
      message: `sources.${settings.source}.tables.${settings.table}.encoding: "${name}" is not an encoding.`,
      hint: "Use auto, utf-8, utf-16le, utf-16be, gb18030, latin-1 or windows-1252.",
    });
  }
  if (settings.encoding === undefined && encoding.name === "gb18030") {
    request.warn(`${extract.file} is read as GB18030; set encoding: gb18030 to say so.`);
  }
  const marked = mark === "refused" && hasByteOrderMark(head);
  if (
    compression === undefined &&
    encoding.name === "utf-8" &&
    settings.skipRows === 0 &&
    comments === undefined &&
    !marked
  ) {
    return { path: extract.path, lineOf: (line) => line, release: () => Promise.resolve() };
  }
  const bytes = unpacked(request, compression);
  const lines = skipped(
    chunksOfLines(bytes, encoding.lineFeed),
    encoding.lineFeed,
    settings.skipRows,
  );
  const text =
    encoding.name === "utf-8"
      ? unmarked(lines)
      : decoded(request, lines, settings.skipRows, encoding);
  const data = comments === undefined ? text : comments.without(text);
  const path = await spooledText(request.connection, "txt", data);
  const lineOf = (line: number): number =>
    settings.skipRows + (comments === undefined ? line : comments.lineOf(line));
  return { path, lineOf, release: () => rm(path, { force: true }) };
}

async function* unpacked(
  { extract }: StageRequest,
  compression: Awaited<ReturnType<typeof compressionOf>>,
): AsyncGenerator<Buffer> {
  try {
    yield* unpackedBytes(extract.path, compression);
  } catch (error) {
    if (compression === undefined) throw error;
    if (error instanceof WindowTooLarge) {
      const hint = "Pack it again with gzip, or with zstd --long=27 at most.";
      throw unreadable(extract, error.message, error, hint);
    }
    throw unreadable(extract, `its ${compression} archive is cut off or damaged`, error);
  }
}

async function headOf(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= HEAD_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES);
}

function hasByteOrderMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

async function* skipped(
  chunks: AsyncIterable<Buffer>,
  lineFeed: Buffer,
  lines: number,
): AsyncGenerator<Buffer> {
  let left = lines;
  for await (const chunk of chunks) {
    let from = 0;
    while (left > 0 && from < chunk.length) {
      from = endOfLine(chunk, lineFeed, from);
      left -= 1;
    }
    if (from < chunk.length) yield chunk.subarray(from);
  }
}

function endOfLine(chunk: Buffer, lineFeed: Buffer, from: number): number {
  let at = chunk.indexOf(lineFeed, from);
  while (at >= 0 && at % lineFeed.length !== 0) at = chunk.indexOf(lineFeed, at + 1);
  return at < 0 ? chunk.length : at + lineFeed.length;
}

async function* unmarked(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let first = true;
  for await (const chunk of chunks) {
    yield first && hasByteOrderMark(chunk) ? chunk.subarray(3) : chunk;
    first = false;
  }
}

async function* decoded(
  request: StageRequest,
  chunks: AsyncIterable<Buffer>,
  linesBefore: number,
  encoding: Encoding,
): AsyncGenerator<string> {
  const { decode, name } = encoding;
  let line = linesBefore;
  let first = linesBefore === 0;
  for await (const chunk of chunks) {
    let text: string;
    try {
      text = decode(chunk);
    } catch (error) {
      line += linesBeforeFault(encoding, chunk);
      const where = `line ${String(line + 1)} holds bytes that are not ${name}`;
      throw unreadable(request.extract, where, error);
    }
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) line += 1;
    yield first && text.startsWith("\ufeff") ? text.slice(1) : text;
    first = false;
  }
}

function linesBeforeFault({ lineFeed, decode }: Encoding, chunk: Buffer): number {
  let lines = 0;
  for (let from = 0; from < chunk.length; lines += 1) {
    const end = endOfLine(chunk, lineFeed, from);
    try {
      decode(chunk.subarray(from, end));
    } catch {
      return lines;
    }
    from = end;
  }
  return lines;
}
