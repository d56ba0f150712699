type Dict = Record<string, unknown>;
interface Entry {
  name: string;
  fqn: string[];
  resource_type: string;
  package_name: string;
  original_file_path: string;
  tags?: string[];
  config?: Dict;
  source_name?: string;
}

/** Forty-odd selections of a project nobody wrote any for, made of its own names, tags, paths and sources. */
export function selectionsOf(manifest: unknown): string[] {
  const {
    nodes = {},
    sources = {},
    exposures = {},
  } = (manifest ?? {}) as Record<string, Record<string, Entry>>;
  const entries = Object.values(nodes);
  const models = entries.filter((entry) => entry.resource_type === "model");
  const spread = <T>(values: readonly T[], count: number): T[] => {
    const stride = Math.max(1, Math.floor(values.length / count));
    return values.filter((_, index) => index % stride === 0).slice(0, count);
  };
  const unique = (values: string[]): string[] => [...new Set(values)].sort();
  const names = spread(unique(models.map(({ name }) => name)), 4);
  const folders = unique(
    models.map(({ original_file_path: path }) => path.replace(/\/[^/]*$/, "")),
  );
  const tags = unique(entries.flatMap((entry) => entry.tags ?? []));
  const packages = unique(entries.map((entry) => entry.package_name));
  const kinds = unique(models.map(({ config }) => String(config?.["materialized"])));
  const tests = unique(entries.filter((e) => e.resource_type === "test").map((e) => e.name));
  return [
    "",
    ...names.flatMap((name) =>
      [name, `+${name}`, `${name}+`, `1+${name}+1`, `@${name}`].map(select),
    ),
    ...spread(folders, 3).map((folder) => select(`path:${folder}`)),
    ...spread(tags, 3).map((tag) => select(`tag:${tag}`)),
    ...packages.slice(0, 3).map((name) => select(`package:${name}`)),
    ...kinds.slice(0, 3).map((kind) => select(`config.materialized:${kind}`)),
    ...spread(tests, 2).map(select),
    ...["model", "test", "seed", "source", "snapshot", "unit_test"].map(
      (type) => `--resource-type ${type}`,
    ),
    ...unique(Object.values(sources).map((source) => source.source_name ?? ""))
      .slice(0, 2)
      .map((name) => select(`source:${name}+`)),
    ...Object.values(exposures)
      .slice(0, 2)
      .map(({ name }) => select(`+exposure:${name}`)),
    ...["test_type:generic", "test_type:singular", "test_type:unit", "*"].map(select),
    ...names
      .slice(0, 2)
      .flatMap((name) => [
        `--exclude ${name}+`,
        `--select +${name} --exclude config.materialized:view`,
        `--select ${name} --indirect-selection cautious`,
        `--select ${name}+,+${names.at(-1) ?? name}`,
      ]),
    "--output name --resource-type model",
    "--output path",
  ];
}

function select(selector: string): string {
  return `--select ${selector}`;
}
