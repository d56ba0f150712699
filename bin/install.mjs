// Runs before anything is installed: only Node's own modules may be imported here.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const packageRoot = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(packageRoot, "node_modules");
const stampFile = join(modules, ".granary-stamp");

/** Installs the locked packages unless they are there already. */
export async function ensureInstalled() {
  requireNode();
  const lock = readFileSync(join(packageRoot, "package-lock.json"), "utf8");
  const stamp = createHash("sha256").update(`${process.version} ${lock}`).digest("hex");
  if (read(stampFile) === stamp) return;
  if (!isInstalled(lock)) {
    const count = Object.keys(JSON.parse(lock).packages).length;
    await npmCi(packageRoot, `${count} packages (about half a minute on a fast connection)`);
  }
  linkCommand();
  writeFileSync(stampFile, stamp);
}

/** Installs the heavy programs that only tests start (a browser, a database server). */
export async function ensureTestTools() {
  const dir = join(packageRoot, "test", "tools");
  const lock = readFileSync(join(dir, "package-lock.json"), "utf8");
  const stamp = join(dir, "node_modules", ".granary-stamp");
  const wanted = createHash("sha256").update(`${process.version} ${lock}`).digest("hex");
  if (read(stamp) === wanted) return;
  await npmCi(dir, "test tools");
  writeFileSync(stamp, wanted);
}

function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`granary: Node ${process.versions.node} is too old; install Node 20.19 or newer.`);
  process.exit(2);
}

/** npm writes its hidden lock file last, so a version missing there means an unfinished or foreign install. */
function isInstalled(lock) {
  const hidden = read(join(modules, ".package-lock.json"));
  if (hidden === undefined) return false;
  const installed = JSON.parse(hidden).packages;
  return Object.entries(JSON.parse(lock).packages).every(
    ([path, { version, optional, peer, devOptional }]) =>
      path === "" ||
      (installed[path]?.version === version && existsSync(join(packageRoot, path))) ||
      ((optional || peer || devOptional) && installed[path] === undefined),
  );
}

async function npmCi(dir, what) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  console.error(`Installing ${what} …`);
  const timer = setInterval(() => console.error(`  … still installing, ${seconds()} s`), 10_000);
  const output = [];
  const code = await new Promise((resolve) => {
    const child = spawn("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: dir,
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
      env: { ...process.env, NODE_ENV: "development" },
    });
    child.stdout.on("data", (chunk) => output.push(chunk));
    child.stderr.on("data", (chunk) => output.push(chunk));
    child.on("error", (error) => {
      output.push(String(error));
      resolve(1);
    });
    child.on("close", resolve);
  });
  clearInterval(timer);
  if (code !== 0) {
    console.error(output.join(""));
    console.error(
      "granary: npm ci failed. Is the npm registry reachable? Then run the same command again.",
    );
    process.exit(1);
  }
  console.error(`Installed in ${seconds()} s.`);
}

/** Lets `npx granary` find this package's own command without a detour through npm's cache. */
function linkCommand() {
  if (process.platform === "win32") return;
  const link = join(modules, ".bin", "granary");
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(join("..", "..", "bin", "granary.mjs"), link);
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
