import type { ColumnType, TableShape } from "../adapters/adapter.js";
import { GranaryError } from "../../warehouse/errors.js";
import type { ColumnDoc, Constraint, ProjectNode } from "../manifest.js";
import { dictOf } from "../plain.js";
import type { Build } from "./build.js";

export function contractEnforced(node: ProjectNode): boolean {
  return dictOf(node.config["contract"])["enforced"] === true;
}

function columnSql(build: Build, column: ColumnDoc): string {
  return column.quote ? build.dialect.quote(column.name) : column.name;
}

type Mismatch = readonly [column: string, definition: string, contract: string, reason: string];

function mismatchesOf(
  contract: readonly ColumnType[],
  definition: readonly ColumnType[],
): Mismatch[] {
  const stated = new Map(contract.map(({ name, type }) => [name, type]));
  const given = new Set(definition.map(({ name }) => name));
  const found = definition.flatMap(({ name, type }): Mismatch[] => {
    const wanted = stated.get(name);
    if (wanted === undefined) return [[name, type, "", "missing in contract"]];
    return wanted === type ? [] : [[name, type, wanted, "data type mismatch"]];
  });
  const missing = contract.flatMap(({ name, type }): Mismatch[] =>
    given.has(name) ? [] : [[name, "", type, "missing in definition"]],
  );
  return [...found, ...missing].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function mismatchTable(mismatches: readonly Mismatch[]): string[] {
  const header = ["column_name", "definition_type", "contract_type", "mismatch_reason"] as const;
  const widths = header.map((title, index) =>
    Math.max(title.length, ...mismatches.map((row) => row[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(" | ")} |`;
  return [
    line(header),
    `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`,
    ...mismatches.map(line),
  ];
}

function breach(node: ProjectNode, problem: string, details: readonly string[]): GranaryError {
  return new GranaryError("DBT_CONTRACT_BROKEN", {
    message: `${node.name} (${node.originalFilePath}): ${problem}`,
    hint: "Make the names, types and number of columns in the contract and in the model the same.",
    details,
  });
}

/** Compares what `select` gives with the columns the model's contract states. Throws DBT_CONTRACT_BROKEN. */
export async function checkContract(build: Build, select: string): Promise<void> {
  const { node } = build;
  const columns = [...node.columns.values()];
  if (columns.length === 0) {
    throw breach(node, "the contract is enforced, but its `columns` are missing.", []);
  }
  const untyped = columns.filter(({ dataType }) => dataType === null).map(({ name }) => name);
  if (untyped.length > 0) {
    throw breach(node, `the contract states no data_type for ${untyped.join(", ")}.`, []);
  }
  const nulls = columns.map(
    (column) => `cast(null as ${column.dataType ?? ""}) as ${columnSql(build, column)}`,
  );
  const contract = await build.columnsOf(
    build.dialect.columnsOfQuery(`select ${nulls.join(", ")}`),
  );
  const definition = await build.columnsOf(build.dialect.columnsOfQuery(select));
  const mismatches = mismatchesOf(contract, definition);
  if (mismatches.length > 0) {
    throw breach(node, "the enforced contract is broken.", mismatchTable(mismatches));
  }
}

function withoutDatabase(relation: string): string {
  const parts = relation.split(".");
  return parts.length > 2 ? parts.slice(1).join(".") : relation;
}

/** `to` as a relation's name: a `ref` or `source` is rendered. */
async function referenced(build: Build, constraint: Constraint): Promise<string | null> {
  const { to, toColumns, expression } = constraint;
  if (to === null || toColumns.length === 0) return expression;
  const isCall = /^\s*(ref|source)\s*\(/.test(to);
  const name = isCall
    ? await build.context.compiler.renderHook(build.node, `{{ ${to} }}`, build.session)
    : to;
  return `${withoutDatabase(name)} (${toColumns.join(", ")})`;
}

async function columnConstraint(build: Build, constraint: Constraint): Promise<string | null> {
  const expression = constraint.expression ?? "";
  switch (constraint.type) {
    case "check":
      return expression === "" ? null : `check (${expression})`;
    case "not_null":
      return `not null ${expression}`.trim();
    case "unique":
      return `unique ${expression}`.trim();
    case "primary_key":
      return `primary key ${expression}`.trim();
    case "foreign_key": {
      const other = await referenced(build, constraint);
      return other === null ? null : `references ${other}`;
    }
    case "custom":
      return expression === "" ? null : expression;
  }
}

async function modelConstraint(build: Build, constraint: Constraint): Promise<string | null> {
  const { name, columns, type } = constraint;
  const prefix = name === null ? "" : `constraint ${name} `;
  const list = columns.join(", ");
  const expression = constraint.expression === null ? "" : ` ${constraint.expression}`;
  switch (type) {
    case "check":
      return expression === "" ? null : `${prefix}check (${expression.trim()})`;
    case "unique":
      return `${prefix}unique${expression} (${list})`;
    case "primary_key":
      return `${prefix}primary key${expression} (${list})`;
    case "foreign_key": {
      const other = await referenced(build, constraint);
      return other === null ? null : `${prefix}foreign key (${list}) references ${other}`;
    }
    case "custom":
      return expression === "" ? null : prefix + expression.trim();
    case "not_null":
      return null;
  }
}

/** The table a contract asks for, constraints included. */
export async function contractShape(build: Build): Promise<TableShape> {
  const { node } = build;
  const definitions: string[] = [];
  const columns: string[] = [];
  for (const column of node.columns.values()) {
    const name = columnSql(build, column);
    const parts = [`${name} ${column.dataType ?? ""}`];
    for (const constraint of column.constraints) {
      const sql = await columnConstraint(build, constraint);
      if (sql !== null) parts.push(sql);
    }
    columns.push(name);
    definitions.push(parts.join(" "));
  }
  for (const constraint of node.constraints) {
    const sql = await modelConstraint(build, constraint);
    if (sql !== null) definitions.push(sql);
  }
  const all = [...node.constraints, ...[...node.columns.values()].flatMap((c) => c.constraints)];
  return { definitions, columns, inPlace: all.some(({ type }) => type === "foreign_key") };
}
