import {
  type ExposureNode,
  type GraphNode,
  materializationOf,
  type ProjectNode,
  type SourceNode,
  type UnitTestNode,
} from "../manifest.js";
import { type Dict, dictOf } from "../plain.js";
import { isPartialSuccess, type NodeResult } from "../result.js";
import { type LogLine, logLine } from "./log-line.js";

const WIDTH = 80;

/** Which of how many. */
export interface Position {
  index: number;
  total: number;
}

type RunnableNode = ProjectNode | UnitTestNode | ExposureNode | SourceNode;

/** `1 of 3 OK created … ..... [OK in 0.10s]`. */
function fancyLine(message: string, status: string, at: Position, seconds: number | null): string {
  const prefix = `${at.index} of ${at.total} ${message} `.padEnd(WIDTH, ".");
  return `${prefix} [${status}${seconds === null ? "" : ` in ${seconds.toFixed(2)}s`}]`;
}

function kindOf(node: ProjectNode): string {
  const strategy = node.config["incremental_strategy"];
  const materialized = materializationOf(node);
  return materialized === "incremental" && strategy === "microbatch" ? strategy : materialized;
}

/** What a line calls a node: `sql table model main.orders`. */
function describe(node: RunnableNode): string {
  switch (node.resourceType) {
    case "model":
      return `sql ${kindOf(node)} model ${node.schema}.${node.alias}`;
    case "seed":
      return `seed file ${node.schema}.${node.alias}`;
    case "snapshot":
      return `snapshot ${node.schema}.${node.alias}`;
    case "unit_test":
      return `unit_test ${node.model}::${node.name}`;
    case "source":
      return `freshness of ${node.sourceName}.${node.name}`;
    case "test":
    case "analysis":
    case "operation":
    case "exposure":
      return `${node.resourceType} ${node.name}`;
  }
}

function nodeInfo(node: GraphNode, status: string): Dict {
  const relation = "schema" in node ? node : null;
  const alias = "alias" in node ? node.alias : node.name;
  return {
    materialized: "rawCode" in node ? materializationOf(node) : "",
    meta: dictOf(node.config["meta"]),
    node_checksum: "checksum" in node ? (node.checksum ?? "") : "",
    node_finished_at: "",
    node_name: node.name,
    node_path: node.path,
    node_relation: {
      alias,
      database: relation?.database ?? "",
      relation_name: "",
      schema: relation?.schema ?? "",
    },
    node_started_at: "",
    node_status: status,
    resource_type: node.resourceType,
    unique_id: node.uniqueId,
  };
}

export function startLine(node: RunnableNode, at: Position): LogLine {
  const description = describe(node);
  return logLine("LogStartLine", "Q011", fancyLine(`START ${description}`, "RUN", at, null), {
    description,
    ...at,
    node_info: nodeInfo(node, "started"),
  });
}

interface Said {
  name: string;
  code: string;
  message: string;
  status: string;
}

const MADE: Partial<Record<GraphNode["resourceType"], readonly [string, string, string, string]>> =
  {
    model: ["LogModelResult", "Q012", "created", "creating"],
    seed: ["LogSeedResult", "Q016", "loaded", "loading"],
    snapshot: ["LogSnapshotResult", "Q015", "snapshotted", "snapshotting"],
  };

function skipSaid(node: RunnableNode): Said {
  const refable = node.resourceType in MADE;
  const what =
    refable && "alias" in node
      ? `relation ${node.schema}.${node.alias}`
      : `${node.resourceType} ${node.name}`;
  return { name: "SkippingDetails", code: "Q034", message: `SKIP ${what}`, status: "SKIP" };
}

function testSaid(node: RunnableNode, result: NodeResult): Said {
  const status = result.status.toUpperCase();
  const counted = result.status === "fail" || result.status === "warn";
  const verdict = counted ? `${status} ${result.failures ?? 0}` : status;
  const name = node.resourceType === "unit_test" ? `${node.model}::${node.name}` : node.name;
  return { name: "LogTestResult", code: "Q007", message: `${verdict} ${name}`, status: verdict };
}

function said(node: RunnableNode, result: NodeResult): Said {
  if (result.status === "skipped") return skipSaid(node);
  const made = MADE[node.resourceType];
  if (made === undefined) return testSaid(node, result);
  const [name, code, done, doing] = made;
  const description = describe(node).replace(/^snapshot /, "");
  if (isPartialSuccess(result)) {
    const { successful = [], failed = [] } = result.batches ?? {};
    const status = `PARTIAL SUCCESS (${successful.length}/${successful.length + failed.length})`;
    return { name, code, message: `PARTIALLY created ${description}`, status };
  }
  const status = result.status === "error" ? "ERROR" : (result.message ?? "OK");
  const verb = result.status === "error" ? `ERROR ${doing}` : `OK ${done}`;
  return { name, code, message: `${verb} ${description}`, status };
}

/** How a node ended. */
export function endLine(node: RunnableNode, result: NodeResult, at: Position): LogLine {
  const { name, code, message, status } = said(node, result);
  const seconds = result.status === "skipped" ? null : result.executionMs / 1000;
  const bad = result.status === "error" || result.status === "fail";
  const level = bad ? "error" : result.status === "warn" ? "warn" : "info";
  const data = {
    description: describe(node),
    execution_time: seconds ?? 0,
    ...at,
    status: status.toLowerCase(),
    node_info: nodeInfo(node, result.status),
  };
  return logLine(name, code, fancyLine(message, status, at, seconds), data, level);
}

/** An exposure: nothing is to be done for it. */
export function noOpLine(node: ExposureNode, at: Position, skipped: boolean): LogLine {
  if (skipped) {
    const message = fancyLine(`SKIP exposure ${node.name}`, "SKIP", at, null);
    return logLine("SkippingDetails", "Q034", message, { ...at });
  }
  const message = fancyLine(`NO-OP exposure ${node.name}`, "NO-OP", at, 0);
  return logLine("LogNodeNoOpResult", "Q019", message, { ...at });
}

/** How the check of a source ended: PASS, WARN, ERROR STALE or ERROR. */
export function freshnessLine(
  node: SourceNode,
  status: "pass" | "warn" | "error" | "runtime error",
  at: Position,
  seconds: number,
): LogLine {
  const verdict = { pass: "PASS", warn: "WARN", error: "ERROR STALE", "runtime error": "ERROR" }[
    status
  ];
  const text = fancyLine(`${verdict} ${describe(node)}`, verdict, at, seconds);
  const level = status === "pass" ? "info" : status === "warn" ? "warn" : "error";
  return logLine("LogFreshnessResult", "Q018", text, { ...at, status }, level);
}
