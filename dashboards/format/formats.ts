import type { ColumnFormat, FigureFormat } from "../../server/contract.js";
import type { Language } from "../language/language.js";

/** What stands where there is no value. */
const NO_VALUE = "\u2014";

/** Writes numbers and dates as the reader's language does. Numbers come as text and are never made floats. */
export interface Formats {
  figure: (value: string | null, format: FigureFormat) => string;
  cell: (value: string | null, format: ColumnFormat) => string;
  count: (value: number) => string;
  /** "+12.3%". */
  change: (ratio: string) => string;
  /** "+1,234.00", in the figure's own unit. */
  signed: (value: string, format: FigureFormat) => string;
  /** For an axis: "1.2M". */
  compactMoney: (value: number) => string;
  /** "28 Jan 2014". */
  day: (day: string) => string;
  range: (from: string, to: string) => string;
  /** "Jan 2014" from "2014-01". */
  month: (month: string) => string;
  /** "Jan". */
  shortMonth: (month: string) => string;
  /** Day and minute in the reporting time zone. */
  instant: (iso: string) => string;
}

const TAGS: Record<Language, string> = { en: "en-US", zh: "zh-CN" };

/** @param currency ISO 4217 code; @param timezone IANA name. */
export function createFormats(language: Language, currency: string, timezone: string): Formats {
  const tag = TAGS[language];
  const number = (options: Intl.NumberFormatOptions): ((value: string) => string) => {
    const format = new Intl.NumberFormat(tag, options);
    return (value) => format.format(value as Intl.StringNumericLiteral);
  };
  const date = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(tag, { timeZone: "UTC", ...options });

  const inMoney: Intl.NumberFormatOptions = {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
  };
  const inPercent: Intl.NumberFormatOptions = {
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  };
  const inCount: Intl.NumberFormatOptions = { maximumFractionDigits: 0 };
  const signed = { signDisplay: "exceptZero" } as const;
  const plain = { money: number(inMoney), count: number(inCount), percent: number(inPercent) };
  const withSign = {
    money: number({ ...inMoney, ...signed }),
    count: number({ ...inCount, ...signed }),
    percent: number({ ...inPercent, ...signed }),
  };
  const compact = new Intl.NumberFormat(tag, {
    ...inMoney,
    notation: "compact",
    minimumFractionDigits: 0,
    maximumFractionDigits: 2,
  });
  const day = date({ day: "numeric", month: "short", year: "numeric" });
  const month = date({ month: "short", year: "numeric" });
  const shortMonth = date({ month: "short" });
  const instant = date({ dateStyle: "medium", timeStyle: "short", timeZone: timezone });

  return {
    figure: (value, format) => (value === null ? NO_VALUE : plain[format](value)),
    cell(value, format) {
      if (value === null || value === "") return NO_VALUE;
      if (format === "text") return value;
      return format === "date" ? day.format(dayOf(value)) : plain[format](value);
    },
    count: (value) => plain.count(String(value)),
    change: (ratio) => withSign.percent(ratio),
    signed: (value, format) => withSign[format](value),
    compactMoney: (value) => compact.format(value),
    day: (value) => day.format(dayOf(value)),
    range: (from, to) => day.formatRange(dayOf(from), dayOf(to)),
    month: (value) => month.format(dayOf(`${value}-01`)),
    shortMonth: (value) => shortMonth.format(dayOf(`${value}-01`)),
    instant: (iso) => instant.format(new Date(iso)),
  };
}

/** Midnight UTC of a day; what follows the date in an engine's answer is cut off. */
function dayOf(text: string): Date {
  return new Date(`${text.slice(0, 10)}T00:00:00Z`);
}
