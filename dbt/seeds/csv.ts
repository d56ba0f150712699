/** Rows of a CSV text; a quoted value may hold delimiters, doubled quotes and line ends. */
export function parseCsv(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let value = "";
  let quoted = false;
  const endValue = (): void => {
    row.push(value);
    value = "";
  };
  const endRow = (): void => {
    endValue();
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
  };
  const clean = text.replace(/^\uFEFF/, "");
  for (let at = 0; at < clean.length; at += 1) {
    const char = clean.charAt(at);
    if (quoted) {
      if (char !== '"') value += char;
      else if (clean[at + 1] === '"') {
        value += '"';
        at += 1;
      } else quoted = false;
    } else if (char === '"' && value === "") quoted = true;
    else if (char === delimiter) endValue();
    else if (char === "\n") endRow();
    else if (char !== "\r") value += char;
  }
  if (value !== "" || row.length > 0) endRow();
  return rows;
}
