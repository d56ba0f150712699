import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readIgnored } from "../../dbt/project/ignored-files.js";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "granary-ignored-"));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

describe(".dbtignore", () => {
  it.each([
    ["*.non-dbt.sql", "models/a/x.non-dbt.sql", true],
    ["*.non-dbt.sql", "models/a/x.sql", false],
    ["legacy/", "models/legacy/a/x.sql", true],
    ["legacy/", "models/legacy", false],
    ["legacy", "models/legacy/x.sql", true],
    ["models/legacy", "models/legacy/x.sql", true],
    ["models/legacy", "other/models/legacy/x.sql", false],
    ["/models/*.sql", "models/x.sql", true],
    ["/models/*.sql", "models/a/x.sql", false],
    ["models/**/tmp_*.sql", "models/a/b/tmp_1.sql", true],
    ["models/**/tmp_*.sql", "models/tmp_1.sql", true],
    ["models/**", "models/a/x.sql", true],
    ["**/x.sql", "x.sql", true],
    ["x?.sql", "models/xy.sql", true],
    ["x[0-9].sql", "models/x1.sql", true],
    ["x[!0-9].sql", "models/x1.sql", false],
    ["# x.sql", "models/x.sql", false],
    ["\\#x.sql", "models/#x.sql", true],
    ["*.sql\n!keep.sql", "models/keep.sql", false],
    ["*.sql\n!keep.sql", "models/other.sql", true],
    ["", "models/x.sql", false],
  ])("%j and %s: %s", (text, path, ignored) => {
    writeFileSync(join(dir, ".dbtignore"), text);
    expect(readIgnored(dir)(path)).toBe(ignored);
  });

  it("is not needed", () => {
    expect(readIgnored(dir)("models/x.sql")).toBe(false);
  });
});
