import type {
  AdapterSession,
  ColumnType,
  Dialect,
  QueryResult,
  RelationKind,
  RelationName,
} from "../adapters/adapter.js";
import type { MacroPlace } from "../compile/own-macro.js";
import type { ProjectNode } from "../manifest.js";
import { isDict } from "../plain.js";
import { inRepeatedTransaction, persistDocs, relationNameOf } from "./materialize.js";
import type { RunContext } from "./run-context.js";

type HookKind = "pre_hook" | "post_hook";

interface Hook {
  sql: string;
  /** Whether it runs in the node's transaction. */
  transaction: boolean;
}

/** The statement that failed, with what the engine said. */
export class StatementError extends Error {
  readonly statement: string;

  constructor(statement: string, cause: unknown) {
    super("statement failed", { cause });
    this.statement = statement;
  }
}

/** `before_begin()` and `after_commit()` write a hook as JSON. */
function readHook(hook: unknown): Hook | null {
  if (isDict(hook)) {
    const { sql, transaction } = hook;
    return typeof sql === "string" ? { sql, transaction: transaction !== false } : null;
  }
  if (typeof hook !== "string") return null;
  try {
    const parsed: unknown = JSON.parse(hook);
    if (isDict(parsed)) return readHook(parsed);
  } catch {
    // Plain SQL.
  }
  return { sql: hook, transaction: true };
}

/** The hooks a node is configured with. */
export function hooksOf(node: ProjectNode, kind: HookKind): Hook[] {
  const configured = node.config[kind];
  const list: unknown[] = Array.isArray(configured) ? configured : [configured];
  return list.flatMap((hook) => readHook(hook) ?? []).filter(({ sql }) => sql.trim() !== "");
}

/** One node's relation in the making: its statements run on one connection, and are kept in `done`. */
export class Build {
  readonly context: RunContext;
  readonly session: AdapterSession;
  readonly node: ProjectNode;
  readonly target: RelationName;
  readonly done: string[] = [];

  constructor(context: RunContext, session: AdapterSession, node: ProjectNode) {
    this.context = context;
    this.session = session;
    this.node = node;
    this.target = relationNameOf(node);
  }

  get dialect(): Dialect {
    return this.context.adapter.dialect;
  }

  /** Where the project's own versions of dbt's macros are called. */
  get macros(): MacroPlace {
    return { compiler: this.context.compiler, node: this.node, session: this.session };
  }

  async run(sql: string): Promise<void> {
    this.done.push(sql);
    try {
      await this.session.run(sql);
    } catch (error) {
      throw new StatementError(sql, error);
    }
  }

  async runAll(statements: readonly string[]): Promise<void> {
    for (const sql of statements) await this.run(sql);
  }

  async query(sql: string): Promise<QueryResult> {
    try {
      return await this.session.query(sql);
    } catch (error) {
      throw new StatementError(sql, error);
    }
  }

  /** What one of the dialect's descriptions of columns gives. */
  async columnsOf(description: string): Promise<ColumnType[]> {
    const { rows } = await this.query(description);
    return rows.map(([name = "", type = ""]) => ({ name: String(name), type: String(type) }));
  }

  async runHooks(kind: HookKind, transaction: boolean): Promise<void> {
    for (const hook of hooksOf(this.node, kind)) {
      if (hook.transaction !== transaction) continue;
      const sql = await this.context.compiler.renderHook(this.node, hook.sql, this.session);
      if (sql !== "") await this.run(sql);
    }
  }

  /**
   * Does `work` with the node's hooks around it, in one transaction but for hooks that are to stay outside. `work` tells
   * of what kind the relation is now. Returns its rows where it is a table.
   */
  async all(
    work: (existing: RelationKind | null) => Promise<RelationKind>,
    hooks: { pre: boolean; post: boolean } = { pre: true, post: true },
  ): Promise<number | null> {
    if (hooks.pre) await this.runHooks("pre_hook", false);
    const before = this.done.length;
    const rows = await inRepeatedTransaction(this.session, this.dialect, async () => {
      this.done.length = before;
      if (hooks.pre) await this.runHooks("pre_hook", true);
      const existing = await this.session.kindOf(this.target);
      const kind = await work(existing);
      // Counted here: a hook may remove the relation.
      const counted =
        kind === "view" ? null : await this.query(this.dialect.countRows(this.target));
      if (hooks.post) await this.runHooks("post_hook", true);
      this.done.push(...(await persistDocs(this.session, this.dialect, this.node, kind)));
      return counted === null ? null : Number(counted.rows[0]?.[0] ?? 0);
    });
    if (hooks.post) await this.runHooks("post_hook", false);
    return rows;
  }
}
