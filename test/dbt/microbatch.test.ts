import { describe, expect, it } from "vitest";
import { batchesOf } from "../../dbt/execute/batches.js";
import type { ProjectNode } from "../../dbt/manifest.js";
import { projectFixture, resultOf, statuses } from "./project-fixture.js";

const EVENTS =
  "{{ config(materialized='table', event_time='at_time') }} select i as id, timestamp '2024-01-01' + interval (i * 8) hour as at_time, {{ var('n', 1) }} as n from range(9) t(i)";
const CONFIG =
  "materialized='incremental', incremental_strategy='microbatch', event_time='at_time', begin='2024-01-01', batch_size='day'";

function spans(config: Record<string, unknown>, question: Record<string, unknown> = {}): string[] {
  const node = {
    name: "m",
    originalFilePath: "m.sql",
    config: { begin: "2024-01-01", ...config },
  } as unknown as ProjectNode;
  const asked = {
    incremental: false,
    start: null,
    end: null,
    now: new Date("2024-03-02T10:30:00Z"),
    ...question,
  };
  return batchesOf(node, asked).map(({ id, start, end }) => `${id}: ${start} to ${end}`);
}

describe("microbatch models", () => {
  it("have a batch for each piece of time from their beginning to now", () => {
    expect(spans({ batch_size: "month", begin: "2024-01-15" })).toEqual([
      "202401: 2024-01-01 00:00:00+00:00 to 2024-02-01 00:00:00+00:00",
      "202402: 2024-02-01 00:00:00+00:00 to 2024-03-01 00:00:00+00:00",
      "202403: 2024-03-01 00:00:00+00:00 to 2024-04-01 00:00:00+00:00",
    ]);
    expect(spans({ batch_size: "year", begin: "2023-05-05" })).toHaveLength(2);
    expect(spans({ batch_size: "hour", begin: "2024-03-02T09:00:00" })).toEqual([
      "20240302T09: 2024-03-02 09:00:00+00:00 to 2024-03-02 10:00:00+00:00",
      "20240302T10: 2024-03-02 10:00:00+00:00 to 2024-03-02 11:00:00+00:00",
    ]);
  });

  it("look back once they exist, and keep to the bounds given", () => {
    const existing = { incremental: true };
    expect(spans({ batch_size: "day" }, existing)).toEqual([
      "20240301: 2024-03-01 00:00:00+00:00 to 2024-03-02 00:00:00+00:00",
      "20240302: 2024-03-02 00:00:00+00:00 to 2024-03-03 00:00:00+00:00",
    ]);
    expect(spans({ batch_size: "day", lookback: 3 }, existing)).toHaveLength(4);
    expect(
      spans(
        { batch_size: "day" },
        { ...existing, start: "2024-01-02", end: "2024-01-03T12:00:00" },
      ),
    ).toEqual([
      "20240102: 2024-01-02 00:00:00+00:00 to 2024-01-03 00:00:00+00:00",
      "20240103: 2024-01-03 00:00:00+00:00 to 2024-01-04 00:00:00+00:00",
    ]);
  });

  it("read the events of each batch and replace those they had", async () => {
    const project = await projectFixture({
      "models/events.sql": EVENTS,
      "models/m.sql": `{{ config(${CONFIG}, pre_hook="create table if not exists hooked as select 'pre' as w", post_hook="insert into hooked values ('post')") }} select *, '{{ model.batch.id }}' as batch from {{ ref('events') }}`,
    });
    const bounds = { eventTimeStart: "2024-01-01", eventTimeEnd: "2024-01-04" };
    const first = await project.dbt("run", bounds);
    expect(first.errors).toEqual([]);
    expect(resultOf(first, "m").batches?.successful).toHaveLength(3);
    expect(await project.sql("select batch, count(*)::int from m group by 1 order by 1")).toEqual([
      ["20240101", 3],
      ["20240102", 3],
      ["20240103", 3],
    ]);
    expect(await project.sql("from hooked")).toEqual([["pre"], ["post"]]);
    await project.dbt("run", {
      eventTimeStart: "2024-01-02",
      eventTimeEnd: "2024-01-03",
      vars: { n: 2 },
    });
    expect(await project.sql("select n, count(*)::int from m group by 1 order by 1")).toEqual([
      [1, 6],
      [2, 3],
    ]);
  });

  it("go on after a batch that fails, and tell which", async () => {
    const project = await projectFixture({
      "models/events.sql": EVENTS,
      "models/m.sql": `{{ config(${CONFIG}) }} select id, at_time, {{ "error('boom')" if model.batch.id == '20240102' else '1' }} as n from {{ ref('events') }}`,
      "models/below.sql": "select * from {{ ref('m') }}",
    });
    const result = await project.dbt("run", { eventTimeEnd: "2024-01-04" });
    expect(statuses(result)).toEqual(["events success", "m error", "below skipped"]);
    expect(resultOf(result, "m").message).toContain("PARTIAL SUCCESS (2/3)");
    expect(resultOf(result, "m").batches?.failed.map(({ id }) => id)).toEqual(["20240102"]);
    expect(await project.sql("select count(*)::int from m")).toEqual([[6]]);
  });

  it("need a batch size, a beginning", () => {
    expect(() => spans({})).toThrow("needs a batch_size");
    expect(() => spans({ batch_size: "day", begin: null })).toThrow("needs a begin");
    expect(() => spans({ batch_size: "day", begin: "some day" })).toThrow("is no time");
  });
});
