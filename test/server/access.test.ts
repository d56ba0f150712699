import { describe, expect, it } from "vitest";
import { LinkToken } from "../../server/sign-in/link-token.js";
import { rawRequest, startTestServer } from "./started-server.js";

const TOKEN = "correct-horse-battery";
const PUBLIC = { host: "0.0.0.0", accessToken: TOKEN };

describe("a server that other machines can reach", () => {
  it("does not start without a token", async () => {
    for (const accessToken of [null, ""]) {
      await expect(startTestServer({ host: "0.0.0.0", accessToken })).rejects.toMatchObject({
        code: "ACCESS_TOKEN_REQUIRED",
        exitCode: 2,
      });
    }
  });

  it.each(["/", "/api/status", "/api/boards", "/assets/app-1a2b3c.js", "/cubejs-api/v1/load"])(
    "lets nobody see %s without the token",
    async (path) => {
      const { port } = await startTestServer(PUBLIC);
      expect((await rawRequest(port, path)).status).toBe(401);
      expect((await rawRequest(port, path, { authorization: "Bearer wrong" })).status).toBe(401);
      expect((await rawRequest(port, `${path}?token=wrong`)).status).toBe(401);
    },
  );

  it("accepts the token as a bearer", async () => {
    const { port } = await startTestServer(PUBLIC);
    const headers = { authorization: `Bearer ${TOKEN}` };
    expect((await rawRequest(port, "/api/versions", headers)).status).toBe(200);
  });

  it("turns the link into a cookie that scripts and other sites never get", async () => {
    const { port } = await startTestServer(PUBLIC);
    const answer = await rawRequest(port, `/boards/sales?period=all&token=${TOKEN}`);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe("/boards/sales?period=all");
    expect(answer.headers["cache-control"]).toBe("no-store");
    const [cookie = ""] = answer.headers["set-cookie"] ?? [];
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(TOKEN);
    const [pair = ""] = cookie.split(";");
    expect((await rawRequest(port, "/api/versions", { cookie: `x=1; ${pair}` })).status).toBe(200);
    const value = pair.split("=")[1] ?? "";
    const asBearer = { authorization: `Bearer ${value}` };
    expect((await rawRequest(port, "/api/versions", asBearer)).status).toBe(401);
  });

  it("opens the link from a message too, where a redirect would lose the cookie", async () => {
    const { port } = await startTestServer(PUBLIC);
    const headers = { "sec-fetch-site": "cross-site" };
    const answer = await rawRequest(port, `/?token=${TOKEN}`, headers);
    expect(answer.status).toBe(200);
    expect(answer.headers.refresh).toBe("0; url=/");
    expect(answer.headers["set-cookie"]).toHaveLength(1);
  });

  it("never redirects to another site", async () => {
    const { port } = await startTestServer(PUBLIC);
    const answer = await rawRequest(port, `//evil.example/?token=${TOKEN}`);
    expect(answer.headers.location ?? "/").toMatch(/^\/(?!\/)/);
  });

  it("tells a reader what to do, and a program in its own way", async () => {
    const { port } = await startTestServer(PUBLIC);
    const page = await rawRequest(port, "/", { accept: "text/html,*/*;q=0.8" });
    expect(page.body).toContain("This Granary is private");
    const api = await rawRequest(port, "/api/status", { accept: "application/json" });
    expect(JSON.parse(api.body)).toMatchObject({ error: { code: "ACCESS_DENIED" } });
    const cube = await rawRequest(port, "/cubejs-api/v1/load", { accept: "application/json" });
    expect(JSON.parse(cube.body)).toMatchObject({
      error: "This request carries no valid access token.",
    });
  });

  it("tells its own machine whose it is", async () => {
    const { port } = await startTestServer(PUBLIC);
    expect((await rawRequest(port, "/api/health")).status).toBe(200);
  });
});

describe("LinkToken", () => {
  it("compares the whole token", () => {
    const link = new LinkToken(TOKEN);
    const bearer = (text: string) => ({ headers: { authorization: text } });
    expect(link.isWith(bearer(`bearer ${TOKEN}`))).toBe(true);
    expect(link.isWith(bearer(`Bearer ${TOKEN}x`))).toBe(false);
    expect(link.isWith(bearer(`Bearer ${TOKEN.slice(0, -1)}`))).toBe(false);
    expect(link.isWith(bearer(TOKEN))).toBe(false);
    expect(link.isWith({ headers: {} })).toBe(false);
  });
});
