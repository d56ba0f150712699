import { renderNative, renderYamlValue } from "../context/native.js";
import { type Context, type ContextHost, baseContext, nodeVars } from "../context/base-context.js";
import { templateFault } from "../faults.js";
import { fromPlain } from "../jinja/plain.js";
import type { JinjaValue } from "../jinja/value.js";
import type { ProjectNode, SourceNode, TestMetadata } from "../manifest.js";
import { type Dict, dictOf, isDict, stringList } from "../plain.js";
import { mergeConfig } from "../project/config-merge.js";
import type { DeclaredTest } from "../project/properties.js";
import { parseDraft } from "./node-draft.js";
import { TEST_CONFIG, fqnOf } from "./node-files.js";
import { type ParseSession, keepNode, projectConfig } from "./parse-session.js";
import {
  type TestDefinition,
  type TestedThing,
  genericTestId,
  readTestDefinition,
} from "./test-definition.js";

const LOOKS_LIKE_CALL = /^\s*(env_var|ref|var|source|doc)\s*\([\s\S]+\)\s*$/;

async function renderArgument(
  host: ContextHost,
  value: unknown,
  context: Context,
  file: string,
): Promise<JinjaValue> {
  if (typeof value === "string") {
    const text = LOOKS_LIKE_CALL.test(value) ? `{{ ${value} }}` : value;
    return renderNative(host.environment, text, context, { file });
  }
  if (Array.isArray(value)) {
    return Promise.all(value.map((item) => renderArgument(host, item, context, file)));
  }
  if (isDict(value)) {
    const dict = new Map<JinjaValue, JinjaValue>();
    for (const [key, item] of Object.entries(value)) {
      dict.set(key, await renderArgument(host, item, context, file));
    }
    return dict;
  }
  return fromPlain(value);
}

/** The SQL of a generic test: its macro called with its arguments, rendered where the test stands. */
export async function renderGenericTest(
  host: ContextHost,
  metadata: TestMetadata,
  context: Context,
  file: string,
): Promise<string> {
  const kwargs: Record<string, JinjaValue> = {};
  for (const [key, value] of Object.entries(metadata.kwargs)) {
    kwargs[key] =
      key === "column_name" ? fromPlain(value) : await renderArgument(host, value, context, file);
  }
  const macro = `test_${metadata.name}`;
  const qualified = metadata.namespace === null ? macro : `${metadata.namespace}.${macro}`;
  const sql = await host.environment.callMacro(qualified, [], kwargs, context);
  return typeof sql === "string" ? sql.trim() : "";
}

function rawCodeOf(definition: TestDefinition): string {
  const { name, namespace } = definition.metadata;
  const macro = namespace === null ? `test_${name}` : `${namespace}.test_${name}`;
  return `{{ ${macro}(**_dbt_generic_test_kwargs) }}`;
}

async function configOf(
  host: ContextHost,
  definition: TestDefinition,
  declared: DeclaredTest,
  file: string,
): Promise<Dict> {
  const vars = nodeVars(host.project, host.vars);
  const context = baseContext(host, vars, "the project or the invocation");
  const rendered = await renderYamlValue(host.environment, definition.config, context, { file });
  const tags = [...new Set([...declared.tags, ...stringList(definition.config["tags"])])].sort();
  return { ...dictOf(rendered), ...(tags.length === 0 ? {} : { tags }) };
}

async function parseTest(
  session: ParseSession,
  on: TestedThing,
  declared: DeclaredTest,
  attachedNode: string | null,
): Promise<void> {
  const { host } = session;
  const definition = readTestDefinition(declared.definition, on, declared.columnName);
  const folderless = on.file.split("/").slice(1).join("/");
  const fqn = fqnOf(host.project.name, folderless, definition.name);
  const under = mergeConfig(TEST_CONFIG, await projectConfig(host, "data_tests", fqn));
  const draft = {
    uniqueId: genericTestId(host.project.name, definition),
    resourceType: "test" as const,
    name: definition.name,
    fqn,
    path: `${definition.shortName}.sql`,
    originalFilePath: on.file,
    patchPath: null,
    description: definition.description,
    columns: new Map(),
    rawCode: rawCodeOf(definition),
    checksum: null,
    testMetadata: definition.metadata,
    columnName: declared.columnName,
    attachedNode,
  };
  try {
    const over = await configOf(host, definition, declared, on.file);
    const short = definition.shortName === definition.name ? {} : { alias: definition.shortName };
    const layers = { under, over: { ...short, ...over } };
    const node = await parseDraft(host, session.dialect, draft, layers, (context) =>
      renderGenericTest(host, definition.metadata, context, on.file),
    );
    keepNode(session, node);
  } catch (error) {
    session.faults.push(templateFault(definition.name, on.file, error));
  }
}

/** Parses the tests declared in properties files, on `nodes` and on `sources`. */
export async function parseGenericTests(
  session: ParseSession,
  nodes: readonly ProjectNode[],
  sources: readonly SourceNode[],
): Promise<void> {
  const { properties, host } = session;
  const ids = new Map(nodes.map((node) => [`${node.resourceType}.${node.name}`, node.uniqueId]));
  for (const kind of ["model", "seed"] as const) {
    const described = kind === "model" ? properties.models : properties.seeds;
    for (const { name, file, tests } of described.values()) {
      const attached = ids.get(`${kind}.${name}`);
      if (attached === undefined) {
        if (!session.disabled.some((node) => node.resourceType === kind && node.name === name)) {
          host.note("warn", `${file} describes ${kind} ${name}, which does not exist.`);
        }
        continue;
      }
      const on: TestedThing = { name, kind: "node", reference: `ref('${name}')`, file };
      for (const test of tests) await parseTest(session, on, test, attached);
    }
  }
  const enabled = new Set(sources.map((source) => `${source.sourceName}.${source.name}`));
  for (const { sourceName, name, file, tests } of properties.sources) {
    if (!enabled.has(`${sourceName}.${name}`)) continue;
    const reference = `source('${sourceName}', '${name}')`;
    const on: TestedThing = { name: `${sourceName}_${name}`, kind: "source", reference, file };
    for (const test of tests) await parseTest(session, on, test, null);
  }
}
