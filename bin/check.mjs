import { ensureInstalled } from "./install.mjs";

await ensureInstalled();
const { runTool } = await import("./run-tool.mjs");
const rooms =
  "warehouse ingest dbt mining cube schedules server dashboards cli samples bench test".split(" ");
const checks = [
  ["types", "tsc", ["-p", "tsconfig.json"]],
  ["types of the web app", "tsc", ["-p", "dashboards/tsconfig.json"]],
  ["lint", "eslint", [".", "--max-warnings=0"]],
  ["format", "prettier", ["--check", "--log-level=warn", "."]],
  [
    "import rules",
    "depcruise",
    ["--config", ".dependency-cruiser.cjs", "--output-type", "err", ...rooms],
  ],
  [
    "unused exports",
    "ts-unused-exports",
    [
      "tsconfig.unused.json", // Entry points: reached from bin/ or by dynamic import.
      "--excludePathsFromReport=cli/main.ts;cli/house.ts;bench/main.ts;test/parity/main.ts;dashboards/vite.config.ts",
    ],
  ],
];
const failed = [];
for (const [name, tool, args] of checks) {
  const started = Date.now();
  const code = await runTool(tool, args);
  console.log(
    `${code === 0 ? "ok  " : "FAIL"}  ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
  );
  if (code !== 0) failed.push(name);
}
if (failed.length > 0) console.log(`check failed: ${failed.join(", ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;
