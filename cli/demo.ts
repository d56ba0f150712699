import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generateDemo } from "../samples/demo/generate.js";
import type { DemoConfig, GranaryConfig } from "../warehouse/config.js";
import type { EventSink } from "../warehouse/events.js";

/** Generates the demo company that the configuration names, unless the same one stands there already. */
export async function ensureDemo(config: GranaryConfig, onEvent: EventSink): Promise<void> {
  if (!config.demo || isGenerated(config.demo)) return;
  await generateDemoInto(config.demo, onEvent);
}

/** Generates a demo company, with a line saying so. */
export async function generateDemoInto(demo: DemoConfig, onEvent: EventSink): Promise<void> {
  const { scale, seed, until, out } = demo;
  onEvent({
    type: "phase",
    phase: "generate",
    message: `Generating the demo company (scale ${String(scale)}, seed ${String(seed)}, until ${until})`,
  });
  await generateDemo({ scale, seed, until, outDir: out, onEvent });
}

function isGenerated(demo: DemoConfig): boolean {
  try {
    const manifest = JSON.parse(readFileSync(join(demo.out, "manifest.json"), "utf8")) as {
      scale?: unknown;
      seed?: unknown;
      until?: unknown;
    };
    return (
      manifest.scale === demo.scale && manifest.seed === demo.seed && manifest.until === demo.until
    );
  } catch {
    return false;
  }
}
