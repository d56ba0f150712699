import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureInstalled, ensureTestTools } from "./install.mjs";

await ensureInstalled();
await ensureTestTools();
const { ensureBuilt } = await import("./compile.mjs");
const { runTool } = await import("./run-tool.mjs");
const { webRoot } = await ensureBuilt({ web: true });

const scratch = mkdtempSync(join(tmpdir(), "granary-test-"));
const report = join(scratch, "report.json");
const code = await runTool(
  "vitest",
  [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { GRANARY_TEST_WEB_ROOT: webRoot },
);
let line = "Tests: 0 passed, 1 failed";
try {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, "utf8"),
  );
  // A file that fails to load runs no test, yet it is a failure.
  const broken = testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  );
  const skipped = numPendingTests + numTodoTests;
  line = `Tests: ${numPassedTests} passed, ${numFailedTests + broken.length} failed, ${skipped} skipped`;
} finally {
  rmSync(scratch, { recursive: true, force: true });
  console.log(line);
}
process.exitCode = code;
