import { describe, expect, it } from "vitest";
import { Signer } from "../../server/sign-in/signer.js";
import { cookieOf, me, PASSWORD, post, served, signIn } from "./signed-in-server.js";
import { rawRequest } from "./started-server.js";
import { SIGNING_KEY } from "./test-desk.js";

describe("a session", () => {
  it("ends by signing out, also for a copy of its cookie", async () => {
    const { port } = await served();
    const cookie = cookieOf(await signIn(port, "alice", PASSWORD));
    const out = await post(port, "/sign-out", {}, { cookie });
    expect(out.status).toBe(303);
    expect(await me(port, { cookie })).toBe(401);
  });

  it("ends when it is not used, and at the latest after its time", async () => {
    const { port, clock } = await served({ session: { hours: 2, idle_minutes: 30 } });
    const minutes = (count: number): number => count * 60_000;
    let cookie = cookieOf(await signIn(port, "alice", PASSWORD));
    const renewed = async (): Promise<number> => {
      const answer = await rawRequest(port, "/api/me", { cookie });
      cookie = answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? cookie;
      return answer.status;
    };
    for (let step = 0; step < 5; step += 1) {
      clock.now += minutes(20);
      expect(await renewed()).toBe(200);
    }
    clock.now += minutes(25);
    expect(await renewed()).toBe(401);
    cookie = cookieOf(await signIn(port, "alice", PASSWORD));
    clock.now += minutes(31);
    expect(await renewed()).toBe(401);
  });

  it("ends with a new password and with the user", async () => {
    const { port, users } = await served();
    const cookie = cookieOf(await signIn(port, "alice", PASSWORD));
    await users.setPassword("alice", "another-good-one-42");
    expect(await me(port, { cookie })).toBe(401);
    const second = cookieOf(await signIn(port, "alice", "another-good-one-42"));
    expect(await me(port, { cookie: second })).toBe("alice");
    users.remove("alice");
    expect(await me(port, { cookie: second })).toBe(401);
  });

  it("is not proved by a cookie somebody else signed, nor by a token", async () => {
    const { port } = await served();
    const [name = ""] = cookieOf(await signIn(port, "alice", PASSWORD)).split("=");
    const now = Math.floor(Date.parse("2026-01-01T08:00:00Z") / 1000);
    const claims = { jti: "x", sub: "alice", by: "user", seen: now };
    for (const [key, purpose] of [
      ["another-key-that-is-long", "session"],
      [SIGNING_KEY, "token"],
    ] as const) {
      const forged = await new Signer(key).sign(purpose, claims, now, now + 1000);
      expect(await me(port, { cookie: `${name}=${forged}` })).toBe(401);
    }
  });
});
