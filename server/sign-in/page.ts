import { WORDS, type Language } from "./words.js";

export type Notice = "wrong" | "provider" | { wait: number };

interface SignInPage {
  language: Language;
  /** Of the warehouse. */
  warehouse: string;
  /** Where to go afterwards: a path of this server. */
  next: string;
  hasUsers: boolean;
  hasProvider: boolean;
  notice?: Notice;
  /** What was entered as the name. */
  name?: string;
}

/** The page on which one signs in; plain HTML that works without scripts. */
export function signInPage(page: SignInPage): string {
  const words = WORDS[page.language];
  const parts = [`<p class="house">${escape(page.warehouse)}</p>`];
  if (page.hasUsers || page.hasProvider) parts.push(`<h1>${words.title}</h1>`, noticeOf(page));
  else parts.push(`<h1>${words.private}</h1><p>${words.link}</p>`);
  if (page.hasUsers) parts.push(form(page));
  if (page.hasUsers && page.hasProvider) parts.push(`<p class="or"><span>${words.or}</span></p>`);
  if (page.hasProvider) {
    const query = new URLSearchParams({ next: page.next }).toString();
    parts.push(`<a class="button" href="/sign-in/provider?${escape(query)}">${words.provider}</a>`);
  }
  const other = page.language === "en" ? "zh" : "en";
  const query = new URLSearchParams({ lang: other, next: page.next }).toString();
  parts.push(
    `<p class="language"><a href="/sign-in?${escape(query)}" lang="${other}" hreflang="${other}">${words.other}</a></p>`,
  );
  return document(page.language, words.title, parts.join("\n"));
}

/** What somebody who is signed in already sees there. */
export function signedInPage(language: Language, warehouse: string, who: string): string {
  const words = WORDS[language];
  return document(
    language,
    words.title,
    `<p class="house">${escape(warehouse)}</p>
<h1>${escape(words.signedIn(who))}</h1>
<a class="button" href="/">${words.open}</a>
<form method="post" action="/sign-out"><button class="quiet" type="submit">${words.signOut}</button></form>`,
  );
}

/** A page that says one thing, or nothing while the browser goes on. */
export function plainPage(title: string): string {
  return document("en", title, `<h1>${escape(title)}</h1>`);
}

function form({ language, next, name, notice }: SignInPage): string {
  const words = WORDS[language];
  const faulty = notice === "wrong" ? ' aria-invalid="true" aria-describedby="notice"' : "";
  const filled = name === undefined ? "" : ` value="${escape(name)}"`;
  const [first, second] = name === undefined ? [" autofocus", ""] : ["", " autofocus"];
  return `<form method="post" action="/sign-in?lang=${language}">
<input type="hidden" name="next" value="${escape(next)}">
<label for="name">${words.name}</label>
<input id="name" name="name" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="64" required${filled}${faulty}${first}>
<label for="password">${words.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="512" required${faulty}${second}>
<button type="submit">${words.submit}</button>
</form>`;
}

function noticeOf({ language, notice }: SignInPage): string {
  if (notice === undefined) return "";
  const words = WORDS[language];
  const text =
    notice === "wrong"
      ? words.wrong
      : notice === "provider"
        ? words.providerFailed
        : words.wait(notice.wait);
  return `<p class="notice" id="notice" role="alert">${text}</p>`;
}

function document(language: Language, title: string, main: string): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Granary</title>
<link rel="stylesheet" href="/sign-in/style.css">
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;
}

function escape(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
