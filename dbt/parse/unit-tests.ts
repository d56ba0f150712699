import { basename, extname } from "node:path";
import { templateFault } from "../faults.js";
import { jsonText } from "../context/json-text.js";
import type { ProjectNode, UnitInput, UnitRows, UnitTestNode } from "../manifest.js";
import { type Dict, dictOf, isDict, stringOr } from "../plain.js";
import { mergeConfig } from "../project/config-merge.js";
import { UNIT_TEST_CONFIG } from "../project/config-defaults.js";
import { filesUnder } from "../project/files.js";
import { configOf } from "../project/node-properties.js";
import type { PropertiesEntry } from "../project/properties.js";
import { parseCsv } from "../seeds/csv.js";
import { parseReference } from "./call-text.js";
import { fqnOf, sha256 } from "./node-files.js";
import { type ParseSession, keepNode, packageNamed, projectConfig } from "./parse-session.js";
import type { Lookup } from "./resolve.js";
import { readText } from "../project/read-text.js";

const FORMATS = ["dict", "csv", "sql"] as const;
const INCREMENTAL = "macro.dbt.is_incremental";

/** Texts of a package's fixtures by `name.ending`. */
function fixturesOf(session: ParseSession, packageName: string): Map<string, string> {
  const { root, project } = packageNamed(session, packageName);
  const folders = project.testPaths.map((path) => `${path}/fixtures`);
  const files = filesUnder(root, folders, [".csv", ".sql"]);
  return new Map(files.map(({ path }) => [basename(path), readText(root, path)]));
}

class UnitTestReader {
  readonly #session: ParseSession;
  readonly #lookup: Lookup;
  readonly #fixtures = new Map<string, Map<string, string>>();

  constructor(session: ParseSession, lookup: Lookup) {
    this.#session = session;
    this.#lookup = lookup;
  }

