import { quoteIdent } from "../../warehouse/sql.js";
import type { IncrementalLoad, TimeSpan } from "./adapter.js";

function columnList({ columns }: IncrementalLoad): string {
  return columns.map(({ name }) => quoteIdent(name)).join(", ");
}

export function append(target: string, load: IncrementalLoad): string[] {
  const columns = columnList(load);
  return [`insert into ${target} (${columns})\nselect ${columns} from ${load.source}`];
}

function deleteByKey(
  target: string,
  { source, key, composite, predicates }: IncrementalLoad,
): string {
  const also = predicates.map((predicate) => `\n  and ${predicate}`).join("");
  if (!composite) {
    const [column = ""] = key;
    return `delete from ${target}\nwhere (${column}) in (select (${column}) from ${source})${also}`;
  }
  const alias = "DBT_INCREMENTAL_TARGET";
  const equal = key.map((column) => `${source}.${column} = ${alias}.${column}`).join("\n  and ");
  return `delete from ${target} as ${alias}\nusing ${source}\nwhere ${equal}${also}`;
}

/** Rows with a key that comes again are replaced; without a key, rows are added. */
export function deleteAndInsert(target: string, load: IncrementalLoad): string[] {
  const removed = load.key.length === 0 ? [] : [deleteByKey(target, load)];
  return [...removed, ...append(target, load)];
}

export function replaceSpan(
  target: string,
  load: IncrementalLoad,
  timeColumn: string,
  span: TimeSpan,
): string[] {
  const inside = `${timeColumn} >= '${span.start}' and ${timeColumn} < '${span.end}'`;
  const removed = [inside, ...load.predicates.map((predicate) => `(${predicate})`)].join(
    "\n  and ",
  );
  return [
    `delete from ${target}\nwhere ${removed}`,
    ...append(target, load).map((insert) => `${insert}\nwhere ${inside}`),
  ];
}
