import { dbtEnvironment } from "../../warehouse/environment.js";
import type { DbtFlags } from "./dbt-flags.js";
import { foreignPlace, foreignProject } from "./dbt-own-project.js";
import type { DbtPlace } from "./dbt-place.js";

/** Whether the configuration, or DBT_ENGINE, asks for the real dbt. */
export async function wantsDbtCore(flags: DbtFlags): Promise<boolean> {
  if (foreignProject(flags) !== null) return dbtEnvironment()["DBT_ENGINE"] === "dbt-core";
  const { configOf } = await import("../named-config.js");
  return configOf(flags).dbtEngine === "dbt-core";
}

/** Opens the place the flags mean, for as long as `work` takes. */
export async function inPlace<Result>(
  flags: DbtFlags,
  holder: string,
  work: (place: DbtPlace) => Promise<Result>,
): Promise<Result> {
  const projectDir = foreignProject(flags);
  const place =
    projectDir === null
      ? await import("./dbt-house.js").then(({ housePlace }) => housePlace(flags, holder))
      : await foreignPlace(flags, projectDir);
  try {
    return await work(place);
  } finally {
    await place.close();
  }
}
