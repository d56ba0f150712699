import type { Dict } from "../plain.js";
import { DBT_VERSION } from "../project/required-version.js";

/** What artifacts say of the run that wrote them. */
export interface ArtifactFacts {
  generatedAt: Date;
  startedAt: Date;
  invocationId: string;
  adapterType: string;
}

/** The `metadata` every artifact opens with. */
export function artifactMetadata(facts: ArtifactFacts, schema: string): Dict {
  return {
    dbt_schema_version: `https://schemas.getdbt.com/dbt/${schema}.json`,
    dbt_version: DBT_VERSION,
    generated_at: facts.generatedAt.toISOString(),
    invocation_id: facts.invocationId,
    invocation_started_at: facts.startedAt.toISOString(),
    env: {},
  };
}
