import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createServer } from "node:net";
import { createConnection } from "mysql2/promise";

const SERVERS = ["mariadbd", "mysqld"];

/** The path of the server installed here, if any. */
export function mariadbServer() {
  const places = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  return SERVERS.flatMap((name) => places.map((place) => join(place, name))).find((path) =>
    existsSync(path),
  );
}

/** Starts a server with a database "shop" on a free port, its data in a temporary directory. */
export async function startMariaDb(server, more = []) {
  const root = mkdtempSync(join(tmpdir(), "granary-mariadb-"));
  const data = join(root, "data");
  mkdirSync(data);
  const user = userInfo().username;
  const common = ["--no-defaults", `--datadir=${data}`, `--user=${user}`];
  initialize(server, common);
  const port = await freePort();
  const child = spawn(
    server,
    [
      ...common,
      `--port=${String(port)}`,
      "--bind-address=127.0.0.1",
      `--socket=${join(root, "s.sock")}`,
      `--pid-file=${join(root, "server.pid")}`,
      "--innodb-buffer-pool-size=64M",
      "--skip-name-resolve",
      ...more,
    ],
    { stdio: "ignore" },
  );
  await reachable(join(root, "s.sock"), user, child);
  const admin = await createConnection({ socketPath: join(root, "s.sock"), user });
  await admin.query("create database shop character set utf8mb4");
  await admin.query("create user granary@'%' identified by 'p@ss/word'");
  await admin.query("grant all on *.* to granary@'%'");
  await admin.end();
  const url = `mysql://granary:p%40ss%2Fword@127.0.0.1:${String(port)}/shop`;
  return {
    url,
    run: async (...statements) => {
      const connection = await createConnection({ uri: url, charset: "utf8mb4" });
      await connection.query("set time_zone = '+00:00', sql_mode = ''");
      for (const statement of statements) await connection.query(statement);
      await connection.end();
    },
    kill: () => ended(child, "SIGKILL"),
    stop: async () => {
      await ended(child, "SIGKILL");
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function initialize(server, common) {
  const installer = ["/usr/bin/mariadb-install-db", "/usr/local/bin/mariadb-install-db"].find(
    (path) => existsSync(path),
  );
  const [command, args] =
    installer === undefined
      ? [server, [...common, "--initialize-insecure"]]
      : [installer, [...common, "--skip-test-db", "--auth-root-authentication-method=normal"]];
  execFileSync(command, args, { stdio: "ignore" });
}

async function reachable(socketPath, user, child) {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (child.exitCode !== null) break;
    try {
      const connection = await createConnection({ socketPath, user });
      await connection.end();
      return;
    } catch {
      await sleep(100);
    }
  }
  throw new Error("the MariaDB server of the tests did not start");
}

async function ended(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await exit;
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
