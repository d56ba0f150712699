import { createRequire } from "node:module";
import type sqlite from "node-sqlite3-wasm";

type Driver = typeof sqlite;

/** The driver's own way to the engine, which it offers without a name for its memory. */
interface Functions {
  _sqlite3_step(statement: number): number;
  _sqlite3_column_type(statement: number, column: number): number;
  _sqlite3_column_double(statement: number, column: number): number;
  _sqlite3_column_int64(statement: number, column: number): bigint;
  _sqlite3_column_text(statement: number, column: number): number;
  _sqlite3_column_blob(statement: number, column: number): number;
  _sqlite3_column_bytes(statement: number, column: number): number;
}

interface Memory {
  buffer: ArrayBuffer;
}

interface Instance {
  exports: Readonly<Record<string, unknown>>;
}

/** The global that the compiler's types leave out. */
interface Engines {
  WebAssembly: {
    Instance: new (module: unknown, imports: unknown) => Instance;
    Memory: new (...settings: never) => Memory;
  };
}

const { driver, memory } = loaded();

/** The driver, in an instance of its own. */
export const sqliteDriver: Driver = driver;

/** What the driver calls for each value; it makes an object of every row, which takes longer than to read it. */
export const sqliteFunctions = driver as unknown as Functions;

let heap = new Uint8Array(memory.buffer);

/** The engine's memory. To be asked for anew after every call: it moves when it grows. */
export function sqliteMemory(): Uint8Array {
  if (heap.length === 0) heap = new Uint8Array(memory.buffer);
  return heap;
}

/** Loads the driver anew and remembers the memory of the engine that it starts, which it keeps to itself. */
function loaded(): { driver: Driver; memory: Memory } {
  const require = createRequire(import.meta.url);
  const path = require.resolve("node-sqlite3-wasm");
  const { [path]: before } = require.cache;
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- another import may have loaded it
  delete require.cache[path];
  const { WebAssembly } = globalThis as unknown as Engines;
  const Engine = WebAssembly.Instance;
  let found: Memory | undefined;
  WebAssembly.Instance = class extends Engine {
    constructor(module: unknown, imports: unknown) {
      super(module, imports);
      const memories = Object.values(this.exports);
      found = memories.find((value): value is Memory => value instanceof WebAssembly.Memory);
    }
  };
  try {
    const fresh = require("node-sqlite3-wasm") as Driver;
    if (found === undefined) throw new Error("node-sqlite3-wasm has another structure than known");
    return { driver: fresh, memory: found };
  } finally {
    WebAssembly.Instance = Engine;
    if (before !== undefined) require.cache[path] = before;
  }
}
