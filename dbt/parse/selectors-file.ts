import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { GranaryError } from "../../warehouse/errors.js";
import { type Dict, dictOf, isDict } from "../plain.js";
import { parseYaml } from "../project/yaml-text.js";

const SELECTORS_FILE = "selectors.yml";

/** The selectors of `selectors.yml` by name, each as written. Throws DBT_PROJECT_INVALID. */
export async function readSelectors(rootDir: string): Promise<Dict> {
  let text: string;
  try {
    text = await readFile(join(rootDir, SELECTORS_FILE), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
  const listed: unknown = dictOf(parseYaml(text, SELECTORS_FILE))["selectors"];
  const selectors: Dict = {};
  for (const entry of Array.isArray(listed) ? listed : []) {
    const name: unknown = isDict(entry) ? entry["name"] : undefined;
    if (typeof name !== "string" || !isDict(entry) || entry["definition"] === undefined) {
      throw new GranaryError("DBT_PROJECT_INVALID", {
        message: `A selector of ${SELECTORS_FILE} has no name or no definition.`,
        hint: "Write `- name: …` with `definition: …`.",
      });
    }
    selectors[name] = entry;
  }
  return selectors;
}
