import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { GranaryError, messageOf } from "../../warehouse/errors.js";
import { type Dict, dictOf, isDict, stringList } from "../plain.js";

/** One entry of a run_results.json. */
interface PreviousResult {
  uniqueId: string;
  status: string;
  /** Batches of a microbatch model that failed. */
  failedBatches: readonly { start: string; end: string }[];
}

/** Artifacts of an earlier run, as `--state` names their folder; null where a file is not there. */
export interface PreviousState {
  dir: string;
  manifest: PreviousManifest | null;
  results: readonly PreviousResult[] | null;
  /** Of sources.json: when each source was loaded last, ISO 8601; null where that could not be told. */
  sources: ReadonlyMap<string, string | null> | null;
}

/** What is compared of an earlier manifest.json. */
export interface PreviousManifest {
  /** Models, seeds, snapshots, tests, sources, exposures and unit tests by id. */
  nodes: ReadonlyMap<string, Dict>;
  macros: ReadonlyMap<string, Dict>;
}

async function readJson(file: string): Promise<Dict | null> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch {
    return null;
  }
  try {
    return dictOf(JSON.parse(text));
  } catch (cause) {
    throw new GranaryError("DBT_STATE_INVALID", {
      message: `${file} is not JSON: ${messageOf(cause)}`,
      hint: "Point --state at a folder with the artifacts of an earlier run.",
      cause,
    });
  }
}

function entries(...sections: unknown[]): Map<string, Dict> {
  return new Map(
    sections.flatMap((section) =>
      Object.entries(dictOf(section)).filter((entry): entry is [string, Dict] => isDict(entry[1])),
    ),
  );
}

function manifestOf(raw: Dict): PreviousManifest {
  return {
    nodes: entries(raw["nodes"], raw["sources"], raw["exposures"], raw["unit_tests"]),
    macros: entries(raw["macros"]),
  };
}

function listOf(raw: Dict): Dict[] {
  return Array.isArray(raw["results"]) ? raw["results"].filter(isDict) : [];
}

function spansOf(value: unknown): { start: string; end: string }[] {
  const spans = Array.isArray(value) ? (value as unknown[]) : [];
  return spans.flatMap((span) => {
    const [start, end] = stringList(span);
    return start === undefined || end === undefined ? [] : [{ start, end }];
  });
}

/** Entries of a run_results.json. */
export function resultsOf(raw: Dict): PreviousResult[] {
  return listOf(raw).map((result) => ({
    uniqueId: String(result["unique_id"]),
    status: String(result["status"]),
    failedBatches: spansOf(dictOf(result["batch_results"])["failed"]),
  }));
}

/** Reads what `dir` holds of manifest.json, run_results.json and sources.json. Throws DBT_STATE_INVALID. */
export async function readPreviousState(dir: string): Promise<PreviousState> {
  const manifest = await readJson(join(dir, "manifest.json"));
  const results = await readJson(join(dir, "run_results.json"));
  return {
    dir,
    manifest: manifest === null ? null : manifestOf(manifest),
    results: results === null ? null : resultsOf(results),
    sources: await readSources(dir),
  };
}

/** When each source was loaded last, as the sources.json in `dir` says; null where there is none. */
export async function readSources(dir: string): Promise<ReadonlyMap<string, string | null> | null> {
  const raw = await readJson(join(dir, "sources.json"));
  if (raw === null) return null;
  return new Map(
    listOf(raw).map((result) => {
      const loaded = result["max_loaded_at"];
      return [String(result["unique_id"]), typeof loaded === "string" ? loaded : null];
    }),
  );
}

/** A run_results.json as it stands, with its `args`; null where there is none. */
export async function readRunResults(file: string): Promise<Dict | null> {
  return readJson(file);
}
