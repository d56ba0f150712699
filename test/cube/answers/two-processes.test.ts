import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { freePort } from "../../free-port.js";
import { granaryProcess, repository } from "../../granary-command.js";
import { createMartFixture } from "../mart-fixture.js";

async function serve(file: string): Promise<string> {
  const server = granaryProcess(["serve", "--config", file], {
    env: { PORT: String(await freePort()) },
  });
  await expect
    .poll(() => server.output(), { timeout: 90_000, interval: 100 })
    .toMatch(/is ready: http:\/\/[^\s]+/);
  return /is ready: (http:\/\/[^\s/]+:\d+)/.exec(server.output())?.[1] ?? "";
}

it("two processes serve one version, with its rollups, and the next when it is published", async () => {
  const modelDir = join(repository, "cube", "model");
  const marts = await createMartFixture(modelDir);
  // Runs last: the servers, begun later, are stopped before, and write their audit until then.
  onTestFinished(() => marts.close());
  const file = join(marts.config.rootDir, "granary.yml");
  writeFileSync(
    file,
    `project_dir: ${JSON.stringify(repository)}\njobs_file: none.yml\nsources: { s: { type: files, path: x, tables: { t: { files: x.csv } } } }\n`,
  );
  await marts.publishMarts(1);
  const urls = await Promise.all([serve(file), serve(file)]);
  const query = encodeURIComponent(
    JSON.stringify({ measures: ["sales.gross"], dimensions: ["sales.category_name"] }),
  );
  const ask = async (url: string): Promise<unknown> => {
    const response = await fetch(`${url}/cubejs-api/v1/load?query=${query}`);
    const { data, usedPreAggregations } = (await response.json()) as Record<string, unknown>;
    return {
      version: response.headers.get("x-granary-version"),
      etag: response.headers.get("etag"),
      data,
      usedPreAggregations,
    };
  };
  const [first, second] = await Promise.all(urls.map(ask));
  expect(first).toEqual(second);
  expect(first).toMatchObject({ version: "1", usedPreAggregations: expect.anything() as unknown });
  await marts.publishMarts(2);
  const [third, fourth] = await Promise.all(urls.map(ask));
  expect(third).toEqual(fourth);
  expect(third).toMatchObject({ version: "2" });
});
