interface SparklineProps {
  values: readonly (string | null)[];
}

const WIDTH = 100;
const HEIGHT = 40;

/** The course of a figure at a glance; too few points draw nothing. Decoration: the bars below say it in full. */
export function Sparkline({ values }: SparklineProps) {
  if (values.length < 3) return null;
  const numbers = values.map((value) => Number(value ?? 0));
  const low = Math.min(0, ...numbers);
  const span = Math.max(...numbers, 0) - low;
  if (span === 0) return null;
  const points = numbers.map((value, index) => {
    const x = (index / (numbers.length - 1)) * WIDTH;
    const y = HEIGHT - ((value - low) / span) * HEIGHT;
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  const line = `M${points.join("L")}`;
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path className="sparkline-area" d={`${line}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`} />
      <path d={line} />
    </svg>
  );
}
