const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DAYS_OF_400_YEARS = 146_097;
/** From the first of March of the year 0 to the first of January 1970. */
const BEFORE_1970 = 719_468;

/** Days since 1970-01-01 of a day, of the year 0 or later, in the Gregorian calendar; undefined where it has no such day. */
export function civilDays(year: number, month: number, day: number): number | undefined {
  const last = MONTH_DAYS[month - 1];
  if (last === undefined || day < 1) return undefined;
  if (day > last && !(month === 2 && day === 29 && isLeap(year))) return undefined;
  // Years begin in March, so that the day that comes and goes is their last.
  const shifted = month > 2 ? year : year - 1;
  const era = shifted < 0 ? -1 : (shifted / 400) | 0;
  const ofEra = shifted - era * 400;
  const ofYear = (((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) | 0) + day - 1;
  const days = ofEra * 365 + ((ofEra / 4) | 0) - ((ofEra / 100) | 0) + ofYear;
  return era * DAYS_OF_400_YEARS + days - BEFORE_1970;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
