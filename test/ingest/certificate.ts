import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { temporaryDir } from "../temporary-dir.js";

export const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
if (!hasOpenssl) console.warn("openssl is not installed: encrypted connections are not tested");

/**
 * A certificate that signs itself.
 *
 * @param names what it is for: by default this machine
 */
export function certificate(names = "DNS:localhost,IP:127.0.0.1"): { key: string; cert: string } {
  const dir = temporaryDir();
  const [key, cert] = [join(dir, "server.key"), join(dir, "server.crt")];
  execFileSync(
    "openssl",
    [
      ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2".split(" "),
      ...["-subj", "/CN=localhost", "-addext", `subjectAltName=${names}`],
      ...["-keyout", key, "-out", cert],
    ],
    { stdio: "ignore" },
  );
  return { key, cert };
}
