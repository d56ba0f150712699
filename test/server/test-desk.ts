import { isLoopback } from "../../server/request-guard.js";
import { AccessDesk } from "../../server/sign-in/desk.js";
import { accessOf } from "../../warehouse/config-access.js";
import type { GranaryConfig } from "../../warehouse/config.js";

/** Signs tokens and sessions in tests. */
export const SIGNING_KEY = "a-signing-key-of-tests-that-is-long-enough";

/** The desk of a test's server; without changes it lets everybody of this machine in. */
export function testDesk(
  config: GranaryConfig,
  changes: Partial<ConstructorParameters<typeof AccessDesk>[0]> = {},
): AccessDesk {
  return new AccessDesk({
    access: accessOf(config),
    dataDir: config.dataDir,
    isLoopback: isLoopback(config.server.host),
    linkToken: null,
    signingKey: SIGNING_KEY,
    ...changes,
  });
}
