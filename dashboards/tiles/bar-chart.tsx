import { type KeyboardEvent, useRef, useState } from "react";
import { useReader } from "../language/reader.js";
import type { MonthPoint } from "../state/board-snapshot.js";
import { Bar } from "./bar.js";
import { monthIndex, monthStride, niceScale, type Scale } from "./chart-scale.js";
import { useWidth } from "./use-width.js";

interface BarChartProps {
  title: string;
  points: readonly MonthPoint[];
  /** The month the board is narrowed to. */
  selected: string | null;
  onSelect: (month: string) => void;
  describe: (value: string | null) => string;
}

const HEIGHT = 260;
const PAD = { top: 12, right: 10, bottom: 40, left: 56 };

/** Bars over months. One stop in the tab order; arrow keys move between the bars. */
export function BarChart({ title, points, selected, onSelect, describe }: BarChartProps) {
  const { words } = useReader();
  const [frame, width] = useWidth<HTMLDivElement>(960);
  const bars = useRef<(SVGGElement | null)[]>([]);
  const [active, setActive] = useState<number | null>(null);
  const [focused, setFocused] = useState(0);
  const scale = niceScale(points.map(({ value }) => Number(value ?? 0)));
  const inner = Math.max(40, width - PAD.left - PAD.right);
  const slot = inner / points.length;
  const y = (value: number): number =>
    PAD.top + ((scale.high - value) / (scale.high - scale.low)) * (HEIGHT - PAD.top - PAD.bottom);

  const onKeyDown = (event: KeyboardEvent, index: number): void => {
    const target = keyTarget(event.key, index, points.length);
    if (target === null) return;
    event.preventDefault();
    setFocused(target);
    bars.current[target]?.focus();
  };
  const stop = Math.min(focused, points.length - 1);
  const hint = active === null ? undefined : points[active];
  return (
    <div className="chart" ref={frame}>
      <svg width={width} height={HEIGHT} role="group" aria-label={`${title}. ${words.chartKeys}`}>
        <defs>
          <pattern
            id="partial"
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect className="hatch-ground" width="6" height="6" />
            <rect className="hatch-line" width="2.5" height="6" />
          </pattern>
        </defs>
        <Axis scale={scale} width={width} y={y} />
        {points.map((point, index) => (
          <Bar
            key={point.month}
            ref={(element) => {
              bars.current[index] = element;
            }}
            point={point}
            text={describe(point.value)}
            x={PAD.left + slot * index}
            slot={slot}
            top={y(Math.max(0, Number(point.value ?? 0)))}
            bottom={y(Math.min(0, Number(point.value ?? 0)))}
            plot={{ top: PAD.top, bottom: HEIGHT - PAD.bottom }}
            state={selected === null ? "plain" : selected === point.month ? "chosen" : "dimmed"}
            tabbable={index === stop}
            onSelect={() => {
              setFocused(index);
              onSelect(point.month);
            }}
            onActive={(isActive) => {
              setActive(isActive ? index : null);
            }}
            onKeyDown={(event) => {
              onKeyDown(event, index);
            }}
          />
        ))}
        <MonthLabels points={points} slot={slot} inner={inner} />
      </svg>
      {hint && active !== null ? (
        <Hint
          point={hint}
          text={describe(hint.value)}
          left={PAD.left + slot * (active + 0.5)}
          width={width}
          top={y(Math.max(0, Number(hint.value ?? 0)))}
        />
      ) : null}
    </div>
  );
}

function keyTarget(key: string, index: number, count: number): number | null {
  switch (key) {
    case "ArrowRight":
      return Math.min(count - 1, index + 1);
    case "ArrowLeft":
      return Math.max(0, index - 1);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

interface AxisProps {
  scale: Scale;
  width: number;
  y: (value: number) => number;
}

function Axis({ scale, width, y }: AxisProps) {
  const { formats } = useReader();
  return (
    <g className="axis" aria-hidden="true">
      {scale.ticks.map((tick) => (
        <g key={tick} className={tick === 0 ? "axis-zero" : undefined}>
          <line x1={PAD.left} x2={width - PAD.right} y1={y(tick)} y2={y(tick)} />
          <text x={PAD.left - 10} y={y(tick)} dy="0.32em" textAnchor="end">
            {formats.compactMoney(tick)}
          </text>
        </g>
      ))}
    </g>
  );
}

interface MonthLabelsProps {
  points: readonly MonthPoint[];
  slot: number;
  inner: number;
}

function MonthLabels({ points, slot, inner }: MonthLabelsProps) {
  const { formats } = useReader();
  const stride = monthStride(points.length, inner, 38);
  const labelled = points.flatMap(({ month }, index) =>
    points.length < 4 || monthIndex(month) % stride === 0 ? [{ month, index }] : [],
  );
  return (
    <g className="axis" aria-hidden="true">
      {labelled.map(({ month, index }, place) => {
        const x = PAD.left + slot * (index + 0.5);
        const year = month.slice(0, 4);
        const yearBegins = labelled[place - 1]?.month.slice(0, 4) !== year;
        return (
          <g key={month}>
            {stride < 12 ? (
              <text x={x} y={HEIGHT - PAD.bottom + 18} textAnchor="middle">
                {formats.shortMonth(month)}
              </text>
            ) : null}
            {yearBegins ? (
              <text className="axis-year" x={x} y={HEIGHT - 6} textAnchor="middle">
                {year}
              </text>
            ) : null}
          </g>
        );
      })}
    </g>
  );
}

interface HintProps {
  point: MonthPoint;
  text: string;
  left: number;
  top: number;
  width: number;
}

function Hint({ point, text, left, top, width }: HintProps) {
  const { formats, words } = useReader();
  const side = left < 110 ? "start" : left > width - 110 ? "end" : "middle";
  return (
    <div className="chart-hint" data-side={side} style={{ left, top }} aria-hidden="true">
      <strong>{text}</strong>
      <span>
        {point.partial
          ? `${formats.range(point.range.from, point.range.to)} · ${words.partial}`
          : formats.month(point.month)}
      </span>
    </div>
  );
}
