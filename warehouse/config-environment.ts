/** Where a value stands in the configuration. */
export type Path = readonly (string | number)[];

export type Environment = Readonly<Record<string, string | undefined>>;

const ENVIRONMENT_REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/** Fills in `${NAME}` and `${NAME:-default}` everywhere; `fault` hears of variables that are not set. */
export function interpolate(
  value: unknown,
  env: Environment,
  path: Path,
  fault: (path: Path, message: string) => void,
): unknown {
  if (typeof value === "string") {
    return value.replace(ENVIRONMENT_REFERENCE, (_, name: string, fallback?: string) => {
      const found = env[name];
      if (found !== undefined && found !== "") return found;
      if (fallback !== undefined) return fallback;
      fault(path, `the environment variable ${name} is not set`);
      return "";
    });
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => interpolate(item, env, [...path, index], fault));
  }
  if (value !== null && typeof value === "object" && !(value instanceof Date)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        interpolate(item, env, [...path, key], fault),
      ]),
    );
  }
  return value;
}
