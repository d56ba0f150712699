import {
  type DocBlock,
  type ExposureNode,
  type GroupNode,
  type MacroNode,
  nodeTags,
  type Owner,
  type UnitRows,
  type UnitTestNode,
} from "../manifest.js";
import { type Dict, dictOf } from "../plain.js";

function ownerDict({ name, email }: Owner): Dict {
  return { name, email: email.length > 1 ? [...email] : (email[0] ?? null) };
}

export function exposureDict(exposure: ExposureNode): Dict {
  return {
    name: exposure.name,
    resource_type: "exposure",
    package_name: exposure.packageName,
    path: exposure.path,
    original_file_path: exposure.originalFilePath,
    unique_id: exposure.uniqueId,
    fqn: [...exposure.fqn],
    type: exposure.type,
    owner: ownerDict(exposure.owner),
    description: exposure.description,
    label: exposure.label,
    maturity: exposure.maturity,
    meta: dictOf(exposure.config["meta"]),
    tags: [...nodeTags(exposure)],
    config: exposure.config,
    unrendered_config: exposure.unrenderedConfig,
    url: exposure.url,
    depends_on: { macros: [], nodes: [...exposure.dependsOn] },
    refs: exposure.refs.map((ref) => ({ ...ref })),
    sources: exposure.sources.map((source) => [...source]),
    metrics: [],
  };
}

function rowsDict(rows: UnitRows): Dict {
  return { rows: rows.rows, format: rows.format, fixture: rows.fixture };
}

function overridesDict({ macros, vars, envVars }: UnitTestNode["overrides"]): Dict | null {
  const given = [macros, vars, envVars].some((part) => Object.keys(part).length > 0);
  return given ? { macros, vars, env_vars: envVars } : null;
}

export function unitTestDict(test: UnitTestNode): Dict {
  return {
    model: test.model,
    given: test.given.map((given) => ({ input: given.input, ...rowsDict(given) })),
    expect: rowsDict(test.expect),
    name: test.name,
    resource_type: "unit_test",
    package_name: test.packageName,
    path: test.path,
    original_file_path: test.originalFilePath,
    unique_id: test.uniqueId,
    fqn: [...test.fqn],
    description: test.description,
    overrides: overridesDict(test.overrides),
    depends_on: { macros: [], nodes: [...test.dependsOn] },
    config: { static_analysis: null, ...test.config },
    checksum: test.checksum,
    schema: null,
    versions: null,
    version: test.version,
  };
}

export function groupDict(group: GroupNode): Dict {
  return {
    name: group.name,
    resource_type: "group",
    package_name: group.packageName,
    path: group.path,
    original_file_path: group.originalFilePath,
    unique_id: group.uniqueId,
    owner: ownerDict(group.owner),
    description: group.description === "" ? null : group.description,
    config: { meta: group.meta },
  };
}

export function docDict(doc: DocBlock): Dict {
  return {
    name: doc.name,
    resource_type: "doc",
    package_name: doc.packageName,
    path: doc.path,
    original_file_path: doc.originalFilePath,
    unique_id: doc.uniqueId,
    block_contents: doc.blockContents,
  };
}

export function macroDict(macro: MacroNode): Dict {
  const docs = { show: true, node_color: null };
  return {
    name: macro.name,
    resource_type: "macro",
    package_name: macro.packageName,
    path: macro.originalFilePath,
    original_file_path: macro.originalFilePath,
    unique_id: macro.uniqueId,
    macro_sql: macro.sql,
    depends_on: { macros: [...macro.dependsOn] },
    description: macro.description,
    meta: macro.meta,
    docs,
    config: { meta: macro.meta, docs },
    patch_path: macro.patchPath === null ? null : `${macro.packageName}://${macro.patchPath}`,
    arguments: macro.arguments.map((argument) => ({ ...argument })),
    supported_languages: macro.supportedLanguages === null ? null : [...macro.supportedLanguages],
  };
}
