import { GranaryError } from "../../warehouse/errors.js";
import type { ModelCube } from "../model-compiler.js";

const WEEKDAYS = [
  "monday",
  "sunday",
  "saturday",
  "friday",
  "thursday",
  "wednesday",
  "tuesday",
] as const;

/** How a company cuts the year, beside the common calendar. */
export interface ReportingCalendar {
  /** 1 to 12. A fiscal year is named by the calendar year it ends in. */
  readonly fiscalYearStartMonth: number;
  readonly weekStartsOn: (typeof WEEKDAYS)[number];
}

interface Granularity {
  readonly name: string;
  readonly title: string;
  readonly interval: string;
  readonly offset?: string;
}

/**
 * Reads the calendar from dbt's vars, the same that the marts' calendar is built with: `fiscal_year_start_month` (1 if
 * absent) and `week_starts_on` (monday if absent).
 *
 * @throws GranaryError CONFIG_INVALID
 */
export function reportingCalendar(vars: Readonly<Record<string, unknown>>): ReportingCalendar {
  const { fiscal_year_start_month: month = 1, week_starts_on: day = "monday" } = vars;
  const weekStartsOn = WEEKDAYS.find((name) => name === day);
  if (!Number.isInteger(month) || Number(month) < 1 || Number(month) > 12) {
    throw invalid("fiscal_year_start_month", month, "a month from 1 to 12");
  }
  if (!weekStartsOn) throw invalid("week_starts_on", day, `one of ${WEEKDAYS.join(", ")}`);
  return { fiscalYearStartMonth: Number(month), weekStartsOn };
}

/** Gives every time dimension of a cube the granularities `fiscal_year`, `fiscal_quarter` and `reporting_week`. */
export function addReportingGranularities(calendar: ReportingCalendar): (cube: ModelCube) => void {
  const granularities = granularitiesOf(calendar);
  return (cube) => {
    for (const dimension of cube.dimensions ?? []) {
      if (dimension.type !== "time") continue;
      const own = (dimension["granularities"] ?? []) as readonly Granularity[];
      const named = new Set(own.map(({ name }) => name));
      dimension["granularities"] = [
        ...own,
        ...granularities.filter(({ name }) => !named.has(name)).map((one) => ({ ...one })),
      ];
    }
  };
}

function granularitiesOf({ fiscalYearStartMonth, weekStartsOn }: ReportingCalendar): Granularity[] {
  const months = fiscalYearStartMonth - 1;
  const days = WEEKDAYS.indexOf(weekStartsOn);
  const shifted = (unit: string, count: number): { offset?: string } =>
    count === 0 ? {} : { offset: `${String(count)} ${unit}` };
  return [
    { name: "fiscal_year", title: "Fiscal year", interval: "1 year", ...shifted("months", months) },
    {
      name: "fiscal_quarter",
      title: "Fiscal quarter",
      interval: "1 quarter",
      ...shifted("months", months % 3),
    },
    { name: "reporting_week", title: "Week", interval: "1 week", ...shifted("days", -days) },
  ];
}

function invalid(name: string, value: unknown, wanted: string): GranaryError {
  return new GranaryError("CONFIG_INVALID", {
    message: `The var ${name} must be ${wanted}, not ${JSON.stringify(value)}.`,
    hint: "Set it under vars in granary.yml or dbt_project.yml.",
  });
}
