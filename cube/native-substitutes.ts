import native from "@cubejs-backend/native";
import { pivotQuery, resultData, type ResultFacts } from "./final-result.js";

/** The parts of Cube's Rust binary that answering REST queries over a YAML model needs. */
interface NativeFunctions {
  setupLogger(): void;
  resetLogger(): void;
  isFallbackBuild(): boolean;
  redactSqlLiterals(sql: string): string;
  getFinalQueryResult(
    facts: ResultFacts,
    columns: Uint8Array,
    result: Readonly<Record<string, unknown>>,
  ): Promise<ArrayBufferLike>;
  getFinalQueryResultMulti(
    facts: readonly ResultFacts[],
    columns: readonly Uint8Array[],
    response: MultiResponse,
  ): Promise<ArrayBufferLike>;
}

interface MultiResponse extends Readonly<Record<string, unknown>> {
  queryType: ResultFacts["queryType"];
  results: readonly Readonly<Record<string, unknown>>[];
}

const SUBSTITUTES: NativeFunctions = {
  setupLogger: () => undefined,
  resetLogger: () => undefined,
  isFallbackBuild: () => true,
  // Only statements of Cube's SQL API pass here, which is off: nothing of one may reach a log.
  redactSqlLiterals: () => "(redacted)",
  getFinalQueryResult: (facts, columns, result) =>
    settle(() => ({ ...result, data: resultData(facts, columns) })),
  getFinalQueryResultMulti: (facts, columns, response) =>
    settle(() => ({
      ...response,
      pivotQuery: pivotQuery(
        response.queryType,
        facts.map(({ query }) => query),
      ),
      results: response.results.map((result, index) => ({
        ...result,
        data: resultData(at(facts, index), at(columns, index)),
      })),
    })),
};

/**
 * Supplies what Cube's Rust binary would, where the binary is missing; where it is there it is left alone.
 *
 * @returns which of the two this process runs on
 */
export function provideNativeFunctions(): "binary" | "substitutes" {
  try {
    native.loadNative();
    return "binary";
  } catch {
    Object.assign(native, SUBSTITUTES);
    Object.assign(native.NativeInstance.prototype, { newJinjaEngine });
    return "substitutes";
  }
}

/** Compiling always asks for a template engine, also when no file is a template. */
function newJinjaEngine(): { loadTemplate(): void; renderTemplate(file: string): never } {
  return {
    loadTemplate: () => undefined,
    renderTemplate: (file) => {
      throw new Error(`${file}: the semantic model is plain YAML; templates are not supported.`);
    },
  };
}

function settle(make: () => unknown): Promise<ArrayBufferLike> {
  return Promise.resolve().then(() => new TextEncoder().encode(JSON.stringify(make())).buffer);
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new Error(`Cube sent no data for result ${String(index)}.`);
  return item;
}
