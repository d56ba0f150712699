import { describe, expect, it } from "vitest";
import { sampleSpan } from "../../dbt/commands/sample-window.js";
import { projectFixture } from "./project-fixture.js";

describe("sampling", () => {
  it("shows models only what happened in the window, and tests all of it", async () => {
    const project = await projectFixture({
      "models/sources.yml":
        "sources:\n  - name: raw\n    schema: main\n    tables: [{name: events, config: {event_time: happened}}]\nmodels:\n  - name: m\n    config: {event_time: happened}\n",
      "models/m.sql":
        "{{ config(materialized='table') }} select * from {{ source('raw', 'events') }}",
      "tests/t.sql": "select * from {{ source('raw', 'events') }} where id = 1",
    });
    await project.sql(
      "create table events as from (values (1, timestamp '2024-01-01'), (2, timestamp '2024-01-03')) t(id, happened)",
    );
    const sample = { start: "2024-01-02", end: "2024-01-04" };
    expect((await project.dbt("run", { sample })).errors).toEqual([]);
    expect(await project.sql("select id from main.m")).toEqual([[2]]);
    expect((await project.dbt("test", { sample })).tests.failed).toBe(1);
  });

  it.each([
    [{ count: 3, size: "day" } as const, "2024-03-28 12:00:00+00:00"],
    [{ count: 1, size: "month" } as const, "2024-02-29 12:00:00+00:00"],
    [{ count: 2, size: "hour" } as const, "2024-03-31 10:00:00+00:00"],
    [{ count: 1, size: "year" } as const, "2023-03-31 12:00:00+00:00"],
  ])("counts %j back from now", (sample, start) => {
    const now = new Date("2024-03-31T12:00:00Z");
    expect(sampleSpan(sample, now)).toEqual({ start, end: "2024-03-31 12:00:00+00:00" });
  });
});
