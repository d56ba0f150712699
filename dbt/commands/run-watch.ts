import type { GraphWatch } from "../execute/run-graph.js";
import { endLine, type Position, startLine } from "../log/node-lines.js";
import { type GraphNode, isEphemeral } from "../manifest.js";
import type { DbtSession } from "./session.js";

/** Writes a line as each node begins and ends; numbers are given in the order they begin. */
export class RunWatch implements GraphWatch {
  readonly #session: DbtSession;
  readonly #total: number;
  readonly #positions = new Map<string, Position>();

  constructor(session: DbtSession, total: number) {
    this.#session = session;
    this.#total = total;
  }

  readonly began: GraphWatch["began"] = (id) => {
    const node = this.#shown(id);
    if (node !== undefined) this.#session.log(startLine(node, this.next(id)));
  };

  readonly ended: GraphWatch["ended"] = (result) => {
    const node = this.#shown(result.uniqueId);
    if (node === undefined) return;
    const at = this.#positions.get(result.uniqueId) ?? this.next(result.uniqueId);
    this.#session.log(endLine(node, result, at));
  };

  /** The place of a node that begins, or is passed over, now. */
  next(id: string): Position {
    const position = { index: this.#positions.size + 1, total: this.#total };
    this.#positions.set(id, position);
    return position;
  }

  #shown(id: string): GraphNode | undefined {
    const node = this.#session.members.get(id);
    return node === undefined || isEphemeral(node) ? undefined : node;
  }
}
