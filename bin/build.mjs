import { ensureInstalled } from "./install.mjs";

await ensureInstalled();
const { ensureBuilt } = await import("./compile.mjs");
await ensureBuilt({ web: true });
