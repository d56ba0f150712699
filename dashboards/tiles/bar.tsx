import type { KeyboardEvent, Ref } from "react";
import { useReader } from "../language/reader.js";
import type { MonthPoint } from "../state/board-snapshot.js";

interface BarProps {
  ref: Ref<SVGGElement>;
  point: MonthPoint;
  /** The value as shown. */
  text: string;
  x: number;
  /** Width of the month's column, of which the bar fills a part. */
  slot: number;
  top: number;
  bottom: number;
  plot: { top: number; bottom: number };
  state: "plain" | "chosen" | "dimmed";
  tabbable: boolean;
  onSelect: () => void;
  onActive: (active: boolean) => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** One month: a button as high as the plot, so that short bars are as easy to hit as tall ones. */
export function Bar(props: BarProps) {
  const { words, formats } = useReader();
  const { point, text, x, slot, top, bottom, plot, state } = props;
  const width = Math.max(1, Math.min(56, slot * 0.64));
  const label = `${formats.month(point.month)}: ${text}${point.partial ? ` (${words.partial})` : ""}`;
  const activate = (): void => {
    props.onActive(true);
  };
  const leave = (): void => {
    props.onActive(false);
  };
  return (
    <g
      ref={props.ref}
      className="bar"
      data-month={point.month}
      data-state={state}
      data-partial={point.partial || undefined}
      role="button"
      tabIndex={props.tabbable ? 0 : -1}
      aria-label={label}
      aria-pressed={state === "chosen"}
      aria-description={words.chooseMonth(formats.month(point.month))}
      onClick={props.onSelect}
      onKeyDown={(event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          props.onSelect();
        } else {
          props.onKeyDown(event);
        }
      }}
      onPointerEnter={activate}
      onPointerLeave={leave}
      onFocus={activate}
      onBlur={leave}
    >
      <rect
        className="bar-slot"
        x={x}
        y={plot.top}
        width={slot}
        height={plot.bottom - plot.top}
        rx={6}
      />
      <rect
        className="bar-fill"
        x={x + (slot - width) / 2}
        y={top}
        width={width}
        height={Math.max(point.value === null ? 0 : 1, bottom - top)}
        rx={Math.min(4, width / 4)}
      />
    </g>
  );
}
