import { createContext, useContext } from "react";
import type { LocalizedText } from "../../server/contract.js";
import { createFormats, type Formats } from "../format/formats.js";
import { dictionaries, type Dictionary } from "./dictionary.js";
import type { Language } from "./language.js";

/** How the person in front of the page reads: their words, and the shape of their numbers and dates. */
interface Reader {
  language: Language;
  words: Dictionary;
  formats: Formats;
  /** The reader's language of a text that comes in all. */
  text: (localized: LocalizedText) => string;
}

export function createReader(language: Language, currency: string, timezone: string): Reader {
  return {
    language,
    words: dictionaries[language],
    formats: createFormats(language, currency, timezone),
    text: (localized) => localized[language],
  };
}

export const ReaderContext = createContext<Reader>(createReader("en", "USD", "UTC"));

export function useReader(): Reader {
  return useContext(ReaderContext);
}
