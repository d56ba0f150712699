/** Languages of the web app. */
export type Language = "en" | "zh";

/** Where the browser keeps the reader's choice. */
export const LANGUAGE_KEY = "granary.language";

function isLanguage(text: string | null): text is Language {
  return text === "en" || text === "zh";
}

/**
 * The language to begin with: the address decides, then the reader's last choice, then a Chinese browser, then the
 * warehouse.
 */
export function initialLanguage(
  search: string,
  stored: string | null,
  browser: readonly string[],
  warehouse: Language,
): Language {
  const asked = new URLSearchParams(search).get("lang");
  if (isLanguage(asked)) return asked;
  if (isLanguage(stored)) return stored;
  return browser[0]?.toLowerCase().startsWith("zh") === true ? "zh" : warehouse;
}
