import { join } from "node:path";
import { Users } from "../../server/sign-in/people.js";
import type { SignInRecord } from "../../server/sign-in/desk.js";
import { accessSchema, settledAccess } from "../../warehouse/config-access.js";
import { temporaryDir } from "../temporary-dir.js";
import { testConfig } from "../test-config.js";
import { rawRequest, startTestServer } from "./started-server.js";

/** Of every user. */
export const PASSWORD = "nine-lives-of-a-cat";

const HTML = { accept: "text/html" };

interface Clock {
  now: number;
}

/** A server other machines can reach, with the users alice (role sales) and root (admin). */
export async function served(settings: object = {}, isPublic = true) {
  const dir = temporaryDir();
  const parsed = accessSchema.parse({
    roles: { sales: { boards: ["sales"], rows: { unit: "own" } } },
    ...settings,
  });
  const config = testConfig(dir, { access: settledAccess(parsed, dir, join(dir, "data")) });
  const users = new Users(join(dir, "data", "users.yml"));
  await users.add("alice", PASSWORD, { roles: ["sales"], unit: "B1" });
  await users.add("root", PASSWORD, { roles: ["admin"] });
  const clock: Clock = { now: Date.parse("2026-01-01T08:00:00Z") };
  const noted: SignInRecord[] = [];
  const server = await startTestServer({
    config,
    host: isPublic ? "0.0.0.0" : "127.0.0.1",
    accessToken: "the-link-token",
    desk: { now: () => clock.now, onSignIn: (record) => noted.push(record) },
    boards: { "sales.yml": "title: x", "other.yml": "title: y" },
  });
  return { ...server, users, clock, noted, dataDir: config.dataDir };
}

/** POSTs the form as a browser does. */
export async function post(
  port: number,
  path: string,
  fields: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`http://127.0.0.1:${String(port)}${path}`, {
    method: "POST",
    body: new URLSearchParams(fields),
    redirect: "manual",
    headers: { ...HTML, ...headers },
  });
}

export function signIn(
  port: number,
  name: string,
  password: string,
  next = "/",
): Promise<Response> {
  return post(port, "/sign-in", { name, password, next });
}

export function cookieOf(response: Response): string {
  return (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
}

export async function me(port: number, headers: Record<string, string>): Promise<number | string> {
  const answer = await rawRequest(port, "/api/me", headers);
  return answer.status === 200 ? (JSON.parse(answer.body) as { name: string }).name : answer.status;
}
