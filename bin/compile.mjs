// Compiles the TypeScript rooms and the web app, each into a directory named after its sources' content, so that a
// running server keeps the files it began with.
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, extname, join, relative } from "node:path";
import { packageRoot } from "./install.mjs";

const rooms = [
  "warehouse",
  "ingest",
  "dbt",
  "mining",
  "cube",
  "schedules",
  "server",
  "cli",
  "samples",
  "bench",
];
const kept = 3;

/** Compiles what is stale; returns where the command line's entry and the web app are. */
export async function ensureBuilt({ web }) {
  const node = await buildNode();
  return { entry: join(node, "cli", "main.js"), webRoot: web ? await buildWeb() : null };
}

async function buildNode() {
  const files = rooms.flatMap((room) => filesBelow(join(packageRoot, room), [".ts", ".sql"]));
  return build("node", files, async (out) => {
    const { transformWithOxc } = await import("vite");
    for (const file of files) {
      if (file.endsWith(".d.ts")) continue;
      const source = readFileSync(file, "utf8");
      if (file.endsWith(".sql")) {
        const copy = join(out, relative(packageRoot, file));
        mkdirSync(dirname(copy), { recursive: true });
        writeFileSync(copy, source);
        continue;
      }
      const { code } = await transformWithOxc(source, file, { target: "node20", sourcemap: false });
      const target = join(out, relative(packageRoot, file)).replace(/\.ts$/, ".js");
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, code);
    }
    writeFileSync(join(out, "package.json"), '{ "type": "module" }\n');
  });
}

async function buildWeb() {
  const files = [
    ...filesBelow(join(packageRoot, "dashboards"), [
      ".ts",
      ".tsx",
      ".css",
      ".html",
      ".svg",
      ".json",
    ]),
    join(packageRoot, "server", "contract.ts"),
  ];
  return build("web", files, async (out) => {
    console.error("Building the web app …");
    const vite = await import("vite");
    await vite.build({
      configFile: join(packageRoot, "dashboards", "vite.config.ts"),
      logLevel: "warn",
      build: { outDir: out, emptyOutDir: true },
    });
  });
}

async function build(kind, files, make) {
  const dist = join(packageRoot, "dist");
  const out = join(dist, `${kind}-${fingerprint(files)}`);
  if (existsSync(out)) {
    const now = new Date();
    utimesSync(out, now, now);
    return out;
  }
  const temporary = `${out}.${process.pid}.tmp`;
  mkdirSync(temporary, { recursive: true });
  await make(temporary);
  if (existsSync(out)) rmSync(temporary, { recursive: true });
  else renameSync(temporary, out);
  forgetOld(dist, kind, out);
  return out;
}

function fingerprint(files) {
  const hash = createHash("sha256");
  hash.update(process.version).update(readFileSync(join(packageRoot, "package-lock.json")));
  hash.update(readFileSync(join(packageRoot, "bin", "compile.mjs")));
  for (const file of files) hash.update(relative(packageRoot, file)).update(readFileSync(file));
  return hash.digest("hex").slice(0, 16);
}

function forgetOld(dist, kind, current) {
  const day = 86_400_000;
  const old = readdirSync(dist)
    .filter((name) => name.startsWith(`${kind}-`) && join(dist, name) !== current)
    .map((name) => ({ path: join(dist, name), used: statSync(join(dist, name)).mtimeMs }))
    .sort((a, b) => b.used - a.used);
  for (const { path, used } of old.slice(kept)) {
    if (Date.now() - used > day || path.endsWith(".tmp"))
      rmSync(path, { recursive: true, force: true });
  }
}

function filesBelow(dir, extensions) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && extensions.includes(extname(entry.name)))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !/[\\/](node_modules|data)[\\/]/.test(relative(packageRoot, file)))
    .sort();
}
