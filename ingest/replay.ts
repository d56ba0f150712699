import { createHash } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { quoteLiteral } from "../warehouse/sql.js";
import type { Column } from "./column-types.js";
import { sniffDelimiter, splitRecord } from "./dialect.js";
import { adoptTable, historyTable, keyStaged } from "./keyed-table.js";
import type { LoadContext } from "./load-context.js";
import { putRows } from "./load-file.js";
import { countAttempts, logLoad } from "./load-log.js";
import { isKeyed, type LoadSettings } from "./load-settings.js";
import { inTransaction } from "./load-step.js";
import { rowsOf, textOf } from "./query.js";
import { rawTable, sourceColumns, type RawTable } from "./raw-table.js";
import { formatOf } from "./settings.js";
import type { Extract } from "./source.js";
import { stageExtract } from "./stage-extract.js";
import { REJECTS, resetStage, type Staged } from "./staged.js";

/** Rows one load put into quarantine. */
interface Quarantined {
  loadId: string;
  file: string;
  /** Of the file, and of the settings it was loaded with: what is replayed belongs to that content. */
  sha256: string;
  settings: string;
  quarantinedAt: Date;
  rows: { position: number; raw: string; fields: readonly string[] | undefined }[];
}

interface Replayed {
  loaded: number;
  unchanged: number;
  left: number;
}

/** Loads what fits by now of a table's rows in quarantine, each load's rows in one transaction. */
export async function replayTable(context: LoadContext, spoolDir: string): Promise<Replayed> {
  const total: Replayed = { loaded: 0, unchanged: 0, left: 0 };
  for (const load of await quarantinedOf(context)) {
    for (const rows of byFields(load.rows)) {
      const done = await replayRows(context, spoolDir, { ...load, rows });
      total.loaded += done.loaded;
      total.unchanged += done.unchanged;
      total.left += done.left;
    }
  }
  return total;
}

async function quarantinedOf({ connection, settings }: LoadContext): Promise<Quarantined[]> {
  const found = await rowsOf(
    connection,
    `select q.load_id, q.file, l.sha256, l.settings, q.quarantined_at, q.position::double as position, q.raw, q.fields
     from meta.quarantine q join meta.loads l using (load_id)
     where q.source = ${quoteLiteral(settings.source)} and q.table_name = ${quoteLiteral(settings.table)}
       and l.status = 'loaded' and q.raw is not null and q.position is not null
     order by q.quarantined_at, q.load_id, q.position`,
  );
  const loads = new Map<string, Quarantined>();
  for (const row of found) {
    const loadId = textOf(row["load_id"]);
    const load = loads.get(loadId) ?? {
      loadId,
      file: textOf(row["file"]),
      sha256: textOf(row["sha256"]),
      settings: textOf(row["settings"]),
      quarantinedAt: row["quarantined_at"] as Date,
      rows: [],
    };
    loads.set(loadId, load);
    load.rows.push({
      position: Number(row["position"]),
      raw: textOf(row["raw"]).replace(/\r?\n$/, ""),
      fields: row["fields"] === null ? undefined : (JSON.parse(textOf(row["fields"])) as string[]),
    });
  }
  return [...loads.values()];
}

