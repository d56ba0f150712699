import { describe, expect, it } from "vitest";
import { unpackLz4 } from "../../ingest/lz4-frame.js";

const HELLO = Buffer.from("BCJNGGRApw8AAABjaGVsbG8gBgBQZWxsbyAAAAAAO5nkzg==", "base64");
/** 120,000 characters in linked blocks of 64 KiB, each with a checksum. */
const LINKED = Buffer.concat([
  Buffer.from("04224d185440ae100100006f68656c6c6f200600", "hex"),
  Buffer.alloc(256, 0xff),
  Buffer.from("e2502068656c6c51b907cbdf0000000f0600", "hex"),
  Buffer.alloc(213, 0xff),
  Buffer.from("7d50656c6c6f20f1e2e0be000000009e467dcf", "hex"),
]);

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe("LZ4 frames", () => {
  it("unpack copies that overlap themselves", () => {
    expect(text(unpackLz4(HELLO))).toBe("hello hello hello ");
  });

  it("unpack copies out of the block before", () => {
    expect(text(unpackLz4(LINKED))).toBe("hello ".repeat(20_000));
  });

  it("follow each other, and skippable ones are passed over", () => {
    const skipped = Buffer.from("502a4d18" + "02000000" + "abcd", "hex");
    expect(text(unpackLz4(Buffer.concat([HELLO, skipped, HELLO])))).toBe("hello ".repeat(6));
  });

  it("without content are nothing", () => {
    expect(unpackLz4(Buffer.alloc(0))).toHaveLength(0);
  });

  it("are an error wherever they are cut off", () => {
    for (let bytes = 1; bytes < HELLO.length; bytes += 1) {
      expect(() => unpackLz4(HELLO.subarray(0, bytes)), String(bytes)).toThrow("LZ4");
    }
  });

  it("are an error whichever byte is wrong", () => {
    for (let at = 0; at < HELLO.length; at += 1) {
      const damaged = Buffer.from(HELLO);
      damaged[at] = (damaged[at] ?? 0) ^ 0x55;
      expect(() => unpackLz4(damaged), String(at)).toThrow();
    }
  });
});
