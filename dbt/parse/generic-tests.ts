import { renderNative, renderYamlValue } from "../context/native.js";
import type { Context, ContextHost } from "../context/base-context.js";
import { templateFault } from "../faults.js";
import { fromPlain } from "../jinja/plain.js";
import type { JinjaValue } from "../jinja/value.js";
import type { ProjectNode, TestMetadata } from "../manifest.js";
import { type Dict, dictOf, isDict, stringList } from "../plain.js";
import type { DeclaredTest, PropertiesFile } from "../project/node-properties.js";
import type { SourceProperties } from "../project/source-properties.js";
import { PLAIN_DRAFT, parseDraft } from "./node-draft.js";
import { fqnOf } from "./node-files.js";
import {
  type ParseSession,
  keepNode,
  packageNamed,
  projectConfig,
  propertiesContext,
} from "./parse-session.js";
import type { PropertiesIndex } from "./properties-index.js";
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
  origin: { file: string; packageName: string },
): Promise<JinjaValue> {
  if (typeof value === "string") {
    const text = LOOKS_LIKE_CALL.test(value) ? `{{ ${value} }}` : value;
    return renderNative(host.environment, text, context, origin);
  }
  if (Array.isArray(value)) {
    return Promise.all(value.map((item) => renderArgument(host, item, context, origin)));
  }
  if (isDict(value)) {
    const dict = new Map<JinjaValue, JinjaValue>();
    for (const [key, item] of Object.entries(value)) {
      dict.set(key, await renderArgument(host, item, context, origin));
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
  packageName = host.project.name,
): Promise<string> {
  const kwargs: Record<string, JinjaValue> = {};
  const origin = { file, packageName };
  for (const [key, value] of Object.entries(metadata.kwargs)) {
    kwargs[key] =
      key === "column_name" ? fromPlain(value) : await renderArgument(host, value, context, origin);
  }
  const macro = `test_${metadata.name}`;
  const qualified = metadata.namespace === null ? macro : `${metadata.namespace}.${macro}`;
  const sql = await host.environment.callMacro(qualified, [], kwargs, context, packageName);
  return typeof sql === "string" ? sql.trim() : "";
}

function configText(config: Dict): string {
  const parts = Object.entries(config).map(([key, value]) => {
    const text =
      typeof value === "string" ? `"${value.replaceAll('"', '\\"')}"` : JSON.stringify(value);
    return `${key}=${text}`;
  });
  return parts.length === 0 ? "" : `{{ config(${parts.join(",")}) }}`;
}

function rawCodeOf(definition: TestDefinition, config: Dict): string {
  const { name, namespace } = definition.metadata;
  const macro = namespace === null ? `test_${name}` : `${namespace}.test_${name}`;
  return `{{ ${macro}(**_dbt_generic_test_kwargs) }}${configText(config)}`;
}

async function configOf(
  host: ContextHost,
  definition: TestDefinition,
  { path, packageName }: PropertiesFile,
): Promise<Dict> {
  const context = propertiesContext(host, packageName);
  const origin = { file: path, packageName };
  const rendered = await renderYamlValue(host.environment, definition.config, context, origin);
  const tags = [...new Set(stringList(definition.config["tags"]))].sort();
  return { ...dictOf(rendered), ...(tags.length === 0 ? {} : { tags }) };
}

async function parseTest(
  session: ParseSession,
  on: TestedThing,
  declared: DeclaredTest,
  attached: ProjectNode | null,
): Promise<void> {
  const { host } = session;
  const { file } = on;
  const { packageName } = file;
  try {
    const definition = readTestDefinition(declared.definition, on, declared.columnName);
    const folderless = file.path.split("/").slice(1).join("/");
    const fqn = fqnOf(packageName, folderless, definition.name);
    const project = await projectConfig(session, "data_tests", packageName, fqn);
    const own = await configOf(host, definition, file);
    const short = definition.shortName === definition.name ? {} : { alias: definition.shortName };
    const over = { ...short, ...own };
    const draft = {
      ...PLAIN_DRAFT,
      uniqueId: genericTestId(packageName, definition),
      resourceType: "test" as const,
      name: definition.name,
      packageName,
      packageRoot: packageNamed(session, packageName).root,
      fqn,
      path: `${definition.shortName}.sql`,
      originalFilePath: file.path,
      description: definition.description,
      rawCode: rawCodeOf(definition, over),
      testMetadata: definition.metadata,
      columnName: declared.columnName,
      attachedNode: attached?.uniqueId ?? null,
      inheritedTags: declared.tags,
    };
    const layers = { project, properties: {}, over };
    const node = await parseDraft(session, draft, layers, (context) =>
      renderGenericTest(host, definition.metadata, context, file.path, packageName),
    );
    node.group = attached?.group ?? null;
    keepNode(session, session.nodes, node);
  } catch (error) {
    const known = host.environment.macroNames();
    session.faults.push(templateFault(`A test on ${on.name}`, file.path, error, known));
  }
}

/** Parses the tests declared in properties files, on nodes that are enabled and on `tables`. */
export async function parseGenericTests(
  session: ParseSession,
  index: PropertiesIndex,
  tables: readonly SourceProperties[],
): Promise<void> {
  const enabled = new Set(session.nodes);
  for (const [properties, node] of index.described()) {
    if (!enabled.has(node)) continue;
    const { name, file, tests, version } = properties;
    const reference =
      version === null ? `ref('${name}')` : `ref('${name}', version='${version.v}')`;
    const on: TestedThing = {
      name: version === null ? name : `${name}_v${version.v}`,
      kind: "node",
      reference,
      file,
    };
    for (const test of tests) await parseTest(session, on, test, node);
  }
  for (const { sourceName, name, file, tests } of tables) {
    const reference = `source('${sourceName}', '${name}')`;
    const on: TestedThing = { name: `${sourceName}_${name}`, kind: "source", reference, file };
    for (const test of tests) await parseTest(session, on, test, null);
  }
}
