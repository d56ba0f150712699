import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { startServer } from "../../server/http-server.js";
import { VersionHub } from "../../warehouse/version-hub.js";
import { temporaryDir } from "../temporary-dir.js";
import { testConfig } from "../test-config.js";
import { testDesk } from "./test-desk.js";
import { startTestServer } from "./started-server.js";

describe("starting", () => {
  it("names the port that is taken and how to choose another", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      other.close();
    });
    const { port } = other.address() as AddressInfo;
    await expect(startTestServer({ port })).rejects.toMatchObject({
      code: "PORT_IN_USE",
      exitCode: 1,
      message: `Port ${String(port)} on 127.0.0.1 is in use by another process.`,
      hint: expect.stringContaining("PORT=") as unknown,
    });
  });

  it("says when the address is none of this machine", async () => {
    const start = startTestServer({ host: "192.0.2.1", accessToken: "token" });
    await expect(start).rejects.toMatchObject({ code: "LISTEN_FAILED" });
  });

  it("says when the web app has not been built", async () => {
    const config = testConfig(temporaryDir());
    const start = startServer({
      config,
      hub: new VersionHub(config),
      semanticLayer: {
        mount: () => undefined,
        openVersions: 0,
        isPersonal: () => Promise.resolve(false),
        close: () => Promise.resolve(),
      },
      webRoot: "/nowhere",
      boardsDir: "/nowhere",
      desk: testDesk(config),
      onEvent: () => undefined,
    });
    await expect(start).rejects.toMatchObject({ code: "WEB_APP_MISSING" });
  });
});

describe("closing", () => {
  it("lets a request in flight finish and refuses new ones", async () => {
    const server = await startTestServer({
      mount: (app) =>
        app.get("/slow", (_request, response) => {
          void sleep(300).then(() => response.send("done"));
        }),
    });
    const inFlight = fetch(`${server.url}/slow`).then((response) => response.text());
    await sleep(100);
    const started = Date.now();
    const closing = server.close();
    await expect(fetch(`${server.url}/api/health`)).rejects.toThrow();
    await closing;
    expect(await inFlight).toBe("done");
    expect(Date.now() - started).toBeLessThan(1_500);
  });

  it("does not wait for idle keep-alive connections", async () => {
    const server = await startTestServer();
    const socket = connect(server.port, "127.0.0.1");
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.write("GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await new Promise((resolve) => socket.once("data", resolve));
    const started = Date.now();
    await server.close();
    await closed;
    expect(Date.now() - started).toBeLessThan(1_000);
  });

  it("cuts what does not end by itself", async () => {
    const server = await startTestServer({ mount: (app) => app.get("/never", () => undefined) });
    const hanging = fetch(`${server.url}/never`).catch(() => "cut");
    await sleep(100);
    const started = Date.now();
    await server.close();
    expect(await hanging).toBe("cut");
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  it("may be asked for twice", async () => {
    const server = await startTestServer();
    await Promise.all([server.close(), server.close()]);
    await server.close();
  });
});
