import type { AdapterSession, Dialect } from "../adapters/adapter.js";
import { nodeDict, sourceDict } from "../artifacts/node-dict.js";
import type { Context, ContextHost } from "../context/base-context.js";
import { nodeContext } from "../context/node-context.js";
import type { NodeScope } from "../context/node-scope.js";
import { cteRelation, Relation, sourceRelation } from "../context/relation.js";
import type { JinjaEnvironment } from "../jinja/environment.js";
import type { JinjaValue } from "../jinja/value.js";
import { isEphemeral, type Manifest, type ProjectNode, type RefCall } from "../manifest.js";
import { renderGenericTest } from "../parse/generic-tests.js";
import { relationOf } from "../parse/node-draft.js";
import type { ParsedProject } from "../parse/parse-project.js";
import type { Dict } from "../plain.js";
import type { CompileOptions } from "./compile-options.js";
import { type EphemeralCte, injectCtes } from "./inject-ctes.js";
import { limitedRelation } from "./limited-relation.js";
import { macroOverrides, textValues } from "./overrides.js";

export const CTE_PREFIX = "__dbt__cte__";

/** A node's SQL, with the CTEs of the ephemeral models it reads. */
interface CompiledNode {
  sql: string;
  /** Without the CTEs. */
  ownSql: string;
  ctes: readonly EphemeralCte[];
}

/** What one compilation gathers: the CTEs its templates asked for. */
interface Asked {
  ephemerals: ProjectNode[];
  fixtures: EphemeralCte[];
}

/** Renders nodes with `execute` true: references become relations or CTEs. */
export class Compiler {
  readonly #host: ContextHost;
  readonly #dialect: Dialect;
  readonly #parsed: ParsedProject;
  readonly defaults: CompileOptions;
  /** What was put in front of each node compiled so far, by id. */
  readonly ctes = new Map<string, readonly EphemeralCte[]>();

  /** `defaults` go for every compilation that is not told otherwise. */
  constructor(
    host: ContextHost,
    dialect: Dialect,
    parsed: ParsedProject,
    defaults: CompileOptions = {},
  ) {
    this.#host = host;
    this.#dialect = dialect;
    this.#parsed = parsed;
    this.defaults = defaults;
  }

  get environment(): JinjaEnvironment {
    return this.#host.environment;
  }

  get host(): ContextHost {
    return this.#host;
  }

  get manifest(): Manifest {
    return this.#parsed.manifest;
  }

  get lookup(): ParsedProject["lookup"] {
    return this.#parsed.lookup;
  }

  /** Templates may query through `session`. Throws what the template throws. */
  async compile(
    node: ProjectNode,
    session: AdapterSession,
    options: CompileOptions = this.defaults,
  ): Promise<CompiledNode> {
    const asked: Asked = { ephemerals: [], fixtures: [] };
    const context = this.#context(node, session, asked, options);
    const ownSql = await this.#render(node, context);
    const ctes: EphemeralCte[] = [];
    const add = (cte: EphemeralCte): void => {
      if (!ctes.some((known) => known.id === cte.id)) ctes.push(cte);
    };
    asked.fixtures.forEach(add);
    for (const ephemeral of asked.ephemerals) {
      const compiled = await this.compile(ephemeral, session, options);
      compiled.ctes.forEach(add);
      add({ id: ephemeral.uniqueId, name: CTE_PREFIX + ephemeral.alias, sql: compiled.ownSql });
    }
    if (options === this.defaults) this.ctes.set(node.uniqueId, ctes);
    return { sql: injectCtes(ownSql, ctes), ownSql, ctes };
  }

  /** The context the node's own templates see. */
  context(node: ProjectNode, session: AdapterSession, options?: CompileOptions): Context {
    const asked: Asked = { ephemerals: [], fixtures: [] };
    return this.#context(node, session, asked, options ?? this.defaults);
  }

  /** Renders a hook of `node`. */
  async renderHook(node: ProjectNode, hook: string, session: AdapterSession): Promise<string> {
    const context = this.context(node, session);
    const origin = { file: node.originalFilePath, packageName: node.packageName };
    return (await this.environment.render(hook, context, origin)).trim();
  }

