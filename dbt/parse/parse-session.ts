import type { Dialect } from "../adapters/adapter.js";
import { type ContextHost, baseContext, nodeVars } from "../context/base-context.js";
import { renderYamlValue } from "../context/native.js";
import { type Fault, templateFault, throwFaults } from "../faults.js";
import type { GraphNode, ProjectNode } from "../manifest.js";
import { type Dict, dictOf } from "../plain.js";
import { configLayers, mergeConfig } from "../project/config-merge.js";
import { type ConfigSection, PROJECT_FILE } from "../project/project-file.js";
import type { Properties, RenderYaml } from "../project/properties.js";

/** What parsing gathers as it goes from file to file. */
export interface ParseSession {
  host: ContextHost;
  dialect: Dialect;
  properties: Properties;
  nodes: ProjectNode[];
  disabled: GraphNode[];
  faults: Fault[];
}

/** Renders values of properties files: they see all variables. */
export function propertiesRenderer(host: ContextHost): RenderYaml {
  const context = baseContext(
    host,
    nodeVars(host.project, host.vars),
    "the project or the invocation",
  );
  return async (value, file) => {
    try {
      return await renderYamlValue(host.environment, value, context, { file });
    } catch (error) {
      throwFaults("DBT_COMPILE_FAILED", [templateFault("properties", file, error)]);
      throw error;
    }
  };
}

/**
 * The configuration dbt_project.yml gives a node. Its templates see the invocation's variables only: dbt reads this
 * file before it knows the project's own.
 */
export async function projectConfig(
  host: ContextHost,
  section: ConfigSection,
  fqn: readonly string[],
): Promise<Dict> {
  const context = baseContext(
    host,
    host.vars,
    `the invocation (${PROJECT_FILE} sees no other variables)`,
  );
  let config: Dict = {};
  for (const layer of configLayers(host.project.sections[section], fqn)) {
    try {
      const rendered = await renderYamlValue(host.environment, layer, context, {
        file: PROJECT_FILE,
      });
      config = mergeConfig(config, dictOf(rendered));
    } catch (error) {
      const path = [section, ...fqn.slice(0, -1)].join(".");
      throwFaults("DBT_COMPILE_FAILED", [templateFault(path, PROJECT_FILE, error)]);
    }
  }
  return config;
}

/** Files a parsed node under the enabled or the disabled ones. */
export function keepNode(session: ParseSession, node: ProjectNode): void {
  if (node.config["enabled"] === false) session.disabled.push(node);
  else session.nodes.push(node);
}
