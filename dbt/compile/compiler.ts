import type { AdapterSession, Dialect } from "../adapters/adapter.js";
import { nodeDict, sourceDict } from "../artifacts/node-dict.js";
import type { Context, ContextHost } from "../context/base-context.js";
import { nodeContext } from "../context/node-context.js";
import type { NodeScope } from "../context/node-scope.js";
import { cteRelation, Relation } from "../context/relation.js";
import type { JinjaValue } from "../jinja/value.js";
import { isEphemeral, type ProjectNode, type RefCall } from "../manifest.js";
import { renderGenericTest } from "../parse/generic-tests.js";
import { relationOf } from "../parse/node-draft.js";
import type { ParsedProject } from "../parse/parse-project.js";
import type { Dict } from "../plain.js";
import { type EphemeralCte, injectCtes } from "./inject-ctes.js";

const CTE_PREFIX = "__dbt__cte__";

/** A node's SQL, with the CTEs of the ephemeral models it reads. */
interface CompiledNode {
  sql: string;
  /** Without the CTEs. */
  ownSql: string;
  ctes: readonly EphemeralCte[];
}

/** Renders nodes with `execute` true: references become relations or CTEs. */
export class Compiler {
  readonly #host: ContextHost;
  readonly #dialect: Dialect;
  readonly #parsed: ParsedProject;

  constructor(host: ContextHost, dialect: Dialect, parsed: ParsedProject) {
    this.#host = host;
    this.#dialect = dialect;
    this.#parsed = parsed;
  }

  /** Templates may query through `session`. Throws what the template throws. */
  async compile(node: ProjectNode, session: AdapterSession): Promise<CompiledNode> {
    const ephemerals: ProjectNode[] = [];
    const context = this.#context(node, session, ephemerals);
    const ownSql = await this.#render(node, context);
    const ctes: EphemeralCte[] = [];
    const add = (cte: EphemeralCte): void => {
      if (!ctes.some((known) => known.id === cte.id)) ctes.push(cte);
    };
    for (const ephemeral of ephemerals) {
      const compiled = await this.compile(ephemeral, session);
      compiled.ctes.forEach(add);
      add({
        id: ephemeral.uniqueId,
        name: CTE_PREFIX + ephemeral.alias,
        sql: compiled.ownSql,
      });
    }
    return { sql: injectCtes(ownSql, ctes), ownSql, ctes };
  }

  /** Renders a hook of `node`. */
  async renderHook(node: ProjectNode, hook: string, session: AdapterSession): Promise<string> {
    const context = this.#context(node, session, []);
    const sql = await this.#host.environment.render(hook, context, { file: node.originalFilePath });
    return sql.trim();
  }

  /** Renders an `on-run-start` or `on-run-end` hook. */
  async renderProjectHook(name: string, hook: string, session: AdapterSession): Promise<string> {
    const { target, project } = this.#host;
    const context = nodeContext(this.#host, {
      ...this.#scope(session, []),
      file: "dbt_project.yml",
      model: { name, resource_type: "operation", package_name: project.name },
      relation: new Relation({ ...target, identifier: name, kind: null }),
      config: { declare: () => undefined, read: () => undefined },
    });
    const sql = await this.#host.environment.render(hook, context, { file: "dbt_project.yml" });
    return sql.trim();
  }

  async #render(node: ProjectNode, context: Context): Promise<string> {
    const { environment } = this.#host;
    const file = node.originalFilePath;
    if (node.testMetadata !== null) {
      return renderGenericTest(this.#host, node.testMetadata, context, file);
    }
    return (await environment.render(node.rawCode, context, { file })).trimEnd();
  }

  #context(node: ProjectNode, session: AdapterSession, ephemerals: ProjectNode[]): Context {
    const scope = this.#scope(session, ephemerals, node);
    return nodeContext(this.#host, {
      ...scope,
      file: node.originalFilePath,
      model: nodeDict(node),
      relation: relationOf(node),
      config: { declare: () => undefined, read: (key) => node.config[key] },
    });
  }

  #scope(
    session: AdapterSession,
    ephemerals: ProjectNode[],
    node?: ProjectNode,
  ): Pick<NodeScope, "execute" | "ref" | "source" | "session" | "dialect" | "graph"> {
    return {
      execute: true,
      ref: (call) => this.#ref(call, node, ephemerals),
      source: (source, table) => this.#source(source, table),
      session,
      dialect: this.#dialect,
      graph: () => this.#graph(),
    };
  }

  #ref(call: RefCall, from: ProjectNode | undefined, ephemerals: ProjectNode[]): JinjaValue {
    const found = this.#parsed.lookup.ref(call);
    if (found === undefined) throw new Error(`ref('${call.name}') does not exist`);
    if (from !== undefined && !from.dependsOn.includes(found.uniqueId)) {
      throw new Error(
        `ref('${call.name}') was not seen while parsing, because it depends on a query; ` +
          `add the line: -- depends_on: {{ ref('${call.name}') }}`,
      );
    }
    if (!isEphemeral(found)) return relationOf(found);
    if (!ephemerals.includes(found)) ephemerals.push(found);
    const { database, schema, alias } = found;
    return cteRelation({ database, schema, identifier: alias }, CTE_PREFIX + alias);
  }

  #source(sourceName: string, table: string): JinjaValue {
    const found = this.#parsed.lookup.source(sourceName, table);
    if (found === undefined) throw new Error(`source('${sourceName}', '${table}') does not exist`);
    const { database, schema, identifier } = found;
    return new Relation({ database, schema, identifier, kind: "table" });
  }

  #graph(): Dict {
    const { nodes, sources } = this.#parsed.manifest;
    return {
      nodes: Object.fromEntries([...nodes].map(([id, node]) => [id, nodeDict(node)])),
      sources: Object.fromEntries([...sources].map(([id, source]) => [id, sourceDict(source)])),
    };
  }
}
