import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { FileHashes } from "../../ingest/file-hashes.js";

const LONG_AGO = new Date("2020-01-01T00:00:00Z");

it("keeps hashes of files that stood still, and hashes again what was touched", async () => {
  const dir = mkdtempSync(join(tmpdir(), "granary-hashes-"));
  onTestFinished(() => {
    rmSync(dir, { recursive: true, force: true });
  });
  const [cache, file] = [join(dir, "hashes.json"), join(dir, "a.csv")];
  writeFileSync(file, "id\n1\n");
  const young = await FileHashes.open(cache);
  const first = await young.hashOf(file);
  await young.save();
  expect(() => readFileSync(cache)).toThrow();

  await sleep(2_100);
  const settled = await FileHashes.open(cache);
  expect(await settled.hashOf(file)).toEqual(first);
  await settled.save();
  const kept = JSON.parse(readFileSync(cache, "utf8")) as Record<string, { sha256: string }>;
  expect(kept[file]?.sha256).toBe(first.sha256);

  writeFileSync(file, "id\n2\n");
  utimesSync(file, LONG_AGO, LONG_AGO);
  const again = await FileHashes.open(cache);
  expect((await again.hashOf(file)).sha256).not.toBe(first.sha256);

  writeFileSync(cache, "damaged");
  expect((await (await FileHashes.open(cache)).hashOf(file)).bytes).toBe(5);
});
