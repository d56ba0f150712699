import { describe, expect, it } from "vitest";
import { isLoopback } from "../../server/request-guard.js";
import { rawRequest, startTestServer } from "./started-server.js";

describe("every answer", () => {
  it.each(["/", "/api/health", "/api/nothing", "/assets/gone.js"])(
    "forbids foreign scripts, framing, sniffing and referrers: %s",
    async (path) => {
      const { url } = await startTestServer();
      const { headers } = await fetch(url + path);
      expect(headers.get("content-security-policy")).toContain("default-src 'self'");
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("content-security-policy")).not.toContain("unsafe");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("x-powered-by")).toBeNull();
      expect(headers.get("access-control-allow-origin")).toBeNull();
    },
  );
});

describe("a server on a loopback address", () => {
  it.each(["localhost:1", "127.0.0.1", "[::1]:4000", "granary.localhost:4000", "LOCALHOST"])(
    "answers to the name %s",
    async (host) => {
      const { port } = await startTestServer();
      expect((await rawRequest(port, "/api/health", { host })).status).toBe(200);
    },
  );

  it.each(["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "a b"])(
    "refuses a name that was rebound to it: %j",
    async (host) => {
      const { port } = await startTestServer();
      const { status, body } = await rawRequest(port, "/api/health", { host });
      expect(status).toBe(403);
      expect(body).toContain("REQUEST_REFUSED");
    },
  );

  it.each(["GET", "POST"])("refuses %s from a foreign page", async (method) => {
    const { port } = await startTestServer();
    for (const origin of ["http://evil.example", "null", "http://127.0.0.1:1"]) {
      const { status } = await rawRequest(port, "/api/versions", { origin }, method);
      expect(status).toBe(403);
    }
  });

  it("accepts requests from its own pages", async () => {
    const { port } = await startTestServer();
    const headers = {
      host: `localhost:${String(port)}`,
      origin: `http://localhost:${String(port)}`,
    };
    expect((await rawRequest(port, "/api/versions", headers)).status).toBe(200);
  });
});

describe("loopback addresses", () => {
  it("are known by all their spellings", () => {
    expect(["127.0.0.1", "127.8.9.1", "localhost", "::1", "[::1]"].every(isLoopback)).toBe(true);
    expect(["0.0.0.0", "::", "10.0.0.1", "127.evil.example", "granary"].some(isLoopback)).toBe(
      false,
    );
  });
});
