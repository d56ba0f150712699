import type { DbtInvocation } from "../../dbt/invocation.js";
import type { OpenedProfile } from "../../dbt/project/open-profile.js";
import type { GranaryConfig } from "../../warehouse/config.js";
import type { Workspace } from "../../warehouse/workspace.js";

/** Where a dbt command works: the workspace of granary.yml, or a project's own database. */
export interface DbtPlace {
  invocation: Pick<
    DbtInvocation,
    | "projectDir"
    | "vars"
    | "target"
    | "connect"
    | "env"
    | "threads"
    | "grainRule"
    | "dataVersions"
    | "lineage"
  > & { targetDir: string };
  /** The database file; null for one in memory. */
  path: string | null;
  /** Of the workspace; null for a project of its own. */
  house: { config: GranaryConfig; workspace: Workspace } | null;
  profile: OpenedProfile | null;
  close: () => Promise<void>;
}
