import { join } from "node:path";
import type { Board, DrillTile } from "../../server/contract.js";
import { readBoard } from "../../server/board-file.js";

export const BOARDS_DIR = join(import.meta.dirname, "../../dashboards/boards");

/** The sales board as its file says. */
export const salesBoard: Board = readBoard(BOARDS_DIR, "sales");

/** Its drill table: category, subcategory, product. */
export const drillTile: DrillTile = drillOf(salesBoard);

function drillOf(board: Board): DrillTile {
  const tile = board.tiles.find((candidate) => candidate.kind === "drill");
  if (!tile) throw new Error("the sales board has a drill table");
  return tile;
}
