import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runDbt } from "../../dbt/run.js";
import type { ParsedProject } from "../../dbt/parse/parse-project.js";
import { temporaryDir } from "../temporary-dir.js";
import { parseDir } from "./parsed-project.js";
import { writeProject } from "./project-fixture.js";

type Options = NonNullable<Parameters<typeof parseDir>[1]>;

interface Cached {
  write: (files: Record<string, string>) => void;
  parse: (options?: Options) => Promise<ParsedProject>;
  /** Whether the last parse took what was kept. */
  unchanged: () => boolean;
  file: string;
}

/** A project parsed with a cache; its file is written anew by each real parse. */
function cachedProject(files: Record<string, string>): Cached {
  const dir = temporaryDir();
  const file = join(dir, "target", "partial_parse.bin");
  const marked = Buffer.from("mark");
  let before = Buffer.alloc(0);
  writeProject(dir, { "dbt_project.yml": "name: shop\n", ...files });
  return {
    file,
    write: (more) => {
      writeProject(dir, more);
    },
    parse: async (options) => {
      try {
        before = readFileSync(file);
      } catch {
        before = marked;
      }
      return parseDir(dir, { ...options, cacheDir: join(dir, "target") });
    },
    unchanged: () => {
      try {
        return readFileSync(file).equals(before);
      } catch {
        return false;
      }
    },
  };
}

const MODEL = {
  "models/m.sql": "{{ config(alias=env_var('NAME', 'none'), tags=['a']) }} select 1 as id",
  "models/n.sql": "select * from {{ ref('m') }}",
  "models/p.yml": "models: [{name: m, columns: [{name: id, data_tests: [unique]}]}]",
};

describe("the parse cache", () => {
  it("gives an unchanged project back as it was parsed", async () => {
    const project = cachedProject({
      ...MODEL,
      "models/log.sql": "{{ log('said', info=True) }} select 1 as id",
    });
    const first = await project.parse();
    const notes: string[] = [];
    const second = await project.parse({ notes });
    expect(project.unchanged()).toBe(true);
    expect(notes).toContain("info: said");
    expect(second.manifest.nodes).toEqual(first.manifest.nodes);
    expect(second.manifest.macros).toEqual(first.manifest.macros);
    expect(second.dag).toEqual(first.dag);
    expect(second.lookup.ref({ name: "m", package: null, version: null })?.name).toBe("m");
  });

  it.each<[string, Record<string, string>, Options]>([
    ["a model", { "models/n.sql": "select 2 from {{ ref('m') }}" }, {}],
    ["a new file", { "models/o.sql": "select 3 as id" }, {}],
    ["properties", { "models/p.yml": "models: [{name: m, description: new}]" }, {}],
    ["a macro", { "macros/m.sql": "{% macro one() %}1{% endmacro %}" }, {}],
    ["the project file", { "dbt_project.yml": "name: shop\nmodels: {+tags: [b]}\n" }, {}],
    ["variables", {}, { vars: { a: 1 } }],
    ["an environment variable that a template reads", {}, { env: { NAME: "given" } }],
  ])("parses again after a change of %s", async (_what, files, options) => {
    const project = cachedProject(MODEL);
    await project.parse();
    project.write(files);
    const { manifest } = await project.parse(options);
    expect(project.unchanged()).toBe(false);
    if (options.env !== undefined) expect(manifest.nodes.get("model.shop.m")?.alias).toBe("given");
  });

  it("does not mind environment variables and flags that no template reads", async () => {
    const project = cachedProject(MODEL);
    await project.parse();
    await project.parse({ env: { OTHER: "x" }, fullRefresh: true });
    expect(project.unchanged()).toBe(true);
  });

  it("minds flags that a template reads, and keeps nothing that goes with the time", async () => {
    const flagged = cachedProject({
      "models/m.sql": "{{ config(tags=['f' if flags.FULL_REFRESH else 'n']) }} select 1 as id",
    });
    await flagged.parse();
    const { manifest } = await flagged.parse({ fullRefresh: true });
    expect(manifest.nodes.get("model.shop.m")?.config["tags"]).toEqual(["f"]);
    const timed = cachedProject({ "models/m.sql": "select '{{ run_started_at }}' as at" });
    await timed.parse();
    expect(() => readFileSync(timed.file)).toThrow();
  });

  it("is left aside where it cannot be read", async () => {
    const project = cachedProject(MODEL);
    await project.parse();
    writeFileSync(project.file, "not a cache");
    expect((await project.parse()).manifest.nodes.size).toBe(3);
  });
});

describe("manifest.json of an unchanged project", () => {
  const invocation = (dir: string, command: "parse" | "compile"): Parameters<typeof runDbt>[0] => ({
    command,
    projectDir: dir,
    vars: {},
    target: { name: "dev", schema: "main", database: "warehouse" },
    connect: () => Promise.reject(new Error("needs no database")),
    onEvent: () => undefined,
  });

  const read = (dir: string): { metadata: Record<string, unknown>; nodes: object } =>
    JSON.parse(readFileSync(join(dir, "target", "manifest.json"), "utf8")) as ReturnType<
      typeof read
    >;

  it("has the run's own metadata and the same nodes, and nothing that compiling left there", async () => {
    const dir = temporaryDir();
    writeProject(dir, { "dbt_project.yml": "name: shop\n", "models/m.sql": "select 1 as id" });
    await runDbt(invocation(dir, "parse"));
    const first = read(dir);
    await runDbt(invocation(dir, "parse"));
    const second = read(dir);
    expect(second.nodes).toEqual(first.nodes);
    expect(second.metadata["invocation_id"]).not.toBe(first.metadata["invocation_id"]);
    await runDbt(invocation(dir, "compile"));
    expect(JSON.stringify(read(dir).nodes)).toContain("compiled_code");
    await runDbt(invocation(dir, "parse"));
    expect(JSON.stringify(read(dir).nodes)).not.toContain("compiled_code");
    writeProject(dir, { "models/n.sql": "select 2 as id" });
    await runDbt(invocation(dir, "parse"));
    expect(Object.keys(read(dir).nodes)).toEqual(["model.shop.m", "model.shop.n"]);
  });
});
