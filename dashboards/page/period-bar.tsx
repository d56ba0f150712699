import type { PeriodName } from "../../server/contract.js";
import { Icon } from "../icons/icon.js";
import { useReader } from "../language/reader.js";
import { BEGINNING, focusRange, periodRange } from "../period/period.js";
import type { BoardState } from "../state/board-state.js";
import { Choice } from "../tiles/choice.js";
import { CustomDays } from "./custom-days.js";

interface PeriodBarProps {
  state: BoardState;
  asOf: string;
  onChange: (change: Partial<BoardState>) => void;
}

const PERIODS: readonly PeriodName[] = ["month", "quarter", "ytd", "12m", "all", "custom"];

/** Which days the board covers. */
export function PeriodBar({ state, asOf, onChange }: PeriodBarProps) {
  const { words, formats } = useReader();
  const range = periodRange(state, asOf);
  const focus = focusRange(state, asOf);
  const choose = (period: PeriodName): void => {
    if (period !== "custom") {
      onChange({ period, from: null, to: null, month: null });
      return;
    }
    const from = range.from === BEGINNING ? `${asOf.slice(0, 4)}-01-01` : range.from;
    onChange({ period, from, to: range.to, month: null });
  };
  return (
    <div className="period-bar">
      <Choice
        label={words.period}
        options={PERIODS.map((value) => ({ value, label: words.periods[value] }))}
        value={state.period}
        onChange={choose}
      />
      <div className="period-days">
        {state.period === "custom" ? (
          <CustomDays
            range={range}
            onChange={({ from, to }) => {
              onChange({ period: "custom", from, to, month: null });
            }}
          />
        ) : (
          <span>
            {focus.from === BEGINNING
              ? words.upTo(formats.day(focus.to))
              : formats.range(focus.from, focus.to)}
          </span>
        )}
        {state.month === null ? null : (
          <button
            type="button"
            className="chip"
            aria-label={words.clearMonth(formats.month(state.month))}
            onClick={() => {
              onChange({ month: null });
            }}
          >
            {words.onlyMonth(formats.month(state.month))} <Icon name="close" />
          </button>
        )}
      </div>
    </div>
  );
}
