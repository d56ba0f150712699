import { readFile } from "node:fs/promises";
import { readXlsx, streamXlsxRows } from "hucre/xlsx";

type SheetCell = string | number | boolean | Date | null;

/** One row of a sheet: its number from 1 and its cells from column A on. */
export interface SheetRow {
  number: number;
  cells: readonly SheetCell[];
}

export interface Sheet {
  name: string;
  /** Formulas as the values they had when the file was saved; an error such as #N/A as its text. */
  rows: AsyncIterable<SheetRow>;
}

/**
 * Opens one sheet of a workbook. The only place that knows the library that reads workbooks.
 *
 * @param wanted a name, or a number from 1
 * @returns the sheet, or the names there are when it is not among them
 */
export async function openSheet(path: string, wanted: string | number): Promise<Sheet | string[]> {
  const bytes = await readFile(path);
  const names: string[] = [];
  await readXlsx(bytes, {
    sheets: (info) => {
      names.push(info.name);
      return false;
    },
  });
  const index = typeof wanted === "number" ? wanted - 1 : names.indexOf(wanted);
  const name = names[index];
  if (name === undefined) return names;
  return { name, rows: rowsOf(bytes, index) };
}

async function* rowsOf(bytes: Uint8Array, sheet: number): AsyncGenerator<SheetRow> {
  for await (const row of streamXlsxRows(bytes, { sheet })) {
    yield { number: row.index + 1, cells: row.values };
  }
}
