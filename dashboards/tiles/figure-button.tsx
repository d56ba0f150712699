import type { ReactNode } from "react";
import { useReader } from "../language/reader.js";

interface FigureButtonProps {
  /** What the figure is, for those who cannot see where it stands: "Net revenue, Bikes". */
  label: string;
  /** As shown. */
  text: string;
  onOpen: () => void;
  children?: ReactNode;
}

/** A figure that opens the rows behind it. */
export function FigureButton({ label, text, onOpen, children }: FigureButtonProps) {
  const { words } = useReader();
  return (
    <button
      type="button"
      className="figure"
      aria-label={words.showRows(`${label}: ${text}`)}
      onClick={onOpen}
    >
      {children ?? text}
    </button>
  );
}
