import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { expect, it } from "vitest";
import { memberTypes } from "../../cube/members/member-types.js";
import type {
  DimensionName,
  HierarchyName,
  MeasureName,
  SegmentName,
  TimeDimensionName,
} from "../../cube/members/members.js";
import { compiledModelOfTree } from "./compiled-model.js";

const file = join(import.meta.dirname, "../../cube/members/members.ts");

/** A question as a board or report states it: a name that the model does not have does not compile. */
interface Question {
  measures: MeasureName[];
  dimensions: (DimensionName | TimeDimensionName)[];
  segments: SegmentName[];
  along: HierarchyName;
}

const QUESTIONS: Question[] = [
  {
    measures: ["sales.net_revenue", "sales.margin_rate"],
    dimensions: ["sales.category_name", "sales.order_date"],
    segments: ["sales.known_customers"],
    along: "sales.product",
  },
  {
    // @ts-expect-error: there is no such measure.
    measures: ["sales.net_revenues"],
    // @ts-expect-error: a measure is no dimension.
    dimensions: ["sales.net_revenue"],
    segments: [],
    // @ts-expect-error: a dimension is no hierarchy.
    along: "sales.category_name",
  },
];

it("the generated types name the members of the model as it is", async () => {
  const model = await compiledModelOfTree();
  const options = await resolveConfig(file);
  const text = await format(memberTypes(model), { ...options, parser: "typescript" });
  await expect(text).toMatchFileSnapshot(file);
  const known = QUESTIONS.map(({ measures }) => measures.every((name) => model.members.has(name)));
  expect(known).toEqual([true, false]);
});
