import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { GranaryError } from "../warehouse/errors.js";

/** A password from a terminal, typed twice and not shown, or the first line of what is piped in; empty when none is. */
export async function askPassword(user: string): Promise<string> {
  if (!process.stdin.isTTY) return (await text(process.stdin)).split(/\r?\n/, 1)[0] ?? "";
  const first = await typed(`Password for ${user} (empty for a generated one): `);
  if (first === "") return "";
  if (first === (await typed("The same again: "))) return first;
  throw new GranaryError("USAGE", {
    message: "The two passwords differ.",
    hint: "Type the same twice, or use --generate.",
  });
}

function typed(prompt: string): Promise<string> {
  process.stderr.write(prompt);
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  return new Promise((resolve, reject) => {
    terminal.once("line", (line) => {
      process.stderr.write("\n");
      resolve(line);
      terminal.close();
    });
    terminal.once("SIGINT", () => {
      terminal.close();
      reject(new GranaryError("USAGE", { message: "No password was given." }));
    });
  });
}
