import { existsSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { checkDemo } from "../../warehouse/config-demo.js";
import type { EventSink } from "../../warehouse/events.js";
import { dayNumber, FIRST_DAY, yearMonth } from "./calendar.js";
import { keepMasterData } from "./erp/master-data.js";
import { keepOrganisation } from "./erp/organisation-records.js";
import { setTargets } from "./erp/targets.js";
import { continuationOf, earlierDemo, keepExtracts } from "./output/continuation.js";
import { type Continuation, ExtractFiles, type Period } from "./output/extract-files.js";
import { type DemoManifest, type ListedFile, writeManifest } from "./output/manifest.js";
import { refusedBySystem, replaceDirectory, unwritable } from "./output/output-directory.js";
import { whileLocked } from "./output/output-lock.js";
import { PARTS } from "./parts.js";
import { Simulation, type Outlet } from "./simulation/simulation.js";
import { inTightHeap } from "./tight-heap.js";
import { writeCustomerTruth } from "./truth/customer-truth.js";
import { plantedParameters } from "./truth/parameters.js";
import { TruthFiles } from "./truth/truth-files.js";

interface DemoOptions {
  /** 1 is about 20,000 customers with 100,000 order lines by the end of 2025; greater than 0. */
  scale: number;
  /** Equal seed, scale and `until` give equal bytes; a later `until` only adds to them. */
  seed: number;
  /** Last day of business, YYYY-MM-DD; the first is 2023-01-01. */
  until: string;
  /** What one file of a table holds; a year unless given. Parquet always comes by the month. */
  period?: Period;
  /**
   * Keeps the files of the same company that stand in `outDir`, as they are, and adds what its systems say since, Parquet
   * too, in files named after `until`.
   */
  extend?: boolean;
  /**
   * Writes Parquet of a month that is not over too, which a later `until` writes again as another file; left out unless
   * given.
   */
  openMonths?: boolean;
  /** Replaced as a whole when all files are written. */
  outDir: string;
  onEvent: EventSink;
}

/**
 * Writes the operational systems of an invented company, lived through day by day, as extracts of record versions, and
 * beside them the truth about it.
 *
 * @throws GranaryError USAGE, DEMO_OUTPUT_BUSY, DEMO_OUTPUT_FOREIGN, DEMO_OUTPUT_UNWRITABLE, DEMO_NOT_EXTENDED
 */
export async function generateDemo(options: DemoOptions): Promise<DemoManifest> {
  checkDemo(options);
  const outDir = placeOf(options.outDir);
  try {
    return await whileLocked(outDir, () => writeDemo(outDir, options));
  } catch (error) {
    throw refusedBySystem(error) ? unwritable(outDir, error) : error;
  }
}

/** A link to a directory stays; what it leads to is replaced. */
function placeOf(outDir: string): string {
  return existsSync(outDir) ? realpathSync(outDir) : resolve(outDir);
}

async function writeDemo(outDir: string, options: DemoOptions): Promise<DemoManifest> {
  const { scale, seed, until } = options;
  const earlier = options.extend === true ? earlierDemo(outDir, options) : undefined;
  if (earlier?.until === until) return earlier;
  return await replaceDirectory(outDir, async (dir) => {
    const kept = earlier === undefined ? [] : keepExtracts(outDir, dir, earlier);
    const going = earlier && continuationOf(earlier, until);
    const written = await inTightHeap(() => writeFiles(dir, options, going));
    const files = [...kept, ...written];
    const extended = earlier === undefined ? {} : { extended: true };
    const manifest: DemoManifest = {
      generator: "granary-demo",
      seed,
      scale,
      until,
      ...extended,
      files,
    };
    writeManifest(dir, manifest);
    return manifest;
  });
}

async function writeFiles(
  dir: string,
  options: DemoOptions,
  going: Continuation | undefined,
): Promise<readonly ListedFile[]> {
  const { scale, seed, onEvent } = options;
  const started = performance.now();
  const until = dayNumber(options.until);
  const extracts = new ExtractFiles(dir, options.period ?? "year", {
    ...(going && { going }),
    ...(options.openMonths === true && { parquetUntil: until }),
  });
  const truth = new TruthFiles(dir);
  const identity = truth.open("identity.csv", ["system", "record_id", "true_customer"]);
  const outlet: Outlet = {
    emit: (table, row, changedAt, today) => {
      extracts.emit(table, row, changedAt, today);
    },
    trueIdentity: (system, recordId, trueCustomer) => {
      identity([system, recordId, trueCustomer]);
    },
  };
  const company = new Simulation({ seed, scale, until, outlet });
  const tell = company.tell.bind(company);
  keepMasterData(company);
  keepOrganisation(company, company.organisation, tell);
  setTargets(company);
  const endings = PARTS.map((part) => part(company, truth));
  for (let day = FIRST_DAY; day <= until; day += 1) {
    company.live(day);
    await extracts.endDay(day);
    if (yearMonth(day + 1).date === 1) reportProgress(onEvent, day, until);
  }
  extracts.finish();
  company.trade.countDoomed();
  const { orderDays } = company.ledger;
  writeCustomerTruth(company, orderDays, (i) => company.ledger.isQualified(i), truth);
  const sections = endings.map((ending) => ending?.().parameters ?? {});
  truth.writeJson("parameters.json", Object.assign(plantedParameters(company), ...sections));
  const ms = Math.round(performance.now() - started);
  for (const [table, rows] of extracts.rowsOf()) {
    onEvent({ type: "step", phase: "generate", name: table, status: "ok", rows, ms });
  }
  return [...extracts.files, ...truth.finish()];
}

function reportProgress(onEvent: EventSink, day: number, until: number): void {
  const [done, total] = [day - FIRST_DAY + 1, until - FIRST_DAY + 1];
  onEvent({ type: "progress", phase: "generate", label: "days", done, total, unit: "days" });
}
