import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Tokens } from "../../server/sign-in/people.js";
import { Signer } from "../../server/sign-in/signer.js";
import { cookieOf, me, PASSWORD, post, served, signIn } from "./signed-in-server.js";
import { rawRequest } from "./started-server.js";
import { SIGNING_KEY } from "./test-desk.js";

const HTML = { accept: "text/html" };

describe("signing in", () => {
  it("shows the page where one is not in, in the reader's language", async () => {
    const { port } = await served();
    const page = await rawRequest(port, "/boards/sales?period=all", HTML);
    expect(page.status).toBe(401);
    expect(page.body).toContain('action="/sign-in?lang=en"');
    expect(page.body).toContain('name="next" value="/boards/sales?period=all"');
    expect(page.body).not.toContain("<script");
    const chinese = await rawRequest(port, "/", { ...HTML, "accept-language": "zh-CN,en;q=0.5" });
    expect(chinese.body).toContain('<html lang="zh">');
    expect(chinese.body).toContain("用户名");
    const style = await rawRequest(port, "/sign-in/style.css");
    expect(style.headers["content-type"]).toContain("text/css");
  });

  it("begins a session by a cookie that scripts and other sites never get", async () => {
    const { port, noted } = await served();
    const answer = await signIn(port, "alice", PASSWORD, "/boards/sales?period=all");
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe("/boards/sales?period=all");
    const cookie = answer.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/; Path=\/; .*HttpOnly; SameSite=Strict$/);
    expect(await me(port, { cookie: cookieOf(answer) })).toBe("alice");
    expect(noted).toContainEqual({
      event: "sign-in",
      who: "alice",
      by: "user",
      address: "127.0.0.1",
    });
  });

  it("says the same of a wrong password and of a user who does not exist", async () => {
    const { port } = await served();
    const texts = await Promise.all(
      ["alice", "nobody"].map(async (name) => {
        const answer = await signIn(port, name, "a-wrong-password");
        expect(answer.status).toBe(401);
        expect(answer.headers.get("set-cookie")).toBeNull();
        return (await answer.text()).replaceAll(name, "…");
      }),
    );
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).toContain('role="alert"');
  });

  it("takes as long for a user who does not exist", async () => {
    const { port } = await served();
    const timeOf = async (name: string): Promise<number> => {
      const started = performance.now();
      await signIn(port, name, "a-wrong-password");
      return performance.now() - started;
    };
    await timeOf("warm-up");
    const [known, unknown] = [await timeOf("alice"), await timeOf("nobody")];
    expect(unknown).toBeGreaterThan(known / 4);
  });

  it("makes guessers wait, and lets the right one in afterwards", async () => {
    const { port, clock } = await served();
    for (let attempt = 0; attempt < 5; attempt += 1) await signIn(port, "alice", "wrong-password");
    const refused = await signIn(port, "alice", PASSWORD);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await signIn(port, "root", PASSWORD)).status).toBe(303);
    clock.now += 10_000;
    expect((await signIn(port, "alice", PASSWORD)).status).toBe(303);
  });

  it("gains nothing from many guesses at once", async () => {
    const { port } = await served();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => signIn(port, "alice", "wrong-password")),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(7);
  });

  it("is for pages of this server, and never leads to another", async () => {
    const { port } = await served();
    const foreign = await post(
      port,
      "/sign-in",
      { name: "alice", password: PASSWORD },
      { origin: "https://evil.example" },
    );
    expect(foreign.status).toBe(403);
    for (const next of [
      "//evil.example",
      "https://evil.example/",
      "/\\evil.example",
      "/sign-out",
    ]) {
      expect((await signIn(port, "alice", PASSWORD, next)).headers.get("location")).toBe("/");
    }
  });

  it("shows nothing of what was typed as markup", async () => {
    const { port } = await served();
    const text = await (await signIn(port, '"><img src=x>', "wrong-password")).text();
    expect(text).not.toContain("<img");
  });
});

describe("who may come in", () => {
  it("is whoever a program's token names, until it is revoked or over", async () => {
    const { port, dataDir, clock } = await served();
    const tokens = new Tokens(dataDir);
    const now = Math.floor(clock.now / 1000);
    const expires = new Date((now + 3600) * 1000).toISOString();
    const { id } = tokens.add("etl", { roles: ["admin"], created: expires, expires });
    const token = await new Signer(SIGNING_KEY).sign("token", { jti: id }, now, now + 3600);
    expect(await me(port, { authorization: `Bearer ${token}` })).toBe("token:etl");
    // Cube's own client sends it as it is.
    expect(await me(port, { authorization: token })).toBe("token:etl");
    clock.now += 3_601_000;
    expect(await me(port, { authorization: token })).toBe(401);
    clock.now -= 3_601_000;
    tokens.revoke("etl");
    expect(await me(port, { authorization: token })).toBe(401);
  });

  it("is nobody by the link any more once there is an administrator", async () => {
    const { port, users } = await served();
    const bearer = { authorization: "Bearer the-link-token" };
    expect(await me(port, bearer)).toBe(401);
    users.remove("root");
    expect(await me(port, bearer)).toBe("link");
  });

  it("is asked on this machine too as soon as there are users", async () => {
    const { port, users } = await served({}, false);
    expect(await me(port, {})).toBe(401);
    users.remove("root");
    users.remove("alice");
    expect(await me(port, {})).toBe("local");
  });

  it("is always asked where the configuration says so", async () => {
    const { port, users } = await served({ required: "always" }, false);
    users.remove("root");
    users.remove("alice");
    expect(await me(port, {})).toBe(401);
    expect(await me(port, { authorization: "Bearer the-link-token" })).toBe("link");
  });

  it("sees the boards of the own roles only", async () => {
    const { port } = await served();
    const headers = { cookie: cookieOf(await signIn(port, "alice", PASSWORD)) };
    const list = await rawRequest(port, "/api/boards", headers);
    expect(
      (JSON.parse(list.body) as { boards: { id: string }[] }).boards.map(({ id }) => id),
    ).toEqual(["sales"]);
    const denied = await rawRequest(port, "/api/boards/other", headers);
    expect([denied.status, denied.body]).toEqual([403, expect.stringContaining('"other\\"')]);
  });
});

describe("the users file", () => {
  it("is its owner's, and keeps no password", async () => {
    const { dataDir } = await served();
    const file = join(dataDir, "users.yml");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, "utf8");
    expect(text).not.toContain(PASSWORD);
    expect(text).toContain("$argon2id$v=19$m=19456,t=2,p=1$");
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  it("refuses weak passwords, strange names and doubles", async () => {
    const { users } = await served();
    for (const weak of [
      "short",
      "passwordpassword",
      "granary-12345",
      "alice-and-more",
      "aaaaaaaaaaaaaa",
    ]) {
      await expect(users.setPassword("alice", weak), weak).rejects.toMatchObject({
        code: "ACCESS_PASSWORD_WEAK",
      });
    }
    await expect(users.add("alice", PASSWORD, { roles: [] })).rejects.toMatchObject({
      code: "ACCESS_USER_EXISTS",
    });
    await expect(users.add("Al ice", PASSWORD, { roles: [] })).rejects.toMatchObject({
      code: "USAGE",
    });
    expect(() => {
      users.remove("nobody");
    }).toThrow("There is no user");
  });
});
