import { join } from "node:path";
import { ExtractFile } from "../output/extract-file.js";
import type { ListedFile } from "../output/manifest.js";
import { TRUTH_FOLDER, type TruthFile } from "../output/output-directory.js";
import type { TruthBook, TruthValue } from "../part.js";

/** Files that say how things truly are; tests read them, models never do. */
export class TruthFiles implements TruthBook {
  readonly #dir: string;
  readonly #files = new Map<string, ExtractFile>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  open(file: TruthFile, columns: readonly string[]): (values: readonly TruthValue[]) => void {
    const opened = new ExtractFile(join(this.#dir, TRUTH_FOLDER, file), columns.join(","));
    this.#files.set(file, opened);
    return (values) => {
      opened.add(values.map((value) => quoted(String(value ?? ""))).join(","));
    };
  }

  writeJson(file: TruthFile, content: unknown): void {
    const opened = new ExtractFile(join(this.#dir, TRUTH_FOLDER, file));
    opened.add(JSON.stringify(content, null, 2));
    this.#files.set(file, opened);
  }

  finish(): readonly ListedFile[] {
    return [...this.#files].map(([file, opened]) => ({
      path: `${TRUTH_FOLDER}/${file}`,
      ...opened.finish(),
    }));
  }
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
