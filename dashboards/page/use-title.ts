import { useEffect } from "react";
import type { Language } from "../language/language.js";

/** Names the document after what it shows, in the language it is in. */
export function useTitle(language: Language, parts: readonly (string | null)[]): void {
  const title = [...new Set([...parts.filter((part) => part !== null), "Granary"])].join(" · ");
  useEffect(() => {
    document.title = title;
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  }, [title, language]);
}
