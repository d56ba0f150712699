import { describe, expect, it } from "vitest";
import { projectFixture, resultOf } from "./project-fixture.js";

const SOURCE = `{{ config(materialized='table') }}
{% set n = var('n', 1) %}
select *{{ ', 1 as extra' if n == 3 }} from (values
{% if n == 1 %}(1, 'a', timestamp '2024-01-01'), (2, 'b', timestamp '2024-01-02'), (3, 'c', timestamp '2024-01-03')
{% else %}(1, 'a', timestamp '2024-01-01'), (2, 'B', timestamp '2024-01-05'), (4, 'd', timestamp '2024-01-06'){% endif %}
) t(id, name, changed)`;

function days(values: readonly unknown[]): string {
  return values
    .map((value) => (value === null ? "-" : String(value as string | number)))
    .map((value) => value.replace(" 00:00:00", "").replace(/^2024-01-0/, "d"))
    .join(" ");
}

/** Takes the snapshot `s` of both states of the source. */
async function takenTwice(config: string) {
  const project = await projectFixture({
    "models/src.sql": SOURCE,
    "snapshots/s.sql": `{% snapshot s %}{{ config(${config}) }} select * from {{ ref('src') }}{% endsnapshot %}`,
  });
  const first = await project.dbt("build");
  const second = await project.dbt("build", { vars: { n: 2 } });
  return { project, first, second };
}

const TIMESTAMP = "unique_key='id', strategy='timestamp', updated_at='changed'";
const SPANS =
  "select id, name, dbt_valid_from, dbt_valid_to from main.s order by id, dbt_valid_from, name";

describe("snapshots", () => {
  it("close a changed row's span and open another, by timestamp", async () => {
    const { project, second } = await takenTwice(TIMESTAMP);
    expect(second.errors).toEqual([]);
    expect((await project.sql(SPANS)).map(days)).toEqual([
      "1 a d1 -",
      "2 b d2 d5",
      "2 B d5 -",
      "3 c d3 -",
      "4 d d6 -",
    ]);
    expect(
      await project.sql(
        "select count(*)::int from main.s where dbt_scd_id = md5(id::varchar || '|' || changed::varchar) and dbt_updated_at = changed",
      ),
    ).toEqual([[5]]);
  });

  it("change nothing when nothing changed", async () => {
    const { project } = await takenTwice(TIMESTAMP);
    const before = await project.sql("from main.s order by all");
    await project.dbt("snapshot", { vars: { n: 2 } });
    expect(await project.sql("from main.s order by all")).toEqual(before);
  });

  it("close rows that went, or say that they did", async () => {
    const closed = await takenTwice(`${TIMESTAMP}, hard_deletes='invalidate'`);
    const gone = "select count(*)::int from main.s where id = 3 and dbt_valid_to is not null";
    expect(await closed.project.sql(gone)).toEqual([[1]]);
    const told = await takenTwice(`${TIMESTAMP}, hard_deletes='new_record'`);
    expect(
      await told.project.sql(
        "select dbt_is_deleted, dbt_valid_to is null from main.s where id = 3 order by 1",
      ),
    ).toEqual([
      ["False", false],
      ["True", true],
    ]);
    await told.project.dbt("build", { vars: { n: 2 } });
    expect(await told.project.sql("select count(*)::int from main.s where id = 3")).toEqual([[2]]);
  });

  it("write another date than null for rows that are valid now", async () => {
    const { project } = await takenTwice(`${TIMESTAMP}, dbt_valid_to_current="date '9999-12-31'"`);
    const spans = (await project.sql(SPANS)).map(days);
    expect(spans[1]).toBe("2 b d2 d5");
    expect(spans[2]).toBe("2 B d5 9999-12-31");
  });

  it("name their columns as asked, with keys of several columns", async () => {
    const { project, second } = await takenTwice(
      "unique_key=['id', 'name'], strategy='timestamp', updated_at='changed', snapshot_meta_column_names={'dbt_valid_from': 'since', 'dbt_valid_to': 'until'}",
    );
    expect(second.errors).toEqual([]);
    expect(
      (await project.sql("select id, name, since, until from main.s order by 1, 2")).map(days),
    ).toEqual(["1 a d1 -", "2 B d5 -", "2 b d2 -", "3 c d3 -", "4 d d6 -"]);
  });

  it("compare columns where there is no timestamp, new columns too", async () => {
    const { project } = await takenTwice("unique_key='id', strategy='check', check_cols=['name']");
    const current =
      "select id, name from main.s where dbt_valid_to is null order by id, dbt_valid_from";
    expect(await project.sql(current)).toEqual([
      [1, "a"],
      [2, "B"],
      [3, "c"],
      [4, "d"],
    ]);
    const all = await takenTwice("unique_key='id', strategy='check', check_cols='all'");
    await all.project.dbt("build", { vars: { n: 3 } });
    expect(
      await all.project.sql("select id, extra from main.s where dbt_valid_to is null order by id"),
    ).toEqual([
      [1, 1],
      [2, 1],
      [3, null],
      [4, 1],
    ]);
  });

  it("may be written as YAML over a relation", async () => {
    const project = await projectFixture({
      "models/src.sql": SOURCE,
      "snapshots/s.yml":
        "snapshots: [{name: s, relation: ref('src'), config: {schema: kept, unique_key: id, strategy: timestamp, updated_at: changed}}]",
    });
    const result = await project.dbt("build");
    expect(resultOf(result, "s")).toMatchObject({ status: "success", rows: 3 });
    expect(await project.sql("select count(*)::int from main_kept.s")).toEqual([[3]]);
  });

  it("refuse a table that is no snapshot", async () => {
    const project = await projectFixture({
      "models/src.sql": SOURCE,
      "snapshots/s.sql": `{% snapshot s %}{{ config(${TIMESTAMP}) }} select * from {{ ref('src') }}{% endsnapshot %}`,
    });
    await project.sql("create table main.s as select 1 as id, timestamp '2024-01-01' as changed");
    const result = await project.dbt("build");
    expect(resultOf(result, "s").error?.message).toContain(
      "it lacks dbt_scd_id, dbt_valid_from, dbt_valid_to",
    );
    expect(await project.sql("select id from main.s")).toEqual([[1]]);
  });
});
