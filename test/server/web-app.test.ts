import { describe, expect, it } from "vitest";
import { rawRequest, startTestServer } from "./started-server.js";

describe("the web app", () => {
  it.each(["/", "/boards/sales", "/boards/sales?period=all", "/anything/else"])(
    "answers %s with its page, which is asked for anew each time",
    async (path) => {
      const { url } = await startTestServer();
      const response = await fetch(url + path);
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toContain("text/html");
      expect(response.headers.get("cache-control")).toBe("no-cache");
      expect(await response.text()).toContain("<title>app</title>");
    },
  );

  it("lets browsers keep files that carry a hash", async () => {
    const { url } = await startTestServer();
    const response = await fetch(`${url}/assets/app-1a2b3c.js`);
    expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(response.headers.get("content-type")).toContain("javascript");
  });

  it.each(["/assets/gone.js", "/assets/", "/favicon.ico"])(
    "answers a missing file with 404, not with the page: %s",
    async (path) => {
      const { url } = await startTestServer();
      const response = await fetch(url + path);
      expect(response.status).toBe(404);
      expect(response.headers.get("cache-control") ?? "").not.toContain("immutable");
    },
  );

  it.each([
    "/../secret.txt",
    "/assets/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/assets/..%5c..%5csecret.txt",
    "/%2e%2e%2fsecret.txt%00.js",
    "//secret.txt",
    "/.git/config",
  ])("gives nothing away outside its directory: %s", async (path) => {
    const { port } = await startTestServer();
    const { body, status } = await rawRequest(port, path);
    expect(body).not.toBe("secret");
    expect([200, 400, 403, 404]).toContain(status);
    if (status === 200) expect(body).toContain("<title>app</title>");
  });
});
