import { onTestFinished, expect, it } from "vitest";
import { mysqlSource } from "../../ingest/mysql/mysql-source.js";
import { mysqlSource as mysqlSchema } from "../../warehouse/config-mysql.js";
import { temporaryDir } from "../temporary-dir.js";
import { mariadbServer, startMariaDb, type MariaDb } from "../tools/mariadb.mjs";
import { certificate, hasOpenssl } from "./certificate.js";
import { readTable } from "./connector.js";

const server = mariadbServer();
const ROWS = 20_000;

/** A server with a certificate that signs itself, and a table over several records of the encryption. */
async function encrypting(names?: string): Promise<{ db: MariaDb; ca: string }> {
  const { key, cert } = certificate(names);
  const db = await startMariaDb(server ?? "", [`--ssl-cert=${cert}`, `--ssl-key=${key}`]);
  onTestFinished(() => db.stop());
  return { db, ca: cert };
}

const ENCRYPTED = `select (select variable_value <> '' from information_schema.session_status
  where variable_name = 'Ssl_cipher') as encrypted, seq from seq_1_to_${String(ROWS)}`;

async function asked(url: string, settings: Record<string, unknown>): Promise<unknown> {
  const config = mysqlSchema.parse({
    ...{ type: "mysql", url, ...settings },
    tables: { t: { query: ENCRYPTED } },
  });
  const [piece] = await readTable(mysqlSource("shop", config), "t", temporaryDir());
  return [piece?.rows[0]?.[0], piece?.rows.length];
}

const isPossible = hasOpenssl && server !== undefined;

it.skipIf(!isPossible)(
  "encrypts, and checks the server's certificate where it is told to",
  { timeout: 60_000 },
  async () => {
    const { db, ca } = await encrypting();
    expect(await asked(db.url, { ssl: "disable" })).toEqual(["0", ROWS]);
    expect(await asked(db.url, { ssl: "require" })).toEqual(["1", ROWS]);
    expect(await asked(db.url, { ssl: "verify", ssl_ca: ca })).toEqual(["1", ROWS]);
    const byName = db.url.replace("127.0.0.1", "localhost");
    expect(await asked(byName, { ssl: "verify", ssl_ca: ca })).toEqual(["1", ROWS]);
    await expect(asked(db.url, { ssl: "verify" })).rejects.toMatchObject({
      code: "INGEST_CONNECTION_FAILED",
      message: expect.stringMatching(/self.signed certificate/) as string,
    });
    await expect(asked(db.url, { ssl: "verify", ssl_ca: "/nowhere/ca.pem" })).rejects.toMatchObject(
      { code: "CONFIG_INVALID", message: expect.stringContaining("sources.shop.ssl_ca") as string },
    );
  },
);

it.skipIf(!isPossible)(
  "refuses a certificate that is for another host",
  { timeout: 60_000 },
  async () => {
    const { db, ca } = await encrypting("DNS:elsewhere.example.com");
    for (const host of ["127.0.0.1", "localhost"]) {
      const url = db.url.replace("127.0.0.1", host);
      await expect(asked(url, { ssl: "verify", ssl_ca: ca })).rejects.toMatchObject({
        code: "INGEST_CONNECTION_FAILED",
      });
      expect(await asked(url, { ssl: "require", ssl_ca: ca })).toEqual(["1", ROWS]);
    }
  },
);
