import { existsSync } from "node:fs";
import { loadJobs } from "../../schedules/jobs.js";
import type { GranaryConfig } from "../../warehouse/config.js";
import { GranaryError, messageOf } from "../../warehouse/errors.js";
import { openVersion } from "../../warehouse/version-reader.js";
import { makeDataDirectory, openWorkspace } from "../../warehouse/workspace.js";
import { whoseHttpPort } from "../http-port.js";
import type { Finding } from "./installation.js";

/** Sources, data directory, workspace, current version, jobs and port of one configuration. */
export async function warehouseFindings(config: GranaryConfig): Promise<Finding[]> {
  return [
    ...sources(config),
    dataDirectory(config),
    await workspace(config),
    await currentVersion(config),
    jobs(config),
    await port(config),
  ];
}

function sources(config: GranaryConfig): Finding[] {
  return Object.entries(config.sources).map(([name, source]) => {
    const what = `source ${name}`;
    if (!("path" in source)) return { state: "ok", what, detail: source.type };
    if (existsSync(source.path)) return { state: "ok", what, detail: source.path };
    const generated = config.demo?.out === source.path;
    return {
      state: generated ? "optional" : "missing",
      what,
      detail: `${source.path} does not exist`,
      remedy: generated
        ? "`granary run` generates it, or run `granary generate`."
        : "Put the source's files there, or correct its path in the configuration.",
    };
  });
}

function dataDirectory(config: GranaryConfig): Finding {
  const what = "data directory";
  try {
    makeDataDirectory(config);
    return { state: "ok", what, detail: config.dataDir };
  } catch (error) {
    return finding("missing", what, error);
  }
}

async function workspace(config: GranaryConfig): Promise<Finding> {
  try {
    await (await openWorkspace(config, { holder: "granary doctor" })).close();
    return { state: "ok", what: "workspace", detail: "free" };
  } catch (error) {
    const busy = error instanceof GranaryError && error.code === "WORKSPACE_LOCKED";
    return finding(busy ? "optional" : "missing", "workspace", error);
  }
}

async function currentVersion(config: GranaryConfig): Promise<Finding> {
  try {
    const reader = await openVersion(config);
    reader.close();
    const { version, asOfDate } = reader.manifest;
    return {
      state: "ok",
      what: "current version",
      detail: `${String(version)}, as of ${asOfDate}`,
    };
  } catch (error) {
    const none = error instanceof GranaryError && error.code === "VERSION_NONE";
    return finding(none ? "optional" : "missing", "current version", error);
  }
}

function jobs(config: GranaryConfig): Finding {
  try {
    const found = loadJobs(config.jobsFile).filter((job) => job.enabled);
    return { state: "ok", what: "jobs", detail: `${String(found.length)} enabled` };
  } catch (error) {
    return finding("missing", "jobs", error);
  }
}

async function port(config: GranaryConfig): Promise<Finding> {
  const what = `port ${String(config.server.port)}`;
  try {
    const owner = await whoseHttpPort(config);
    return { state: "ok", what, detail: owner === "ours" ? "served by this warehouse" : "free" };
  } catch (error) {
    return finding("missing", what, error);
  }
}

function finding(state: Finding["state"], what: string, error: unknown): Finding {
  const remedy = error instanceof GranaryError ? error.hint : undefined;
  return {
    state,
    what,
    detail: messageOf(error),
    ...(remedy === undefined ? {} : { remedy }),
  };
}
