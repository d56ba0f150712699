import { GranaryError } from "../../warehouse/errors.js";

/** The version of dbt-core whose behaviour the shim has. */
export const DBT_VERSION = "1.11.16";

type Version = readonly [major: number, minor: number, patch: number];

function parts(text: string): Version {
  const [major = 0, minor = 0, patch = 0] = text.split(/[.+-]/, 3).map(Number);
  return [major, minor, patch];
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

function meets(requirement: string): boolean {
  const match = /^\s*(>=|<=|>|<|=|==)?\s*v?(\d+(?:\.\d+){0,2}[\w.+-]*)\s*$/.exec(requirement);
  if (match === null) return true;
  const order = compare(parts(DBT_VERSION), parts(match[2] ?? ""));
  switch (match[1] ?? "=") {
    case ">=":
      return order >= 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case "<":
      return order < 0;
    default:
      return order === 0;
  }
}

/** Refuses a project whose `require-dbt-version` excludes the version the shim stands for. Throws DBT_PROJECT_INVALID. */
export function checkRequiredVersion(project: string, requirements: readonly string[]): void {
  const all = requirements.flatMap((text) => text.split(","));
  const unmet = all.filter((text) => text.trim() !== "" && !meets(text));
  if (unmet.length === 0) return;
  throw new GranaryError("DBT_PROJECT_INVALID", {
    message: `Project ${project} requires dbt ${all.map((text) => text.trim()).join(", ")}; the shim behaves as dbt ${DBT_VERSION}.`,
    hint: "Widen `require-dbt-version`, or use another version of the project.",
  });
}
