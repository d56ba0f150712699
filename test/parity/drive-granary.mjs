// Runs `granary dbt` commands in one process: a line of JSON in, {"args": [...], "cwd": "..."}, and a line of JSON out.
import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { ensureBuilt } from "../../bin/compile.mjs";
import { packageRoot } from "../../bin/install.mjs";

const log = process.argv[2];
const { entry } = await ensureBuilt({ web: false });
const { main } = await import(pathToFileURL(entry).href);
const answer = process.stdout.write.bind(process.stdout);
let said = "";
let complained = "";
process.stdout.write = (text) => {
  said += text;
  appendFileSync(log, text);
  return true;
};
process.stderr.write = (text) => {
  complained += text;
  appendFileSync(log, text);
  return true;
};

for await (const line of createInterface({ input: process.stdin })) {
  const { args, cwd } = JSON.parse(line);
  process.chdir(cwd);
  said = "";
  complained = "";
  const exit = await main(["dbt", ...args], { packageRoot, webRoot: null });
  const lists = args[0] === "ls" || args[0] === "list";
  const listed = lists && exit === 0 ? said.split("\n").filter((each) => each !== "") : null;
  const error = exit === 0 ? null : `${complained}${said}`.slice(-4000);
  answer(`${JSON.stringify({ exit, listed, error })}\n`);
}