  async read({ name, entry, file }: PropertiesEntry): Promise<UnitTestNode[]> {
    const { packageName } = file;
    const [model = "", version] = stringOr(entry["model"], "").split(/\s+/);
    const folderless = file.path.split("/").slice(1).join("/");
    const fqn = [...fqnOf(packageName, folderless, model), name];
    const project = await projectConfig(this.#session, "unit_tests", packageName, fqn);
    const own = configOf(entry, []);
    const config = [project.own, own, project.over ?? {}].reduce(mergeConfig, UNIT_TEST_CONFIG);
    const overrides = dictOf(entry["overrides"]);
    const given = Array.isArray(entry["given"]) ? (entry["given"] as unknown[]) : [];
    const inputs: UnitInput[] = [];
    for (const item of given) inputs.push(this.#input(dictOf(item), packageName));
    const node: UnitTestNode = {
      uniqueId: `unit_test.${packageName}.${stringOr(entry["model"], "")}.${name}`,
      resourceType: "unit_test",
      name,
      packageName,
      packageRoot: packageNamed(this.#session, packageName).root,
      fqn,
      path: file.relativePath,
      originalFilePath: file.path,
      description: stringOr(entry["description"], ""),
      docBlocks: [],
      config,
      unrenderedConfig: { ...project.raw, ...own },
      model,
      version: version ?? null,
      given: inputs,
      expect: this.#rows(dictOf(entry["expect"]), packageName, "expect"),
      overrides: {
        macros: dictOf(overrides["macros"]),
        vars: dictOf(overrides["vars"]),
        envVars: dictOf(overrides["env_vars"]),
      },
      dependsOn: [],
      checksum: sha256(jsonText(entry, true)),
    };
    return this.#attached(node, dictOf(entry["versions"]));
  }

  #input(given: Dict, packageName: string): UnitInput {
    const input = stringOr(given["input"], "");
    const call = parseReference(input);
    if (call === null) throw new Error(`input: ${input} is neither ref(...), source(...) nor this`);
    const bare = given["rows"] === undefined || given["rows"] === null;
    if (bare && given["fixture"] === undefined && stringOr(given["format"], "dict") === "dict") {
      return {
        input,
        format: "dict",
        rows: this.#seedRows(input, packageName),
        fixture: null,
      };
    }
    return { input, ...this.#rows(given, packageName, input) };
  }

  #rows(stated: Dict, packageName: string, what: string): UnitRows {
    const format = FORMATS.find((known) => known === (stated["format"] ?? "dict"));
    if (format === undefined) {
      throw new Error(
        `${what} is of format ${String(stated["format"])}; use ${FORMATS.join(", ")}`,
      );
    }
    const { rows, fixture } = stated;
    if (typeof fixture === "string" && format !== "dict") {
      return { format, rows: this.#fixture(fixture, format, packageName), fixture };
    }
    if (format === "dict") {
      if (!Array.isArray(rows) || !rows.every(isDict)) {
        throw new Error(`${what} has rows that are no list of mappings, as format dict needs`);
      }
      return { format, rows, fixture: null };
    }
    if (typeof rows !== "string") {
      throw new Error(`${what} has rows that are no text, as format ${format} needs`);
    }
    return { format, rows, fixture: null };
  }

  #fixture(name: string, format: string, packageName: string): string {
    const known = this.#fixtures.get(packageName) ?? fixturesOf(this.#session, packageName);
    this.#fixtures.set(packageName, known);
    const text = known.get(extname(name) === "" ? `${name}.${format}` : name);
    if (text === undefined)
      throw new Error(`fixture ${name} is not in the fixtures folder of the tests`);
    return text;
  }

  /** Without rows of its own, a seed's are the file's. */
  #seedRows(input: string, packageName: string): readonly Dict[] {
    const call = parseReference(input);
    const found = call?.kind === "ref" ? this.#lookup.ref(call.ref, packageName) : undefined;
    if (found?.resourceType !== "seed") {
      throw new Error(`${input} has no rows; only those of a seed may be left out`);
    }
    const text = readText(found.packageRoot, found.originalFilePath);
    const delimiter = stringOr(found.config["delimiter"], ",");
    const [header = [], ...rows] = parseCsv(text, delimiter);
    return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ""])));
  }

  /** The test as it is run: once, or once for each version of its model. */
  #attached(test: UnitTestNode, versions: Dict): UnitTestNode[] {
    const { model, packageName, version } = test;
    const found = this.#lookup.ref({ name: model, package: null, version }, packageName);
    if (found?.resourceType !== "model") {
      const off = this.#session.disabled.some(
        (node) => node.resourceType === "model" && node.name === model,
      );
      if (!off) throw new Error(`model ${model} does not exist`);
      return [{ ...test, config: { ...test.config, enabled: false } }];
    }
    const given = Object.keys(versions).length > 0;
    if (found.version === null) {
      if (given) throw new Error(`it names versions, but ${model} has none`);
      return [this.#on(test, found)];
    }
    const all = version === null ? this.#lookup.versions(found) : [found];
    const listed = (key: string): string[] | null => {
      const value = versions[key];
      return Array.isArray(value) ? value.map(String) : null;
    };
    const [included, excluded] = [listed("include"), listed("exclude")];
    const wanted = all.filter(({ version: v }) => {
      if (excluded !== null) return !excluded.includes(String(v));
      return included === null || included.includes(String(v));
    });
    if (wanted.length === 0) throw new Error(`it names versions of ${model} that do not exist`);
    return wanted.map((node) =>
      this.#on(
        { ...test, uniqueId: `${test.uniqueId}_v${node.version}`, version: node.version },
        node,
      ),
    );
  }

  #on(test: UnitTestNode, model: ProjectNode): UnitTestNode {
    const incremental = test.overrides.macros["is_incremental"];
    if (model.macros.has(INCREMENTAL)) {
      if (typeof incremental !== "boolean") {
        throw new Error(
          `${model.name} calls is_incremental(); give it a value: overrides: {macros: {is_incremental: true}}`,
        );
      }
      if (incremental && !test.given.some(({ input }) => input.trim() === "this")) {
        throw new Error(`${model.name} is tested as incremental, so it needs an input 'this'`);
      }
    }
    return { ...test, dependsOn: [model.uniqueId] };
  }
}

/** Parses the unit tests of every package, once their models are known. */
export async function parseUnitTests(session: ParseSession, lookup: Lookup): Promise<void> {
  const reader = new UnitTestReader(session, lookup);
  for (const { properties } of session.contents) {
    for (const stated of properties.unitTests) {
      try {
        for (const node of await reader.read(stated)) keepNode(session, session.unitTests, node);
      } catch (error) {
        session.faults.push(templateFault(`unit test ${stated.name}`, stated.file.path, error));
      }
    }
  }
}
