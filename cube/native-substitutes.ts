import native from "@cubejs-backend/native";

/** The parts of Cube's Rust binary that planning REST queries over a YAML model needs. */
interface NativeFunctions {
  setupLogger(): void;
  resetLogger(): void;
  isFallbackBuild(): boolean;
  redactSqlLiterals(sql: string): string;
}

const SUBSTITUTES: NativeFunctions = {
  setupLogger: () => undefined,
  resetLogger: () => undefined,
  isFallbackBuild: () => true,
  // Only statements of Cube's SQL API pass here, which is off: nothing of one may reach a log.
  redactSqlLiterals: () => "(redacted)",
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
