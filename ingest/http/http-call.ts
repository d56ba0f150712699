import type { HttpSourceConfig, HttpTableConfig } from "../../warehouse/config-http.js";
import { pageParams, type PageToken } from "./http-pages.js";
import type { HttpCall } from "./http-send.js";

/** Authentication with its secrets read. */
export interface Credentials {
  headers: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
}

/**
 * The request for one page. Credentials and configured headers go to the origin of `base_url` alone.
 *
 * @param since the high-water mark to send; undefined: everything
 */
export function pageCall(
  source: Pick<HttpSourceConfig, "base_url"> & { headers: Readonly<Record<string, string>> },
  table: HttpTableConfig,
  credentials: Credentials,
  token: PageToken,
  since: string | undefined,
): HttpCall {
  const params: Record<string, string> = { ...table.params };
  const param = table.incremental?.param;
  if (since !== undefined && param !== undefined) params[param] = since;
  Object.assign(params, pageParams(table.pagination, token));

  const isOwn = token.url !== undefined;
  const base = new URL(source.base_url);
  const url = isOwn ? new URL(token.url ?? "", base) : tableUrl(source.base_url, table, since);
  const body = table.method === "POST" ? { ...filled(table.body ?? {}, since) } : undefined;
  if (!isOwn) {
    for (const [name, value] of Object.entries(params)) {
      if (body === undefined) url.searchParams.set(name, placed(value, since));
      else setAt(body, name.split("."), placed(value, since));
    }
  }
  const isHome = url.origin === base.origin;
  if (isHome) {
    for (const [name, value] of Object.entries(credentials.query))
      url.searchParams.set(name, value);
  }
  return {
    url,
    method: table.method,
    headers: {},
    ownHeaders: isHome ? { ...source.headers, ...credentials.headers } : {},
    body: body === undefined ? undefined : JSON.stringify(body),
  };
}

/**
 * A page's address without credentials, fit to be kept.
 *
 * @param secrets texts that may not be in it, whatever the name of their parameter
 */
export function keptToken(
  token: PageToken,
  credentials: Credentials,
  secrets: readonly string[],
): PageToken {
  if (token.url === undefined || !URL.canParse(token.url)) return token;
  const url = new URL(token.url);
  for (const name of Object.keys(credentials.query)) url.searchParams.delete(name);
  for (const [name, value] of [...url.searchParams]) {
    if (secrets.includes(value)) url.searchParams.delete(name);
  }
  url.username = "";
  url.password = "";
  return { url: url.href };
}

function tableUrl(baseUrl: string, table: HttpTableConfig, since: string | undefined): URL {
  const path = table.path.replace("{since}", encodeURIComponent(since ?? ""));
  return new URL(`${baseUrl.replace(/\/+$/, "")}/${path.replace(/^\/+/, "")}`);
}

function placed(text: string, since: string | undefined): string {
  return text.replaceAll("{since}", () => since ?? "");
}

function filled(body: Record<string, unknown>, since: string | undefined): Record<string, unknown> {
  return JSON.parse(JSON.stringify(body), (_key, value: unknown) =>
    typeof value === "string" ? placed(value, since) : value,
  ) as Record<string, unknown>;
}

/** Sets a member of a JSON body; numbers are sent as numbers. */
function setAt(body: Record<string, unknown>, path: readonly string[], value: string): void {
  const [name = "", ...rest] = path;
  if (rest.length === 0) {
    body[name] = /^(0|[1-9]\d{0,14})$/.test(value) ? Number(value) : value;
    return;
  }
  const below = body[name];
  const object = typeof below === "object" && below !== null ? { ...below } : {};
  body[name] = object;
  setAt(object, rest, value);
}
