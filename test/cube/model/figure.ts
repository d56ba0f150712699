import type { Members, ViewName } from "../../../cube/members/members.js";

/** A query of a view and the SQL that means the same, its columns in the same order. */
interface Figure<View extends ViewName> {
  measures: readonly Members[View]["measures"][];
  dimensions?: readonly (Members[View]["dimensions"] | Members[View]["times"])[];
  filters?: readonly {
    member: Members[View]["dimensions"];
    operator: string;
    values: readonly string[];
  }[];
  /** Of the view's default time dimension. */
  dateRange?: readonly [string, string];
  sql: string;
}

/** By view; names of members without their view. */
export type Figures = { [View in ViewName]?: readonly Figure<View>[] };
