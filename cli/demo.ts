import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { generateDemo } from "../samples/demo/generate.js";
import { isWhole } from "../samples/demo/output/continuation.js";
import { whileLocked } from "../samples/demo/output/output-lock.js";
import { copyToPostgres, postgresLogin } from "../samples/demo/postgres/postgres-target.js";
import type { DemoConfig, GranaryConfig } from "../warehouse/config.js";
import type { EventSink } from "../warehouse/events.js";

/** Generates the demo company that the configuration names, unless the same one stands there already, whole. */
export async function ensureDemo(config: GranaryConfig, onEvent: EventSink): Promise<void> {
  if (!config.demo || isWhole(config.demo.out, config.demo)) return;
  await generateDemoInto(config.demo, onEvent);
}

/**
 * Generates a demo company, with a line saying so.
 *
 * @param demo with `to`, the address of a PostgreSQL database, tables are written there; files beside `out` hold them
 *   until then
 */
export async function generateDemoInto(
  demo: DemoConfig & { period?: "year" | "month"; extend?: boolean; to?: string },
  onEvent: EventSink,
): Promise<void> {
  const { scale, seed, until, out, period = "year", extend = false, to } = demo;
  const login = to === undefined ? undefined : await postgresLogin(to);
  const quiet: EventSink = (event) => {
    if (event.type !== "step") onEvent(event);
  };
  onEvent({
    type: "phase",
    phase: "generate",
    message: `Generating the demo company (scale ${String(scale)}, seed ${String(seed)}, until ${until})`,
  });
  if (login === undefined) {
    await generateDemo({ scale, seed, until, outDir: out, period, extend, onEvent });
    return;
  }
  const spool = `${resolve(out)}.spool`;
  const whole = { scale, seed, until, openMonths: true };
  await whileLocked(resolve(out), async () => {
    await generateDemo({ ...whole, outDir: spool, period, onEvent: quiet });
    try {
      await copyToPostgres(login, spool, onEvent);
    } finally {
      rmSync(spool, { recursive: true, force: true });
    }
  });
}
