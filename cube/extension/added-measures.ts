import type { CubeAnswer } from "../asking.js";
import type { MemberCatalogue } from "../member-catalogue.js";
import { resultNameOf, type Calculation, type Extensions } from "./extended-query.js";

/** A column of figures that no member of the model names. */
interface AddedMeasure {
  readonly name: string;
  /** The measure it is made from. */
  readonly of: string;
  readonly title: string;
  readonly titleZh: string;
  /** "percent", "number", or null for the measure's own. */
  readonly format: "percent" | "number" | null;
}

const COMPARED = [
  { suffix: "previous", title: "before", titleZh: "对比期", format: null },
  { suffix: "change", title: "change", titleZh: "变化", format: null },
  { suffix: "change_rate", title: "change rate", titleZh: "变化率", format: "percent" },
] as const;

const CALCULATED: Readonly<
  Record<Calculation["type"], Pick<AddedMeasure, "title" | "titleZh" | "format">>
> = {
  running_total: { title: "running total", titleZh: "累计", format: null },
  rolling: { title: "rolling", titleZh: "滚动", format: null },
  share_of_total: { title: "share of total", titleZh: "占总计", format: "percent" },
  share_of_parent: { title: "share of parent", titleZh: "占上级", format: "percent" },
  rank: { title: "rank", titleZh: "排名", format: "number" },
};

/** Everything that the extensions put beside the query's measures, in the order of the columns. */
export function addedMeasures(
  measures: readonly string[],
  { compare, calculate = [] }: Extensions,
  members: MemberCatalogue,
): AddedMeasure[] {
  const added = (
    name: string,
    of: string,
    { title, titleZh, format }: Pick<AddedMeasure, "title" | "titleZh" | "format">,
  ): AddedMeasure => {
    const member = members.members.get(of);
    return {
      name,
      of,
      title: `${member?.title ?? of}, ${title}`,
      titleZh: `${member?.titleZh ?? member?.title ?? of}（${titleZh}）`,
      format,
    };
  };
  return [
    ...calculate.map((calculation) =>
      added(resultNameOf(calculation), calculation.of, CALCULATED[calculation.type]),
    ),
    ...measures.flatMap((of) =>
      compare ? COMPARED.map((kind) => added(`${of}.${kind.suffix}`, of, kind)) : [],
    ),
  ];
}

/** The annotation with an entry for each added column, so that Cube's client can lay it out. */
export function annotated(
  annotation: CubeAnswer["annotation"],
  added: readonly AddedMeasure[],
): CubeAnswer["annotation"] {
  const measures = annotation["measures"] ?? {};
  const entries = added.map(({ name, of, title, titleZh, format }) => {
    const own = (measures[of] ?? {}) as Readonly<Record<string, unknown>>;
    const entry = {
      ...own,
      title,
      shortTitle: title,
      type: "number",
      format: format ?? own["format"],
      meta: { title_zh: titleZh, of },
      drillMembers: [],
      drillMembersGrouped: { measures: [], dimensions: [] },
    };
    return [name, entry] as const;
  });
  return { ...annotation, measures: { ...measures, ...Object.fromEntries(entries) } };
}
