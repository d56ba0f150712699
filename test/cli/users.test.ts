import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { granary } from "../granary-command.js";
import { temporaryDir } from "../temporary-dir.js";

const CONFIG = `
sources: { shop: { type: files, path: ., tables: { orders: { files: "*.csv" } } } }
access:
  roles:
    branch_manager: { rows: { unit: own }, personal: last4 }
`;

function directory(): string {
  const dir = temporaryDir();
  writeFileSync(join(dir, "granary.yml"), CONFIG);
  return dir;
}

describe("granary users", () => {
  it("adds, lists, changes and removes users; passwords come from standard input or are generated", async () => {
    const cwd = directory();
    const rights = ["--role", "branch_manager", "--unit", "B01", "--attribute", "country=China"];
    const generated = await granary(["users", "add", "alice", ...rights, "--generate"], { cwd });
    expect(generated.stdout).toMatch(
      /^alice may sign in\. The password, shown this once: \w{20}\n$/,
    );
    const given = await granary(["users", "add", "root", "--role", "admin"], {
      cwd,
      stdin: "nine-lives-of-a-cat\n",
    });
    expect(given.stdout).toBe("root may sign in.\n");
    const file = join(cwd, "data", "users.yml");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).not.toContain("nine-lives");

    expect((await granary(["users", "set-role", "root", "--unit", "R01"], { cwd })).code).toBe(0);
    const listed = await granary(["users", "list"], { cwd });
    expect(listed.stdout).toMatch(/alice +branch_manager +B01 +country=China/);
    expect(listed.stdout).toMatch(/root +admin +R01/);

    const weak = await granary(["users", "set-password", "root"], { cwd, stdin: "short\n" });
    expect([weak.code, weak.stderr]).toEqual([2, expect.stringContaining("ACCESS_PASSWORD_WEAK")]);
    expect((await granary(["users", "remove", "root"], { cwd })).code).toBe(0);
    const gone = await granary(["users", "remove", "root"], { cwd });
    expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining("ACCESS_USER_UNKNOWN")]);
  });

  it("knows the roles of the configuration only", async () => {
    const cwd = directory();
    const unknown = await granary(["users", "add", "bob", "--role", "boss"], { cwd });
    expect([unknown.code, unknown.stderr]).toEqual([
      2,
      expect.stringContaining("Roles: admin, branch_manager."),
    ]);
    const none = await granary(["users", "add", "bob", "--generate"], { cwd });
    expect(none.stderr).toContain("A user or token without a role may see nothing.");
  });
});

describe("granary token", () => {
  it("shows a token once, lists and revokes it", async () => {
    const cwd = directory();
    const made = await granary(["token", "create", "etl", "--role", "admin", "--expires", "30"], {
      cwd,
    });
    expect(made.stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(readFileSync(join(cwd, "data", "tokens.yml"), "utf8")).not.toContain(made.stdout.trim());
    expect((await granary(["token", "list"], { cwd })).stdout).toMatch(
      /etl +admin +\d{4}-\d\d-\d\d/,
    );
    expect((await granary(["token", "revoke", "etl"], { cwd })).code).toBe(0);
    expect((await granary(["token", "list"], { cwd })).stdout).toBe("There are no tokens.\n");
  });
});
