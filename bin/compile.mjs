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
import { createRequire } from "node:module";
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
const settledMs = 2000;

/** Compiles what is stale; returns where the command line's entry and the web app are. */
export async function ensureBuilt({ web }) {
  const node = await buildNode();
  const bundled = join(node, "bundle", "main.js");
  const entry = existsSync(bundled) ? bundled : join(node, "cli", "main.js");
  return { entry, webRoot: web ? await buildWeb() : null };
}

async function buildNode() {
  const files = rooms.flatMap((room) => filesBelow(join(packageRoot, room), [".ts", ".sql"]));
  return build("node", files, async (out) => {
    const vite = await import("vite");
    for (const file of files) {
      if (file.endsWith(".d.ts")) continue;
      const source = readFileSync(file, "utf8");
      if (file.endsWith(".sql")) {
        const copy = join(out, relative(packageRoot, file));
        mkdirSync(dirname(copy), { recursive: true });
        writeFileSync(copy, source);
        continue;
      }
      const { code } = await vite.transformWithOxc(source, file, {
        target: "node20",
        sourcemap: false,
      });
      const target = join(out, relative(packageRoot, file)).replace(/\.ts$/, ".js");
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, code);
    }
    writeFileSync(join(out, "package.json"), '{ "type": "module" }\n');
    await bundleCommand(vite, out);
  });
}

/**
 * The command line in few files, as opening hundreds of small modules takes longer than a short command's work. Without
 * them the command runs from the modules.
 */
async function bundleCommand(vite, out) {
  const bundle = join(out, "bundle");
  const { NODE_ENV } = process.env;
  try {
    await vite.build({
      configFile: false,
      root: out,
      logLevel: "silent",
      plugins: [{ name: "own-place", transform: ownPlace(out) }, required("@duckdb/node-api")],
      ssr: { noExternal: ["commander", "yaml", "zod"] },
      build: {
        ssr: join(out, "cli", "main.js"),
        outDir: bundle,
        target: "node20",
        minify: false,
        rolldownOptions: { output: { chunkFileNames: "[name]-[hash].js" } },
      },
    });
  } catch (error) {
    rmSync(bundle, { recursive: true, force: true });
    const [why] = error.message.split("\n");
    console.error(`granary: the command was not bundled, and starts slower: ${why}`);
  } finally {
    // Vite sets it, and the command goes on in this process.
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
}

/** Has a CommonJS package required: importing it, Node would first read its files for what they export. */
function required(name) {
  const id = `\0${name}`;
  const names = Object.keys(createRequire(import.meta.url)(name)).filter(
    (each) => each !== "default",
  );
  return {
    name: "required",
    enforce: "pre",
    resolveId: (source) => (source === name ? id : null),
    load: (wanted) =>
      wanted === id
        ? `import { createRequire } from "node:module";
const required = createRequire(import.meta.url)(${JSON.stringify(name)});
${names.map((each) => `export const ${each} = required.${each};`).join("\n")}`
        : null,
  };
}

/** Lets a module find the files beside it from the bundle's folder, too. */
function ownPlace(out) {
  return (code, id) => {
    const path = relative(out, id).replaceAll("\\", "/");
    if (path.startsWith("..") || !code.includes("import.meta.url")) return null;
    const place = `new URL(${JSON.stringify(`../${path}`)}, import.meta.url).href`;
    return { code: code.replaceAll("import.meta.url", place), map: null };
  };
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
  const out = join(dist, `${kind}-${fingerprint(kind, files)}`);
  if (existsSync(out)) {
    const now = new Date();
    whereAllowed(() => utimesSync(out, now, now));
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

/** Does what only saves time, where this user may: the installation can be another's. */
function whereAllowed(act) {
  try {
    act();
  } catch (error) {
    if (!["EPERM", "EACCES", "EROFS"].includes(error.code)) throw error;
  }
}

/** Of the files' content, which is read again only where a file's size or times have changed. */
function fingerprint(kind, files) {
  const read = [
    join(packageRoot, "package-lock.json"),
    join(packageRoot, "bin", "compile.mjs"),
    ...files,
  ];
  const states = read.map((file) => statSync(file));
  const stamp = createHash("sha256").update(process.version);
  for (const [index, { size, ino, mtimeMs, ctimeMs }] of states.entries())
    stamp.update(`\0${relative(packageRoot, read[index])} ${size} ${ino} ${mtimeMs} ${ctimeMs}`);
  const state = stamp.digest("hex");
  const memo = join(packageRoot, "dist", `${kind}.stamp`);
  const [known, found] = existsSync(memo) ? readFileSync(memo, "utf8").split(" ") : [];
  if (known === state) return found;
  const hash = createHash("sha256").update(process.version);
  for (const file of read)
    hash.update(`\0${relative(packageRoot, file)}\0`).update(readFileSync(file));
  const content = hash.digest("hex").slice(0, 16);
  // A file written this moment could change once more without its times telling.
  const newest = Math.max(...states.map(({ mtimeMs, ctimeMs }) => Math.max(mtimeMs, ctimeMs)));
  if (Date.now() - newest > settledMs) {
    whereAllowed(() => {
      mkdirSync(dirname(memo), { recursive: true });
      writeFileSync(`${memo}.${process.pid}`, `${state} ${content}`);
      renameSync(`${memo}.${process.pid}`, memo);
    });
  }
  return content;
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
