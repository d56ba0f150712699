import { rm } from "node:fs/promises";
import { messageOf } from "../warehouse/errors.js";
import { firstBytes } from "./byte-stream.js";
import { unreadable } from "./failures.js";
import { renamed } from "./settings.js";
import { SheetColumn } from "./sheet-column.js";
import { stageCsv } from "./stage-csv.js";
import type { Staged, StageRequest } from "./staged.js";
import { spooledText } from "./text-spool.js";
import { openSheet, type Sheet, type SheetRow } from "./xlsx-sheet.js";
import { checkZip } from "./zip-check.js";

const ERRORS = new Set(
  "#N/A #REF! #DIV/0! #VALUE! #NAME? #NUM! #NULL! #SPILL! #CALC! #GETTING_DATA".split(" "),
);
const ZIP = Buffer.from("PK");
/** The packed file and the list of its texts stand in memory; a workbook of this size takes some 850 MiB. */
const LARGEST_BYTES = 64 << 20;

/** What was met while a sheet was written out. */
interface Met {
  columns: SheetColumn[];
  /** Cells by error and column, for the warning. */
  errors: Map<string, number>;
  /** Sheet row of every record. */
  rowNumbers: number[];
  names: string[];
}

/**
 * Stages a sheet of a workbook. Columns are typed by what their cells are, not by what they look like; a cell with an
 * error such as #N/A is null, and told. Rows without any cell are passed over.
 */
export async function stageXlsx(request: StageRequest): Promise<Staged> {
  const { connection, settings, extract } = request;
  const sheet = await sheetOf(request);
  const met: Met = { columns: [], errors: new Map(), rowNumbers: [], names: [] };
  let path: string;
  try {
    path = await spooledText(connection, "csv", csvLines(request, sheet, met));
  } catch (error) {
    throw unreadable(extract, `the sheet "${sheet.name}" cannot be read`, error);
  }
  const release = (): Promise<void> => rm(path, { force: true });
  try {
    const asCsv = { delimiter: ",", quote: '"', escape: '"', thousands: undefined };
    const types = new Map(met.names.map((name, i) => [name, met.columns[i]?.type() ?? "VARCHAR"]));
    const plain = { ...settings, ...asCsv, decimal: "." as const };
    const reading = { ...request, settings: { ...plain, rename: {} } };
    const staged = await stageCsv(reading, path, types);
    warnOfErrors(request, sheet.name, met);
    const { texts } = staged;
    return {
      ...staged,
      release,
      texts: async function* (positions) {
        if (texts === undefined) return;
        for await (const found of texts(positions)) {
          yield { ...found, line: met.rowNumbers[found.position - 1] ?? found.line };
        }
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

async function sheetOf({ settings, extract }: StageRequest): Promise<Sheet> {
  if (!(await firstBytes(extract.path, 2)).equals(ZIP)) {
    throw unreadable(extract, "it is no XLSX workbook, or one that is protected by a password");
  }
  if (extract.bytes > LARGEST_BYTES) {
    const mib = String(LARGEST_BYTES >> 20);
    throw unreadable(
      extract,
      `it has more than ${mib} MiB, which is what a workbook may have; save its sheet as CSV`,
    );
  }
  let opened: Sheet | string[];
  try {
    // The library reads what it can of a damaged part, and says nothing.
    await checkZip(extract.path, /\.(xml|rels)$/);
    opened = await openSheet(extract.path, settings.sheet);
  } catch (error) {
    throw unreadable(extract, `it is no whole XLSX workbook: ${messageOf(error)}`, error);
  }
  if (!Array.isArray(opened)) return opened;
  const names = opened.map((name) => `"${name}"`).join(", ");
  throw unreadable(extract, `it has no sheet ${String(settings.sheet)}; its sheets are ${names}`);
}

async function* csvLines(request: StageRequest, sheet: Sheet, met: Met): AsyncGenerator<string> {
  const { settings } = request;
  let width = settings.header ? 0 : (settings.columns?.length ?? 0);
  let atHeader = settings.header;
  if (!atHeader) met.names = (settings.columns ?? []).map((column) => column.name);
  for await (const row of sheet.rows) {
    if (row.number <= settings.skipRows || row.cells.every((cell) => cell === null)) continue;
    if (atHeader) {
      atHeader = false;
      const names = row.cells.map((cell) => (cell === null ? "" : String(cell)));
      width = names.length;
      met.names = renamed(settings, names, request.existing);
      yield `${names.map(quoted).join(",")}\n`;
    } else {
      met.rowNumbers.push(row.number);
      yield `${fieldsOf(row, width, met).join(",")}\n`;
    }
  }
}

/** Cells beyond the header's stay, so that the row is rejected and not cut. */
function fieldsOf(row: SheetRow, width: number, met: Met): string[] {
  const length = Math.max(width, row.cells.length);
  const fields: string[] = [];
  for (let i = 0; i < length; i += 1) {
    const cell = row.cells[i] ?? null;
    const isError = typeof cell === "string" && ERRORS.has(cell);
    if (isError) {
      const where = `${cell} in "${met.names[i] ?? ""}"`;
      met.errors.set(where, (met.errors.get(where) ?? 0) + 1);
    }
    const column = (met.columns[i] ??= new SheetColumn());
    if (cell === null || isError) fields.push("");
    else fields.push(typeof cell === "string" ? quoted(column.meet(cell)) : column.meet(cell));
  }
  // An empty line would be no record at all.
  return fields.length === 1 && fields[0] === "" ? ['""'] : fields;
}

function quoted(text: string): string {
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function warnOfErrors(request: StageRequest, sheet: string, met: Met): void {
  if (met.errors.size === 0) return;
  const cells = [...met.errors].map(([where, count]) => `${where} (${String(count)})`);
  request.warn(
    `${request.extract.file}, sheet "${sheet}": cells with an error are null: ${cells.join(", ")}.`,
  );
}
