import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectFixture } from "./project-fixture.js";

function artifact(dir: string, name: string): unknown {
  return JSON.parse(readFileSync(join(dir, "target", name), "utf8"));
}

describe("sources", () => {
  const SOURCES = `sources:
  - name: raw
    description: "{{ doc('whole') }}"
    quoting: { database: false, schema: false, identifier: false }
    loaded_at_field: at
    freshness: { warn_after: { count: 1, period: hour } }
    tables:
      - name: things
        tags: [outer]
        config: { loaded_at_query: "select max(seen) from {{ this }}" }
        data_tests: [{ unique: { column_name: id, config: { tags: [own] } } }]
`;

  it("are quoted, described and asked for their age as they say", async () => {
    const project = await projectFixture({
      "models/sources.yml": SOURCES,
      "models/whole.md": "{% docs whole %}{% raw %}{{ all }}{% endraw %}{% enddocs %}",
    });
    await project.sql("create schema raw");
    await project.sql("create table raw.things as select 1 as id, timestamp '2024-05-01' as seen");
    const now = (): Date => new Date("2024-05-01T00:30:00Z");
    const result = await project.dbt("source freshness", { now });
    expect(result.errors).toEqual([]);
    expect(artifact(project.dir, "sources.json")).toMatchObject({ results: [{ status: "pass" }] });
    const { sources, nodes } = artifact(project.dir, "manifest.json") as Record<
      string,
      Record<string, unknown>
    >;
    expect(sources?.["source.shop.raw.things"]).toMatchObject({
      relation_name: "memory.raw.things",
      source_description: "{{ all }}",
      loaded_at_field: "at",
    });
    expect(Object.values(nodes ?? {})).toMatchObject([
      { tags: ["outer", "own"], config: { tags: ["own"] } },
    ]);
  });
});
