import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Planner, type Plan } from "../../../cube/answers/planner.js";
import type { CubeQuery } from "../../../cube/asking.js";
import { compiledCore } from "../../../cube/semantic-layer.js";
import type { VersionCore } from "../../../cube/version-core.js";
import { ROLLUP_MODEL, rollupModelDir } from "../rollups/rollup-model.js";

/** Where no rollup is by month, fewer questions have plans of their own. */
const MODELS = {
  "rollups by month and day": ROLLUP_MODEL,
  "rollups by day": ROLLUP_MODEL.replace("granularity: month", "granularity: day"),
};

const plan = (planner: Planner, query: CubeQuery): Promise<Plan> =>
  planner.plan(query, { requestId: "test", raw: false });

/** What decides about the answer. */
const essence = ({ sql, values, total, rollups, query }: Plan): unknown => ({
  ...{ sql, values, total, query },
  rollups: rollups.map(({ preAggregationId }) => preAggregationId),
});

const DAYS = [
  ["2012-01-01", "2012-12-31"],
  ["2013-01-01", "2013-12-31"],
  ["2012-04-01", "2012-06-30"],
  ["2012-07-01", "2012-09-30"],
  ["2012-02-01", "2012-02-29"],
  ["2013-03-01", "2013-03-31"],
  ["2012-01-02", "2012-01-08"],
  ["2012-01-15", "2012-03-20"],
  ["2012-02-16", "2012-11-21"],
  ["2013-05-05", "2013-05-05"],
  ["2013-05-05T10:00:00", "2013-05-05T11:30:00"],
];

describe.each(Object.entries(MODELS))("over %s a plan made for other dates", (_, model) => {
  let core: VersionCore;
  let remembering: Planner;

  beforeAll(async () => {
    core = await compiledCore({ modelDir: rollupModelDir(model), apiSecret: "test" });
    remembering = await Planner.over(core);
  });

  afterAll(() => core.shutdown());

  it.each([undefined, "day", "week", "month", "quarter", "year"])(
    "is the plan Cube would make, by %s",
    async (granularity) => {
      for (const dateRange of DAYS) {
        const query: CubeQuery = {
          measures: ["v.net", "v.count"],
          dimensions: ["v.channel"],
          timeDimensions: [
            { dimension: "v.date", dateRange, ...(granularity ? { granularity } : {}) },
          ],
          filters: [{ member: "v.net", operator: "gt", values: ["5"] }],
          total: true,
        };
        const fresh = await plan(await Planner.over(core), query);
        expect(essence(await plan(remembering, query)), dateRange.join()).toEqual(essence(fresh));
      }
    },
  );

  it("has only as many SQL texts as there are choices of rollups", async () => {
    const texts = new Set<string>();
    for (const dateRange of DAYS) {
      const found = await plan(remembering, {
        measures: ["v.net"],
        timeDimensions: [{ dimension: "v.date", dateRange }],
      });
      texts.add(found.sql);
    }
    // Whole months or days, and the hours of a day, which no rollup answers.
    expect(texts.size).toBe(model === ROLLUP_MODEL ? 3 : 2);
  });

  it("is made anew where a filter holds the same day", async () => {
    for (const day of ["2012-03-01", "2012-03-02", "2012-03-03"]) {
      const query: CubeQuery = {
        measures: ["v.net"],
        timeDimensions: [{ dimension: "v.date", dateRange: [day, day] }],
        filters: [{ member: "v.date", operator: "afterDate", values: [day] }],
      };
      const fresh = await plan(await Planner.over(core), query);
      expect(essence(await plan(remembering, query))).toEqual(essence(fresh));
    }
  });
});
