import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { JS } from "@duckdb/node-api";
import { onTestFinished } from "vitest";
import { runIngest, type IngestSummary } from "../../ingest/run.js";
import type { FileTableConfig, GranaryConfig } from "../../warehouse/config.js";
import { GranaryError } from "../../warehouse/errors.js";
import type { GranaryEvent } from "../../warehouse/events.js";
import { openWorkspace } from "../../warehouse/workspace.js";

type TableSettings = Partial<FileTableConfig> & { files: string };

/** A directory of source files with a warehouse of its own, removed after the test. */
export interface Landing {
  root: string;
  config: GranaryConfig;
  events: GranaryEvent[];
  put(file: string, content: string | Buffer): void;
  remove(file: string): void;
  ingest(tables: Record<string, TableSettings>): Promise<IngestSummary>;
  /** The typed error an ingestion fails with. */
  failure(tables: Record<string, TableSettings>): Promise<GranaryError>;
  query(sql: string): Promise<JS[][]>;
}

export function landing(): Landing {
  const root = mkdtempSync(join(tmpdir(), "granary-ingest-"));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  const files = join(root, "files");
  mkdirSync(files);
  const events: GranaryEvent[] = [];
  const config = configOver(root, {});
  const ingest = async (tables: Record<string, TableSettings>): Promise<IngestSummary> => {
    const workspace = await openWorkspace(config, { holder: "test" });
    try {
      return await runIngest({
        config: configOver(root, tables),
        workspace,
        onEvent: (event) => events.push(event),
        now: () => new Date("2024-05-01T10:00:00Z"),
      });
    } finally {
      await workspace.close();
    }
  };
  return {
    root,
    config,
    events,
    put: (file, content) => {
      mkdirSync(dirname(join(files, file)), { recursive: true });
      writeFileSync(join(files, file), content);
    },
    remove: (file) => {
      rmSync(join(files, file));
    },
    ingest,
    failure: async (tables) => {
      try {
        await ingest(tables);
      } catch (error) {
        if (error instanceof GranaryError) return error;
        throw error;
      }
      throw new Error("the ingestion did not fail");
    },
    query: async (sql) => {
      const workspace = await openWorkspace(config, { holder: "test" });
      try {
        const connection = await workspace.connect();
        const rows = (await connection.runAndReadAll(sql)).getRowsJS();
        connection.closeSync();
        return rows;
      } finally {
        await workspace.close();
      }
    },
  };
}

/** A configuration with one source "shop" over `<root>/files`. */
export function configOver(root: string, tables: Record<string, TableSettings>): GranaryConfig {
  const settled = Object.entries(tables).map(([name, table]): [string, FileTableConfig] => [
    name,
    { onError: "fail", maxRejected: undefined, tags: [], ...table },
  ]);
  return {
    file: join(root, "granary.yml"),
    rootDir: root,
    projectDir: root,
    dataDir: join(root, "data"),
    name: "Test",
    timezone: "UTC",
    currency: "USD",
    locale: "en",
    asOfDate: "2024-05-01",
    sources: {
      shop: { type: "files", path: join(root, "files"), tables: Object.fromEntries(settled) },
    },
    vars: {},
    server: { host: "127.0.0.1", port: 0 },
    retention: { keep: 1 },
    engine: { memoryLimit: "1GB", threads: 2 },
    jobsFile: join(root, "jobs.yml"),
  };
}
