import { open } from "node:fs/promises";

const BLOCK_BYTES = 1 << 20;

/** A part of a file, in memory that is used again. */
interface FileBlock {
  memory: Buffer;
  /** Where the block begins in it: what stands before may be written over. */
  start: number;
  end: number;
}

/**
 * A file's bytes block by block, the next one read while one is worked on. Two memories take turns: a block is good
 * until the next is asked for.
 *
 * @param room bytes to leave free before each block; before those of a small file, no more than it has
 */
export async function* fileBlocks(path: string, room = 0): AsyncGenerator<FileBlock> {
  const file = await open(path);
  const { size } = await file.stat();
  const block = Math.min(BLOCK_BYTES, size + 1);
  const start = Math.min(room, size);
  const memory = (): Buffer => Buffer.allocUnsafeSlow(start + block);
  const read = async (into: Buffer): Promise<FileBlock> => {
    const { bytesRead } = await file.read(into, start, block, null);
    return { memory: into, start, end: start + bytesRead };
  };
  let spare = memory();
  let coming = read(memory());
  try {
    for (;;) {
      const current = await coming;
      if (current.end === start) return;
      coming = read(spare);
      // It is awaited in its turn; until then a failure waits.
      coming.catch(() => undefined);
      yield current;
      spare = current.memory;
    }
  } finally {
    await coming.catch(() => undefined);
    await file.close();
  }
}
