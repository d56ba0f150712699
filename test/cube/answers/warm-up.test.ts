import { afterAll, beforeAll, expect, it } from "vitest";
import { Planner } from "../../../cube/answers/planner.js";
import { warmUp } from "../../../cube/answers/warm-up.js";
import { readMemberCatalogue } from "../../../cube/member-catalogue.js";
import { compiledCore } from "../../../cube/semantic-layer.js";
import type { VersionCore } from "../../../cube/version-core.js";
import { MODEL_DIR } from "../compiled-model.js";

let core: VersionCore;

beforeAll(async () => {
  core = await compiledCore({ modelDir: MODEL_DIR, apiSecret: "test" });
});

afterAll(() => core.shutdown());

it("the warm-up plans a question of every view, over time where the view has a time", async () => {
  const members = readMemberCatalogue(
    await core.compile({ securityContext: {}, requestId: "test" }),
  );
  const failed = await warmUp(await Planner.over(core), members);
  expect(failed).toEqual([]);
  expect(members.views.size).toBeGreaterThan(40);
});
