import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { accessOf } from "../../warehouse/config-access.js";
import { type GranaryConfig, loadConfig } from "../../warehouse/config.js";
import { temporaryDir } from "../temporary-dir.js";

/** The configuration of a directory whose granary.yml says `access` in this way. */
function loaded(access: string): GranaryConfig {
  const dir = temporaryDir();
  const sources = 'sources: { shop: { type: files, path: ., tables: { a: { files: "a.csv" } } } }';
  writeFileSync(join(dir, "granary.yml"), `${sources}\n${access}`);
  return loadConfig(join(dir, "granary.yml"), {});
}

describe("access in granary.yml", () => {
  it("hides personal data unless a role says otherwise, and keeps users beside the data", () => {
    const config = loaded("access: { roles: { clerk: {} } }");
    expect(accessOf(config)).toMatchObject({
      required: "auto",
      usersFile: join(config.dataDir, "users.yml"),
      sessionSeconds: 12 * 3600,
      idleSeconds: 3600,
      roles: { clerk: { personal: "hidden", rows: { where: [] }, columns: {} } },
    });
  });

  it("has no roles where it says nothing", () => {
    expect(accessOf(loaded("")).roles).toEqual({});
  });

  it.each([
    ["roles: { admin: {} }", "the role admin is built in"],
    ["roles: { a: { personal: secret } }", "access.roles.a.personal"],
    ["roles: { a: { columns: { email: hash } } }", "access.roles.a.columns.email"],
    ["roles: { a: { rows: { where: [{ column: x }] } } }", "name one of values and attribute"],
    [
      "roles: { a: { rows: { where: [{ column: x, values: [] }] } } }",
      "at least one value is needed",
    ],
    [
      "oidc: { issuer: 'http://login.example', client_id: c, redirect_uri: 'https://g', roles: {} }",
      "expected https:// (http:// only on this machine)",
    ],
    [
      "oidc: { issuer: 'https://login.example', client_id: c, redirect_uri: 'https://g', roles: { x: boss } }",
      'there is no role "boss"',
    ],
  ])("refuses %s", (access, fault) => {
    const faults = (): unknown => loaded(`access: { ${access} }`);
    expect(faults).toThrow(
      expect.objectContaining({
        code: "CONFIG_INVALID",
        details: expect.arrayContaining([expect.stringContaining(fault) as unknown]) as unknown,
      }) as Error,
    );
  });
});
