import { type ScalarTag, parseDocument } from "yaml";
import { GranaryError } from "../../warehouse/errors.js";
import { readPlainYaml } from "./plain-yaml.js";

const TIMESTAMP = "tag:yaml.org,2002:timestamp";
const BOOLEAN = "tag:yaml.org,2002:bool";

/** Words that are true or false in dbt's YAML; in YAML 1.1 proper, `y` and `n` would be too. */
const BOOLEANS: readonly ScalarTag[] = [
  { test: /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/, value: true },
  { test: /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/, value: false },
].map(({ test, value }) => ({ tag: BOOLEAN, default: true, test, resolve: () => value }));

function isReplaced(tag: string | { tag?: string }): boolean {
  return typeof tag !== "string" && (tag.tag === TIMESTAMP || tag.tag === BOOLEAN);
}

/**
 * Parses one YAML file of a project as dbt does: YAML 1.1, but dates keep their spelling. Faults name the file and the
 * line (DBT_PROJECT_INVALID).
 */
export function parseYaml(text: string, file: string): unknown {
  return readPlainYaml(text) ?? parseWholeYaml(text, file);
}

function parseWholeYaml(text: string, file: string): unknown {
  const document = parseDocument(text, {
    prettyErrors: true,
    version: "1.1",
    merge: true,
    customTags: (tags) => [...BOOLEANS, ...tags.filter((tag) => !isReplaced(tag))],
  });
  const fault = document.errors[0];
  if (fault !== undefined) {
    const line = fault.linePos?.[0].line;
    throw new GranaryError("DBT_PROJECT_INVALID", {
      message: `${file}${line === undefined ? "" : `:${line}`} is not valid YAML.`,
      details: fault.message.split("\n"),
      cause: fault,
    });
  }
  return document.toJS({ maxAliasCount: 1000 }) as unknown;
}
