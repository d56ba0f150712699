const PATHS = {
  back: "M10 3 5 8l5 5",
  check: "m3 8.5 3.5 3.5L13 4.5",
  close: "m4 4 8 8m0-8-8 8",
  down: "M8 3v10m-4-4 4 4 4-4",
  level: "M3 8h10",
  next: "m6 3 5 5-5 5",
  up: "M8 13V3M4 7l4-4 4 4",
  warning: "M8 3v6m0 3.5v.5",
};

/** A small sign in the colour of the text beside it; drawn, because fonts differ in the signs they have. */
export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