function byFields(rows: Quarantined["rows"]): Quarantined["rows"][] {
  const groups = new Map<string, Quarantined["rows"]>();
  for (const row of rows) {
    const key = JSON.stringify(row.fields);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
}

async function replayRows(
  context: LoadContext,
  spoolDir: string,
  load: Quarantined,
): Promise<Replayed> {
  const path = join(spoolDir, `replay-${load.loadId}`);
  const table = isKeyed(context.settings)
    ? historyTable(context.settings)
    : rawTable(context.settings.source, context.settings.table);
  const existing = await sourceColumns(context.connection, table);
  const fields = load.rows[0]?.fields ?? existing.map((column) => column.name);
  const asRaw = settingsFor(context.settings, load, fields, existing);
  const inner = { ...context, settings: asRaw.settings };
  const text = [...asRaw.header, ...load.rows.map((row) => row.raw)].map((line) => `${line}\n`);
  await writeFile(path, text.join(""));
  const extract: Extract = {
    file: load.file,
    path,
    bytes: Buffer.byteLength(text.join("")),
    sha256: load.sha256,
  };
  let staged: Staged | undefined;
  try {
    staged = await stageExtract(inner, table, extract, existing);
    if (isKeyed(asRaw.settings)) {
      staged = await keyStaged(context.connection, asRaw.settings, staged, extract);
    }
    if (staged.rowsRead === load.rows.length) {
      return await commitFitting(inner, table, existing, staged, extract, load);
    }
  } catch (error) {
    context.signal?.throwIfAborted();
    // One row can spoil the file of all, with a quote that it never closes.
    if (load.rows.length === 1) return { loaded: 0, unchanged: 0, left: 1 };
    context.warn(`${load.file}: rows are replayed one by one (${String(error)})`);
  } finally {
    await staged?.release?.();
    await rm(path, { force: true });
  }
  if (load.rows.length === 1) return { loaded: 0, unchanged: 0, left: 1 };
  const total: Replayed = { loaded: 0, unchanged: 0, left: 0 };
  for (const row of load.rows) {
    const done = await replayRows(context, spoolDir, { ...load, rows: [row] });
    total.loaded += done.loaded;
    total.unchanged += done.unchanged;
    total.left += done.left;
  }
  return total;
}

async function commitFitting(
  context: LoadContext,
  table: RawTable,
  existing: readonly Column[],
  staged: Staged,
  extract: Extract,
  load: Quarantined,
): Promise<Replayed> {
  const { connection, settings } = context;
  const positions = load.rows.map((row, i) => `(${String(i + 1)}, ${String(row.position)})`);
  await connection.run(
    `create or replace temp table granary_replayed as
     select s.* replace (p.position::bigint as _source_position)
     from (${staged.rows}) s join (values ${positions.join(", ")}) p(n, position) on p.n = s._source_position`,
  );
  const fitting = await rowsOf(
    connection,
    "select _source_position::varchar as position from temp.granary_replayed",
  );
  const left = load.rows.length - fitting.length;
  if (fitting.length === 0) return { loaded: 0, unchanged: 0, left };
  await connection.run(`delete from ${REJECTS}`);
  if (isKeyed(settings)) {
    await connection.run(
      "create or replace temp table granary_incoming as from temp.granary_replayed",
    );
  }
  const replayed: Staged = {
    ...staged,
    rowsRead: fitting.length,
    sums: {},
    rows: isKeyed(settings) ? "from temp.granary_incoming" : "from temp.granary_replayed",
  };
  return inTransaction(context, async (attempting) => {
    if (isKeyed(settings)) await adoptTable(connection, settings);
    const attempt = attempting({ extract, startedAt: context.now() });
    const times = await countAttempts(
      connection,
      settings.source,
      settings.table,
      load.sha256,
      false,
    );
    const id = { loadId: `${baseId(settings, load)}-${String(times + 1)}`, file: load.file };
    const target = { table, existing, status: "loaded" } as const;
    const put = await putRows(context, target, replayed, attempt, {
      ...id,
      loadedAt: attempt.startedAt,
      lateAfter: load.quarantinedAt,
    });
    const list = fitting.map((row) => textOf(row["position"])).join(", ");
    await connection.run(
      `delete from meta.quarantine where load_id = ${quoteLiteral(load.loadId)} and position in (${list})`,
    );
    await logLoad(connection, {
      ...id,
      ...put,
      source: settings.source,
      table: settings.table,
      sha256: load.sha256,
      settings: load.settings,
      bytes: extract.bytes,
      rowsRead: fitting.length,
      rowsRejected: 0,
      status: "loaded",
      startedAt: attempt.startedAt,
      finishedAt: context.now(),
      error: null,
    });
    await resetStage(connection);
    return { loaded: put.rowsLoaded, unchanged: put.rowsUnchanged, left };
  });
}

function baseId(settings: LoadSettings, load: Quarantined): string {
  const hash = createHash("sha256").update(
    [settings.source, settings.table, load.sha256].join("\0"),
  );
  return hash.digest("hex").slice(0, 16);
}

/** How a file made of raw texts is read: names are settled already, the text is UTF-8. */
function settingsFor(
  settings: LoadSettings,
  load: Quarantined,
  fields: readonly string[],
  existing: readonly Column[],
): { settings: LoadSettings; header: string[] } {
  const plain = { ...settings, rename: {}, skipRows: 0, encoding: "utf-8" };
  const [first] = load.rows;
  const format = formatOf(settings, load.file);
  const width = first?.fields?.length ?? existing.length;
  if (!["csv", "fixed", "xlsx"].includes(format) || isObject(first?.raw ?? "")) {
    const declared = new Map(settings.columns?.map((column) => [column.name, column.type]));
    const columns = existing.map(({ name, type }) => ({ name, type: declared.get(name) ?? type }));
    const known = columns.length > 0 ? columns : settings.columns;
    return { settings: { ...plain, columns: known, format: "json" }, header: [] };
  }
  if (format === "fixed") return { settings: { ...plain, header: false }, header: [] };
  const columns = settings.columns && inOrder(settings.columns, fields);
  if (settings.delimiter === "whitespace") {
    return { settings: { ...plain, columns, header: false }, header: [] };
  }
  const { quote } = settings;
  const delimiter = settings.delimiter ?? delimiterOf(first?.raw ?? "", width, quote);
  const header = fields.map((name) => `${quote}${name.replaceAll('"', '""')}${quote}`);
  return {
    settings: { ...plain, columns, delimiter, header: true, format: "csv" },
    header: [header.join(delimiter)],
  };
}

function inOrder(columns: readonly Column[], names: readonly string[]): Column[] {
  return names.flatMap((name) => columns.filter((column) => column.name === name));
}

function isObject(text: string): boolean {
  return text.startsWith("{") && text.endsWith("}");
}

function delimiterOf(record: string, width: number, quote: string): string {
  const fitting = [",", ";", "\t", "|"].find(
    (candidate) => splitRecord(record, candidate, quote).length === width,
  );
  return fitting ?? sniffDelimiter(record, quote) ?? ",";
}
