import type { Company } from "./company.js";
import type { TruthFile } from "./output/output-directory.js";

/** What a part of the company may add to the truth when the last day is over. */
interface PartTruth {
  /** Section of parameters.json. */
  parameters?: Readonly<Record<string, unknown>>;
}

/** A part of the company that lives by its events. Returns what adds its parameters at the end. */
export type Part = (company: Company, truth: TruthBook) => (() => PartTruth) | undefined;

/** Opens truth files: CSV with a heading, below truth/. */
export interface TruthBook {
  open(file: TruthFile, columns: readonly string[]): (values: readonly TruthValue[]) => void;
}

export type TruthValue = string | number | boolean | undefined;
