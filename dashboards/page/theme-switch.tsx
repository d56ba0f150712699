import { useEffect, useState } from "react";
import { useReader } from "../language/reader.js";

type Theme = "auto" | "light" | "dark";

const THEMES: readonly Theme[] = ["auto", "light", "dark"];
const STORED_UNDER = "granary.theme";

/** Goes round the colour schemes; the reader's choice is kept in the browser. */
export function ThemeSwitch() {
  const { words } = useReader();
  const [theme, setTheme] = useState<Theme>(
    () => THEMES.find((known) => known === localStorage.getItem(STORED_UNDER)) ?? "auto",
  );
  useEffect(() => {
    if (theme === "auto") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
    localStorage.setItem(STORED_UNDER, theme);
  }, [theme]);
  const label = `${words.theme}: ${words.themes[theme]}`;
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      onClick={() => {
        setTheme(THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "auto");
      }}
    >
      <span aria-hidden="true" className="theme-mark" data-theme-choice={theme} />
    </button>
  );
}
