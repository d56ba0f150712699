import { CommentLines } from "./comment-lines.js";
import { unreadable } from "./failures.js";
import { linesAtOffsets } from "./line-scan.js";
import { plainText } from "./plain-text.js";
import { rawTable, sourceColumns } from "./raw-table.js";
import { formatOf } from "./settings.js";
import { stageArrow } from "./stage-arrow.js";
import { stageCsv } from "./stage-csv.js";
import { resetStage, type Staged, type StageRequest } from "./staged.js";
import { stageFixed } from "./stage-fixed.js";
import { stageJson } from "./stage-json.js";
import { stageParquet } from "./stage-parquet.js";
import { stageWhitespace } from "./stage-whitespace.js";
import { stageXlsx } from "./stage-xlsx.js";
import { quoteIdent } from "../warehouse/sql.js";

type TextStager = (request: StageRequest, path: string) => Promise<Staged>;

/** Stages one file of a table in the format it has. */
export async function stageFile(request: StageRequest): Promise<Staged> {
  const { settings, extract } = request;
  if (extract.bytes === 0) {
    if (settings.allowEmpty || extract.controls?.rows === 0) return nothing(request);
    throw unreadable(extract, "it has no bytes; allow_empty: true takes it as a file of no rows");
  }
  const format = extract.format ?? formatOf(settings, extract.file);
  switch (format) {
    case "csv":
      return stageText(request, settings.delimiter === "whitespace" ? stageWhitespace : stageCsv);
    case "json":
      return stageText(request, stageJson);
    case "fixed":
      return stageText(request, stageFixed);
    case "parquet":
      return stageParquet(request);
    case "xlsx":
      return stageXlsx(request);
    case "arrow":
      return stageArrow(request);
  }
}

async function stageText(request: StageRequest, stage: TextStager): Promise<Staged> {
  const mark = stage === stageCsv ? "passed over" : "refused";
  const text = await plainText(request, mark, commentsOf(request, stage));
  try {
    const staged = await stage(request, text.path);
    const { texts } = staged;
    return {
      ...staged,
      ...(texts === undefined
        ? {}
        : {
            texts: async function* (positions: readonly number[]) {
              for await (const found of texts(positions)) {
                yield { ...found, line: text.lineOf(found.line) };
              }
            },
          }),
      linesAt: async (offsets) => (await linesAtOffsets(text.path, offsets)).map(text.lineOf),
      release: text.release,
    };
  } catch (error) {
    await text.release();
    throw error;
  }
}

function commentsOf({ settings }: StageRequest, stage: TextStager): CommentLines | undefined {
  const { comment, quote, escape, delimiter } = settings;
  if (comment === undefined || stage === stageJson) return undefined;
  return new CommentLines({ comment, quote: stage === stageCsv ? quote : "", escape, delimiter });
}

/** No rows, with the columns the table has now: it must not lose them. */
async function nothing({ connection, settings, existing }: StageRequest): Promise<Staged> {
  await resetStage(connection);
  const table = rawTable(settings.source, settings.table);
  const standing = existing.length > 0 ? existing : await sourceColumns(connection, table);
  const columns = standing.length > 0 ? standing : (settings.columns ?? []);
  const names = columns.map(({ name, type }) => `null::${type} as ${quoteIdent(name)}`);
  const rows = `select ${[...names, "0::bigint as _source_position"].join(", ")} where false`;
  return { columns, rowsRead: 0, rows };
}
