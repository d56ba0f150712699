import type { MemberCatalogue, View } from "../member-catalogue.js";

const HEADER = `/**
 * Names of everything the semantic model shows, so that who asks for them is checked at compile time. Data:
 * generated from cube/model by \`npx vitest run test/cube/members.test.ts -u\`.
 */
export interface Members {
`;

const FOOTER = `}

type Named<Kind extends keyof Members[ViewName]> = {
  [View in ViewName]: \`\${View}.\${Members[View][Kind]}\`;
}[ViewName];

export type ViewName = keyof Members;
export type MeasureName = Named<"measures">;
/** Dimensions that are no dates. */
export type DimensionName = Named<"dimensions">;
export type TimeDimensionName = Named<"times">;
export type SegmentName = Named<"segments">;
export type HierarchyName = Named<"hierarchies">;
`;

/** The source text of `members.ts`, not formatted. */
export function memberTypes(catalogue: MemberCatalogue): string {
  const views = [...catalogue.views.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return `${HEADER}${views.map(viewType).join("")}${FOOTER}`;
}

function viewType({ name, members, hierarchies }: View): string {
  const dimensions = members.filter(({ kind }) => kind === "dimension");
  const isTime = ({ type }: { type: string }): boolean => type === "time";
  return `${name}: {
    measures: ${union(members.filter(({ kind }) => kind === "measure"))};
    dimensions: ${union(dimensions.filter((dimension) => !isTime(dimension)))};
    times: ${union(dimensions.filter(isTime))};
    segments: ${union(members.filter(({ kind }) => kind === "segment"))};
    hierarchies: ${union(hierarchies)};
  };
`;
}

function union(named: readonly { name: string }[]): string {
  return named.map(({ name }) => JSON.stringify(name.split(".")[1])).join(" | ") || "never";
}
