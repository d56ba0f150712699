import type { HttpCall } from "./http-send.js";

const LONGEST_EXCERPT = 200;
const SHORTEST_SECRET = 4;

/** Texts about requests and responses, fit to be shown: without secrets. */
export interface Redaction {
  /** "GET https://host/path?q=***": values of parameters never show. */
  place(call: Pick<HttpCall, "method" | "url">): string;
  clean(text: string): string;
  /** The beginning of a response, on one line. */
  excerpt(body: string): string;
}

export function redaction(secrets: readonly string[]): Redaction {
  const hidden = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString("base64"),
      JSON.stringify(secret).slice(1, -1),
    ])
    .sort((a, b) => b.length - a.length);
  const clean = (text: string): string =>
    hidden.reduce((shown, secret) => shown.replaceAll(secret, "***"), text);
  return {
    clean,
    place: ({ method, url }) => {
      const names = [...new Set(url.searchParams.keys())].map((name) => `${name}=***`);
      const query = names.length === 0 ? "" : `?${names.join("&")}`;
      return clean(`${method} ${url.origin}${url.pathname}${query}`);
    },
    excerpt: (body) => {
      const line = clean(body).replace(/\s+/g, " ").trim();
      return line.length > LONGEST_EXCERPT ? `${line.slice(0, LONGEST_EXCERPT)}…` : line;
    },
  };
}
