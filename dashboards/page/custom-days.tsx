import { useEffect, useRef, useState } from "react";
import { useReader } from "../language/reader.js";
import { isDay } from "../period/calendar.js";
import { BEGINNING, type DateRange } from "../period/period.js";

/** Long enough to finish typing a year, short enough to feel immediate after a pick. */
const SETTLE_MS = 600;

interface CustomDaysProps {
  range: DateRange;
  onChange: (range: DateRange) => void;
}

/** Two days. They count as soon as they make sense; typed the wrong way round, they are swapped on leaving. */
export function CustomDays({ range, onChange }: CustomDaysProps) {
  const { words } = useReader();
  const [days, setDays] = useState(range);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    setDays({ from: range.from, to: range.to });
  }, [range.from, range.to]);
  useEffect(() => {
    if (!isComplete(days) || days.from > days.to) return;
    if (days.from === range.from && days.to === range.to) return;
    const timer = setTimeout(() => {
      latest.current(days);
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [days, range.from, range.to]);

  const settle = (): void => {
    if (!isComplete(days)) return;
    const [from = days.from, to = days.to] = [days.from, days.to].sort();
    if (from !== range.from || to !== range.to) onChange({ from, to });
  };
  return (
    <form
      className="custom-days"
      onSubmit={(event) => {
        event.preventDefault();
        settle();
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) settle();
      }}
    >
      {(["from", "to"] as const).map((end) => (
        <label key={end}>
          <span>{words[end]}</span>
          <input
            type="date"
            value={days[end]}
            required
            aria-invalid={days.from > days.to}
            onChange={(event) => {
              setDays({ ...days, [end]: event.target.value });
            }}
          />
        </label>
      ))}
      <button type="submit" className="visually-hidden" tabIndex={-1}>
        {words.period}
      </button>
    </form>
  );
}

function isComplete({ from, to }: DateRange): boolean {
  return isDay(from) && isDay(to) && from >= BEGINNING && to >= BEGINNING;
}
