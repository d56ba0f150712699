import { differences } from "./differences.js";

/** What is compared of the artifacts: what a project decides, nothing that a moment, a machine or an engine does. */
type Dict = Record<string, unknown>;

const FACTS = [
  ["access", "alias", "attached_node", "block_contents", "column_name", "columns", "config"],
  ["constraints", "database", "deprecation_date", "description", "docs", "expect", "fqn"],
  ["freshness", "group", "identifier", "label", "language", "latest_version", "loader"],
  ["loaded_at_field", "loaded_at_query", "maturity", "meta", "model", "name", "owner"],
  ["original_file_path", "overrides", "package_name", "patch_path", "path", "quoting"],
  ["relation_name", "resource_type", "schema", "source_description", "source_name", "tags"],
  ["type", "url", "version"],
].flat();

const SECTIONS = ["nodes", "sources", "exposures", "groups", "docs", "unit_tests"] as const;

/** What a semantic layer of dbt's own adds; Granary reads none. */
const SEMANTIC = /^(metric|semantic_model|saved_query)\./;

/** Where two manifests say something else about the project. */
export function manifestDifferences(dbt: unknown, granary: unknown): string[] {
  return differences(manifestFacts(dbt), manifestFacts(granary), "manifest.json");
}

function manifestFacts(manifest: unknown): Dict {
  if (!isDict(manifest)) return {};
  const facts: Dict = {};
  for (const section of SECTIONS) {
    facts[section] = Object.fromEntries(
      Object.entries(dictOf(manifest[section]))
        .filter(([id]) => !id.startsWith("doc.dbt.") && !id.startsWith("operation."))
        .map(([id, entry]) => [id, entryFacts(dictOf(entry), section)]),
    );
  }
  facts["disabled"] = Object.keys(dictOf(manifest["disabled"])).sort();
  facts["macros"] = Object.keys(dictOf(manifest["macros"]))
    .filter((id) => !/^macro\.dbt(_duckdb)?\./.test(id))
    .sort();
  for (const section of ["parent_map", "child_map", "group_map"]) {
    facts[section] = Object.fromEntries(
      Object.entries(dictOf(manifest[section]))
        .filter(([id]) => !SEMANTIC.test(id))
        .map(([id, ids]) => [id, sorted(ids)]),
    );
  }
  return facts;
}

function entryFacts(entry: Dict, section: string): unknown {
  const facts: Dict = Object.fromEntries(FACTS.map((fact) => [fact, entry[fact]]));
  const depends = dictOf(entry["depends_on"]);
  facts["depends_on"] = sorted(depends["nodes"]);
  facts["tags"] = sorted(entry["tags"]);
  const config = dictOf(entry["config"]);
  facts["config"] = { ...config, tags: sorted(config["tags"]) };
  // What a group's config says comes from its folder and means nothing; unit tests have no place of their own.
  if (section === "groups") delete facts["config"];
  if (section === "unit_tests") {
    delete facts["schema"];
    delete facts["expect"];
  }
  return facts;
}

/** Node by node: how it ended. */
export function outcomes(runResults: unknown): Dict {
  const results = dictOf(runResults)["results"];
  if (!Array.isArray(results)) return {};
  return Object.fromEntries(
    (results as Dict[]).map((result) => [
      String(result["unique_id"]),
      `${String(result["status"])}${counted(result["failures"])}`,
    ]),
  );
}

function counted(failures: unknown): string {
  return typeof failures === "number" && failures > 0 ? `, ${String(failures)} failures` : "";
}

/** Columns and types by relation. */
export function catalogFacts(catalog: unknown): Dict {
  const facts: Dict = {};
  for (const section of ["nodes", "sources"]) {
    facts[section] = Object.fromEntries(
      Object.entries(dictOf(dictOf(catalog)[section])).map(([id, entry]) => [
        id,
        { metadata: dictOf(entry)["metadata"], columns: dictOf(entry)["columns"] },
      ]),
    );
  }
  return facts;
}

/** Source by source: how fresh. */
export function freshnessFacts(sources: unknown): Dict {
  const results = dictOf(sources)["results"];
  if (!Array.isArray(results)) return {};
  return Object.fromEntries(
    (results as Dict[]).map((result) => [
      String(result["unique_id"]),
      { status: result["status"], criteria: result["criteria"] },
    ]),
  );
}

function sorted(values: unknown): unknown {
  if (!Array.isArray(values)) return values;
  return [...new Set(values as string[])].filter((value) => !SEMANTIC.test(value)).sort();
}

function dictOf(value: unknown): Dict {
  return isDict(value) ? value : {};
}

function isDict(value: unknown): value is Dict {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
