import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { LineCounter, parseDocument, type Document } from "yaml";
import { GranaryError } from "../warehouse/errors.js";
import { boardSchema } from "./board-schema.js";
import type { Board, BoardsResponse } from "./contract.js";

const BOARD_FILE = /^([a-z0-9][a-z0-9_-]*)\.ya?ml$/;

/** Every board of a directory by name; one whose file has faults is listed without a title. */
export function listBoards(boardsDir: string): BoardsResponse {
  const boards = boardFiles(boardsDir).map(({ id }) => {
    try {
      return { id, title: readBoard(boardsDir, id).title };
    } catch (error) {
      if (error instanceof GranaryError) return { id, title: null };
      throw error;
    }
  });
  return { boards };
}

/**
 * Reads and checks one board. Files are read on every call, so an edit shows at the next load of the page.
 *
 * @throws GranaryError BOARD_UNKNOWN, BOARD_INVALID
 */
export function readBoard(boardsDir: string, id: string): Board {
  const files = boardFiles(boardsDir);
  const file = files.find((candidate) => candidate.id === id);
  if (!file) {
    throw new GranaryError("BOARD_UNKNOWN", {
      message: `There is no board called "${id}".`,
      hint:
        files.length === 0
          ? "The boards directory holds no .yml file."
          : `Boards: ${files.map((known) => known.id).join(", ")}.`,
    });
  }
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file.path, "utf8"), { lineCounter: lines });
  if (document.errors.length > 0) {
    const faults = document.errors.map(
      (error) =>
        `line ${String(lines.linePos(error.pos[0]).line)}: ${error.message.split(" at line")[0] ?? ""}`,
    );
    throw invalid(file.path, faults);
  }
  const parsed = boardSchema.safeParse(document.toJS() as unknown);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => {
      const path = issue.path.filter((step) => typeof step !== "symbol");
      return `${place(document, lines, path)}: ${faultOf(issue)}`;
    });
    throw invalid(file.path, faults);
  }
  return { id, ...parsed.data };
}

function boardFiles(boardsDir: string): { id: string; path: string }[] {
  if (!existsSync(boardsDir)) return [];
  return readdirSync(boardsDir)
    .sort()
    .flatMap((name) => {
      const id = BOARD_FILE.exec(name)?.[1];
      return id === undefined ? [] : [{ id, path: join(boardsDir, name) }];
    });
}

/** The parser's words, save where a setting is simply absent. */
function faultOf(issue: { code?: string | undefined; message: string }): string {
  const absent = issue.code === "invalid_type" && issue.message.endsWith("received undefined");
  return absent ? "is missing" : issue.message;
}

function invalid(path: string, faults: readonly string[]): GranaryError {
  const count = faults.length === 1 ? "1 fault" : `${String(faults.length)} faults`;
  return new GranaryError("BOARD_INVALID", {
    message: `The board file ${basename(path)} has ${count}.`,
    details: faults,
    hint: "Mend the file and reload the page; docs/boards.md describes a board.",
  });
}

/** "line 7, tiles.0.measure": the deepest part of the path that stands in the file gives the line. */
function place(document: Document, lines: LineCounter, path: readonly (string | number)[]): string {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    if (node !== null && typeof node === "object" && "range" in node) {
      const range = node.range as readonly [number, number, number] | null | undefined;
      if (range) return `line ${String(lines.linePos(range[0]).line)}, ${path.join(".")}`;
    }
  }
  return path.length === 0 ? "top level" : path.join(".");
}
