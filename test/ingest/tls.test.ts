import { chmodSync, chownSync, copyFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { mysqlSource } from "../../ingest/mysql/mysql-source.js";
import { mysqlSource as mysqlSchema } from "../../warehouse/config-mysql.js";
import { temporaryDir } from "../temporary-dir.js";
import { certificate, hasOpenssl } from "./certificate.js";
import { connected, extraction, postgresServer } from "./postgres-database.js";

const server = postgresServer();
/** Turns encryption on in the running server. */
async function encrypt(): Promise<string> {
  const { key, cert } = certificate();
  const client = await connected(server.settings());
  const { rows } = await client.query<{ data_directory: string }>("show data_directory");
  const data = rows[0]?.data_directory ?? "";
  const { uid, gid } = statSync(data);
  for (const [from, name] of [
    [key, "server.key"],
    [cert, "server.crt"],
  ] as const) {
    copyFileSync(from, join(data, name));
    chownSync(join(data, name), uid, gid);
    chmodSync(join(data, name), 0o600);
  }
  await client.query("alter system set ssl = on");
  await client.query("select pg_reload_conf()");
  await client.end();
  return cert;
}

const encrypted = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";

it.skipIf(!hasOpenssl)(
  "encrypts, and checks the server's certificate where it is told to",
  async () => {
    const schema = await server.schema();
    const cert = await encrypt();
    const asked = async (settings: Record<string, unknown>): Promise<unknown> => {
      const { pieces } = await extraction(
        schema.source({ t: { query: encrypted } }, settings),
        "t",
      );
      return pieces;
    };
    await expect.poll(() => asked({ ssl: "require" }).catch(String)).toEqual([[["true"]]]);
    expect(await asked({ ssl: "disable" })).toEqual([[["false"]]]);
    await expect(asked({ ssl: "verify" })).rejects.toMatchObject({
      code: "INGEST_CONNECTION_FAILED",
      message: expect.stringMatching(/self.signed certificate/) as string,
    });
    expect(await asked({ ssl: "verify", ssl_ca: cert })).toEqual([[["true"]]]);
    await expect(asked({ ssl: "verify", ssl_ca: "/nowhere/ca.pem" })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining("sources.shop.ssl_ca") as string,
    });
  },
);

it("reads a password from a file", async () => {
  const schema = await server.schema();
  await schema.run("create table t as select 1 as id");
  const file = join(temporaryDir(), "password");
  writeFileSync(file, `${server.settings().password}\n`);
  const { pieces } = await extraction(schema.source({ t: {} }, { password: { file } }), "t");
  expect(pieces).toEqual([[["1"]]]);
});

it("names a password's file that is missing or empty, for MySQL too", async () => {
  const file = join(temporaryDir(), "password");
  writeFileSync(file, "\n");
  for (const [path, why] of [
    [file, "is empty"],
    [`${file}.not`, "cannot be read"],
  ] as const) {
    const parts = { type: "mysql", host: "127.0.0.1", database: "d", user: "u" };
    const config = mysqlSchema.parse({ ...parts, password: { file: path }, tables: { t: {} } });
    await expect(mysqlSource("shop", config).open()).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining(`sources.shop.password: the file ${path} ${why}`) as string,
    });
  }
});