  /** The context of what belongs to no node: hooks of the project, operations. */
  projectContext(name: string, session: AdapterSession, packageName?: string): Context {
    const { target, project } = this.#host;
    const owner = packageName ?? project.name;
    return nodeContext(this.#host, {
      ...this.#scope(session, { ephemerals: [], fixtures: [] }, this.defaults),
      file: "dbt_project.yml",
      packageName: owner,
      model: { name, resource_type: "operation", package_name: owner },
      relation: new Relation({ ...target, identifier: name, kind: null }),
      config: { declare: () => undefined, read: () => undefined },
    });
  }

  async #render(node: ProjectNode, context: Context): Promise<string> {
    const file = node.originalFilePath;
    if (node.testMetadata !== null) {
      const { testMetadata, packageName } = node;
      return renderGenericTest(this.#host, testMetadata, context, file, packageName);
    }
    const origin = { file, packageName: node.packageName };
    return (await this.environment.render(node.rawCode, context, origin)).trimEnd();
  }

  #context(
    node: ProjectNode,
    session: AdapterSession,
    asked: Asked,
    options: CompileOptions,
  ): Context {
    const { batch, overrides, inputs } = options;
    const host: ContextHost =
      overrides === undefined
        ? this.#host
        : {
            ...this.#host,
            vars: { ...this.#host.vars, ...overrides.vars },
            env: { ...this.#host.env, ...textValues(overrides.envVars) },
          };
    const own = inputs?.get(node.uniqueId);
    const { database, schema, alias: identifier } = node;
    // A unit test without rows for `this` must not read the table that is there.
    const self = inputs === undefined ? relationOf(node) : relationOf(node).printing("None");
    const relation =
      own === undefined ? self : cteRelation({ database, schema, identifier }, own.name);
    if (own !== undefined) asked.fixtures.push(own);
    const context = nodeContext(host, {
      ...this.#scope(session, asked, options, node),
      file: node.originalFilePath,
      packageName: node.packageName,
      model: batch === undefined ? nodeDict(node) : { ...nodeDict(node), batch: batchDict(batch) },
      relation,
      config: { declare: () => undefined, read: (key) => node.config[key] },
    });
    if (overrides !== undefined) {
      this.environment.override(context, macroOverrides(overrides.macros));
    }
    return context;
  }

  #scope(
    session: AdapterSession,
    asked: Asked,
    options: CompileOptions,
    node?: ProjectNode,
  ): Pick<NodeScope, "execute" | "ref" | "source" | "session" | "dialect" | "graph"> {
    return {
      execute: true,
      ref: (call) => this.#ref(call, node, asked, options),
      source: (source, table) => this.#source(source, table, node, asked, options),
      session,
      dialect: this.#dialect,
      graph: () => this.#graph(),
    };
  }

  #ref(
    call: RefCall,
    from: ProjectNode | undefined,
    asked: Asked,
    options: CompileOptions,
  ): JinjaValue {
    const found = this.#parsed.lookup.ref(call, from?.packageName);
    if (found === undefined) throw new Error(`ref('${call.name}') does not exist`);
    if (from !== undefined && !from.dependsOn.includes(found.uniqueId)) {
      throw new Error(
        `ref('${call.name}') was not seen while parsing, because it depends on a query; ` +
          `add the line: -- depends_on: {{ ref('${call.name}') }}`,
      );
    }
    const { database, schema, alias } = found;
    const name = { database, schema, identifier: alias };
    const fixture = this.#fixture(found.uniqueId, `ref('${call.name}')`, asked, options);
    if (fixture !== null) return cteRelation(name, fixture.name);
    if (!isEphemeral(found)) return limitedRelation(relationOf(found), found, options, from);
    if (!asked.ephemerals.includes(found)) asked.ephemerals.push(found);
    return cteRelation(name, CTE_PREFIX + alias);
  }

  #source(
    sourceName: string,
    table: string,
    from: ProjectNode | undefined,
    asked: Asked,
    options: CompileOptions,
  ): JinjaValue {
    const called = `source('${sourceName}', '${table}')`;
    const found = this.#parsed.lookup.source(sourceName, table, from?.packageName);
    if (found === undefined) throw new Error(`${called} does not exist`);
    const { database, schema, identifier } = found;
    const fixture = this.#fixture(found.uniqueId, called, asked, options);
    if (fixture !== null) return cteRelation({ database, schema, identifier }, fixture.name);
    return limitedRelation(sourceRelation(found), found, options, from);
  }

  #fixture(
    id: string,
    called: string,
    asked: Asked,
    { inputs }: CompileOptions,
  ): EphemeralCte | null {
    if (inputs === undefined) return null;
    const fixture = inputs.get(id);
    if (fixture === undefined) throw new Error(`the unit test gives no rows for ${called}`);
    asked.fixtures.push(fixture);
    return fixture;
  }

  #graph(): Dict {
    const { nodes, sources } = this.#parsed.manifest;
    return {
      nodes: Object.fromEntries([...nodes].map(([id, node]) => [id, nodeDict(node)])),
      sources: Object.fromEntries([...sources].map(([id, source]) => [id, sourceDict(source)])),
    };
  }
}

function batchDict({ id, start, end }: NonNullable<CompileOptions["batch"]>): Dict {
  return { id, event_time_start: start, event_time_end: end };
}
