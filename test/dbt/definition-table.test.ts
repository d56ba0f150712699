import { DuckDBInstance } from "@duckdb/node-api";
import { expect, it, onTestFinished } from "vitest";
import { definitionsOfArtifact, storeDefinitions } from "../../dbt/lineage/definition-table.js";
import { projectFixture } from "./project-fixture.js";

const COLUMNS =
  "select column_name, tags::varchar, meta::varchar from meta.column_definition order by 1";

it("keeps what a build's models and columns are, personal ones tagged", async () => {
  const project = await projectFixture({
    "models/people.sql": "select 1 as id, 'a' as name, 2 as age",
    "models/people.yml": `
version: 2
models:
  - name: people
    description: One row per person.
    config: { meta: { grain: [id], owner: us } }
    columns:
      - { name: id, description: Key. }
      - { name: name, description: Name., config: { meta: { pii: true } } }
      - { name: age, description: Age., config: { tags: [pii], meta: { formula: "1 + 1", owner: them } } }
`,
  });
  const result = await project.dbt("build", { lineage: true });
  expect(result.status).toBe("ok");
  expect(await project.sql(COLUMNS)).toEqual([
    ["age", "[pii]", '{"grain":["id"],"owner":"them","formula":"1 + 1"}'],
    ["id", "[]", "{}"],
    ["name", "[pii]", "{}"],
  ]);
  expect(
    await project.sql("select table_name, description, meta->>'owner' from meta.table_definition"),
  ).toEqual([["people", "One row per person.", "us"]]);
});

it("reads the same from the real dbt's manifest", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  onTestFinished(() => {
    instance.closeSync();
  });
  const connection = await instance.connect();
  const artifact = {
    nodes: {
      "model.p.people": {
        resource_type: "model",
        schema: "shared",
        alias: "people",
        description: "One row per person.",
        tags: [],
        config: { meta: { grain: ["id"], owner: "us", paragraph: "2" } },
        columns: {
          age: { name: "age", tags: [], meta: { formula: "1 + 1" } },
          name: { name: "name", description: "It's a name.", tags: [], meta: { pii: true } },
        },
      },
      "test.p.unique": { resource_type: "test", schema: "x", alias: "y", columns: {} },
    },
  };
  const run = async (sql: string): Promise<void> => {
    await connection.run(sql);
  };
  await storeDefinitions({ run }, "memory", definitionsOfArtifact(artifact));
  const found = await connection.runAndReadAll(
    "select table_schema, table_name, column_name, description, tags::varchar, meta::varchar from meta.column_definition",
  );
  expect(found.getRowsJson()).toEqual([
    [
      "shared",
      "people",
      "age",
      "",
      "[]",
      '{"grain":["id"],"owner":"us","paragraph":"2","formula":"1 + 1"}',
    ],
    ["shared", "people", "name", "It's a name.", "[pii]", "{}"],
  ]);
});
