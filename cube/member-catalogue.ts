import { z } from "zod";

export type MemberKind = "measure" | "dimension" | "segment";
export type MemberType = "number" | "string" | "time" | "boolean" | "geo";

/** How a measure may be totalled: over any dimension, over any but time, or not at all. */
type Additivity = "additive" | "semi-additive" | "non-additive";

type Meta = Readonly<Record<string, unknown>>;

/** One public member of a view. Names are whole ("sales.net_revenue") everywhere. */
export interface Member {
  readonly name: string;
  readonly kind: MemberKind;
  readonly view: string;
  /** Without the view's title. */
  readonly title: string;
  readonly titleZh: string | null;
  readonly description: string;
  readonly descriptionZh: string | null;
  /** Of a segment: "boolean". */
  readonly type: MemberType;
  /** Of a measure: Cube's type ("sum", "count_distinct", "number" …); null of others. */
  readonly aggregate: string | null;
  /** "currency", "percent" …; Cube's own object where the model gives a pattern. */
  readonly format: string | Meta | null;
  /** ISO 4217 code where the model names one. */
  readonly currency: string | null;
  readonly meta: Meta;
  /** Of a measure; null of others, and where the model does not say. */
  readonly additivity: Additivity | null;
  /** Of a semi-additive measure: the time dimension of which a period's last day counts. */
  readonly lastOf: string | null;
  /** The member behind the view, for example "dim_product.category_name". Equal in all views that show the same one. */
  readonly cubeMember: string;
  /** Members that list what lies behind a measure; empty of others. */
  readonly drillMembers: readonly string[];
  /** Of a time dimension: granularities of its own beside the common ones. */
  readonly granularities: readonly string[];
}

/** Levels of a view's dimensions, widest first. */
interface Hierarchy {
  readonly name: string;
  readonly view: string;
  readonly title: string;
  readonly levels: readonly string[];
  /** The hierarchy behind the view, for example "dim_date.calendar". */
  readonly cubeMember: string;
}

export interface View {
  readonly name: string;
  readonly title: string;
  readonly titleZh: string | null;
  readonly description: string;
  readonly descriptionZh: string | null;
  readonly meta: Meta;
  /** The time dimension that stands for the view's dates where a query names none. */
  readonly defaultTime: string | null;
  readonly members: readonly Member[];
  readonly hierarchies: readonly Hierarchy[];
}

/** Everything the model shows, by name, in the order of the model. */
export interface MemberCatalogue {
  readonly views: ReadonlyMap<string, View>;
  readonly members: ReadonlyMap<string, Member>;
  readonly hierarchies: ReadonlyMap<string, Hierarchy>;
}

const meta = z.record(z.string(), z.unknown()).optional();

const compiledMember = z.object({
  name: z.string(),
  shortTitle: z.string(),
  description: z.string().optional(),
  type: z.enum(["number", "string", "time", "boolean", "geo"]).default("boolean"),
  aggType: z.string().optional(),
  format: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  currency: z.string().optional(),
  meta,
  public: z.boolean(),
  aliasMember: z.string().optional(),
  drillMembers: z.array(z.string()).default([]),
  granularities: z.array(z.object({ name: z.string() })).default([]),
});

const compiledCube = z.object({
  config: z.object({
    name: z.string(),
    type: z.enum(["cube", "view"]),
    title: z.string(),
    description: z.string().optional(),
    public: z.boolean(),
    meta,
    measures: z.array(compiledMember),
    dimensions: z.array(compiledMember),
    segments: z.array(compiledMember),
    hierarchies: z.array(
      z.object({
        name: z.string(),
        title: z.string().optional(),
        levels: z.array(z.string()),
        public: z.boolean(),
        aliasMember: z.string().optional(),
      }),
    ),
  }),
});

type CompiledMember = z.infer<typeof compiledMember>;
type CompiledView = z.infer<typeof compiledCube>["config"];

/**
 * Reads what Cube's compiler says of the model; cubes behind the views and private members are left out.
 *
 * @param compiled what `metaConfig` of Cube's compiler gives
 */
export function readMemberCatalogue(compiled: unknown): MemberCatalogue {
  const views = z
    .array(compiledCube)
    .parse(compiled)
    .map(({ config }) => config)
    .filter((config) => config.type === "view" && config.public)
    .map(view);
  return {
    views: byName(views),
    members: byName(views.flatMap(({ members }) => members)),
    hierarchies: byName(views.flatMap(({ hierarchies }) => hierarchies)),
  };
}

function view(config: CompiledView): View {
  const of = (kind: MemberKind, compiled: readonly CompiledMember[]): Member[] =>
    compiled
      .filter((candidate) => candidate.public)
      .map((candidate) => member(candidate, kind, config.name));
  return {
    name: config.name,
    title: config.title,
    titleZh: text(config.meta, "title_zh"),
    description: config.description ?? "",
    descriptionZh: text(config.meta, "description_zh"),
    meta: config.meta ?? {},
    defaultTime: whole(text(config.meta, "default_time"), config.name),
    members: [
      ...of("measure", config.measures),
      ...of("dimension", config.dimensions),
      ...of("segment", config.segments),
    ],
    hierarchies: config.hierarchies
      .filter((hierarchy) => hierarchy.public)
      .map((hierarchy) => ({
        name: hierarchy.name,
        view: config.name,
        title: hierarchy.title ?? hierarchy.name,
        levels: hierarchy.levels,
        cubeMember: hierarchy.aliasMember ?? hierarchy.name,
      })),
  };
}

function member(compiled: CompiledMember, kind: MemberKind, viewName: string): Member {
  const additivity = text(compiled.meta, "additivity");
  return {
    name: compiled.name,
    kind,
    view: viewName,
    title: compiled.shortTitle,
    titleZh: text(compiled.meta, "title_zh"),
    description: compiled.description ?? "",
    descriptionZh: text(compiled.meta, "description_zh"),
    type: compiled.type,
    aggregate: kind === "measure" ? (compiled.aggType ?? null) : null,
    format: compiled.format ?? null,
    currency: compiled.currency ?? null,
    meta: compiled.meta ?? {},
    additivity: kind === "measure" && isAdditivity(additivity) ? additivity : null,
    lastOf: whole(text(compiled.meta, "last_of"), viewName),
    cubeMember: compiled.aliasMember ?? compiled.name,
    drillMembers: compiled.drillMembers,
    granularities: compiled.granularities.map(({ name }) => name),
  };
}

function byName<T extends { readonly name: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.name, item]));
}

function text(from: Meta | undefined, key: string): string | null {
  const value = from?.[key];
  return typeof value === "string" ? value : null;
}

/** In the model a view's own members may go by their short names. */
function whole(name: string | null, viewName: string): string | null {
  return name === null || name.includes(".") ? name : `${viewName}.${name}`;
}

function isAdditivity(name: string | null): name is Additivity {
  return name === "additive" || name === "semi-additive" || name === "non-additive";
}
