/** What formatting needs of a time. */
interface Shown {
  readonly date: Date;
  readonly micro: number;
  readonly offset: number | null;
  readonly zone: { readonly name: string } | null;
}

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

function pad(value: number, width = 2): string {
  return String(value).padStart(width, "0");
}

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}

function isoWeek(date: Date): { year: number; week: number } {
  const thursday = new Date(date.getTime() + (3 - ((date.getUTCDay() + 6) % 7)) * 86_400_000);
  const year = thursday.getUTCFullYear();
  return { year, week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 };
}

function offsetText(offset: number | null): string {
  if (offset === null) return "";
  const size = Math.abs(offset);
  return `${offset < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}${pad(size % 60)}`;
}

const DIRECTIVES: Readonly<Record<string, (time: Shown) => string>> = {
  Y: ({ date }) => pad(date.getUTCFullYear(), 4),
  y: ({ date }) => pad(date.getUTCFullYear() % 100),
  m: ({ date }) => pad(date.getUTCMonth() + 1),
  d: ({ date }) => pad(date.getUTCDate()),
  e: ({ date }) => String(date.getUTCDate()).padStart(2, " "),
  H: ({ date }) => pad(date.getUTCHours()),
  I: ({ date }) => pad(date.getUTCHours() % 12 || 12),
  M: ({ date }) => pad(date.getUTCMinutes()),
  S: ({ date }) => pad(date.getUTCSeconds()),
  f: ({ micro }) => pad(micro, 6),
  p: ({ date }) => (date.getUTCHours() < 12 ? "AM" : "PM"),
  j: ({ date }) => pad(dayOfYear(date), 3),
  a: ({ date }) => (DAYS[date.getUTCDay()] ?? "").slice(0, 3),
  A: ({ date }) => DAYS[date.getUTCDay()] ?? "",
  b: ({ date }) => (MONTHS[date.getUTCMonth()] ?? "").slice(0, 3),
  B: ({ date }) => MONTHS[date.getUTCMonth()] ?? "",
  u: ({ date }) => String(date.getUTCDay() || 7),
  w: ({ date }) => String(date.getUTCDay()),
  U: ({ date }) => pad(Math.floor((dayOfYear(date) + 6 - date.getUTCDay()) / 7)),
  W: ({ date }) => pad(Math.floor((dayOfYear(date) + 6 - ((date.getUTCDay() + 6) % 7)) / 7)),
  V: ({ date }) => pad(isoWeek(date).week),
  G: ({ date }) => String(isoWeek(date).year),
  s: ({ date }) => String(Math.floor(date.getTime() / 1000)),
  z: ({ offset }) => offsetText(offset),
  Z: ({ zone }) => zone?.name ?? "",
  "%": () => "%",
};
const SHORTHANDS: Readonly<Record<string, string>> = {
  F: "%Y-%m-%d",
  T: "%H:%M:%S",
  D: "%m/%d/%y",
  R: "%H:%M",
  c: "%a %b %e %H:%M:%S %Y",
  x: "%m/%d/%y",
  X: "%H:%M:%S",
};

function expanded(format: string): string {
  return format.replace(/%([FTDRcxX])/g, (text, letter: string) => SHORTHANDS[letter] ?? text);
}

/** Python's `strftime`. */
export function formatTime(format: string, time: Shown): string {
  return expanded(format).replace(/%-?([A-Za-z%])/g, (text, letter: string) => {
    const shown = DIRECTIVES[letter]?.(time);
    if (shown === undefined) return text;
    return text.startsWith("%-") ? shown.replace(/^0+(?=\d)/, "") : shown;
  });
}

const READERS: Readonly<Record<string, string>> = {
  Y: "(\\d{4})",
  y: "(\\d{2})",
  m: "(\\d{1,2})",
  d: "(\\d{1,2})",
  H: "(\\d{1,2})",
  I: "(\\d{1,2})",
  M: "(\\d{1,2})",
  S: "(\\d{1,2})",
  f: "(\\d{1,6})",
  p: "(AM|PM)",
  b: "([A-Za-z]{3})",
  B: "([A-Za-z]+)",
  j: "(\\d{1,3})",
};

function monthNamed(text: string): number {
  const wanted = text.toLowerCase().slice(0, 3);
  return MONTHS.findIndex((month) => month.toLowerCase().startsWith(wanted)) + 1;
}

/** Python's `strptime`: [year, month, day, hour, minute, second, microsecond]. Throws where the text does not fit. */
export function parseTime(text: string, format: string): number[] {
  const letters: string[] = [];
  const pattern = expanded(format)
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replace(/%([A-Za-z%])/g, (whole, letter: string) => {
      if (letter === "%") return "%";
      const reader = READERS[letter];
      if (reader === undefined)
        throw new Error(`'${whole}' is not understood in format '${format}'`);
      letters.push(letter);
      return reader;
    });
  const match = new RegExp(`^${pattern}$`, "i").exec(text);
  if (match === null) throw new Error(`time data '${text}' does not match format '${format}'`);
  const parts: Record<string, number> = {};
  for (const [index, letter] of letters.entries()) {
    const found = match[index + 1] ?? "";
    if (letter === "b" || letter === "B") parts["m"] = monthNamed(found);
    else if (letter === "p") parts["p"] = found.toUpperCase() === "PM" ? 12 : 0;
    else if (letter === "f") parts["f"] = Number(found.padEnd(6, "0"));
    else if (letter === "y") parts["Y"] = Number(found) + (Number(found) < 69 ? 2000 : 1900);
    else parts[letter] = Number(found);
  }
  const hour = parts["I"] === undefined ? (parts["H"] ?? 0) : (parts["I"] % 12) + (parts["p"] ?? 0);
  return [
    parts["Y"] ?? 1900,
    parts["m"] ?? 1,
    parts["d"] ?? 1,
    hour,
    parts["M"] ?? 0,
    parts["S"] ?? 0,
    parts["f"] ?? 0,
  ];
}
