import { secretText } from "../ingest/secret-text.js";
import { isLoopback } from "../server/request-guard.js";
import { AccessDesk, type SignInRecord } from "../server/sign-in/desk.js";
import { OidcProvider } from "../server/sign-in/oidc.js";
import { accessOf } from "../warehouse/config-access.js";
import type { GranaryConfig } from "../warehouse/config.js";
import { secret } from "./secrets.js";

/** The key that signs sessions and tokens of this data directory. */
export function signingKey(config: GranaryConfig): string {
  return secret(config, "signing-key");
}

/** The desk at the door of this configuration's server. */
export async function openDesk(
  config: GranaryConfig,
  onSignIn: (record: SignInRecord) => void,
): Promise<AccessDesk> {
  const access = accessOf(config);
  return new AccessDesk({
    access,
    dataDir: config.dataDir,
    isLoopback: isLoopback(config.server.host),
    linkToken: secret(config, "access-token"),
    signingKey: signingKey(config),
    onSignIn,
    ...(access.oidc === undefined ? {} : { provider: await providerOf(access.oidc) }),
  });
}

async function providerOf(
  oidc: ConstructorParameters<typeof OidcProvider>[0],
): Promise<OidcProvider> {
  const { client_secret: clientSecret } = oidc;
  const text =
    clientSecret === undefined
      ? undefined
      : await secretText("access.oidc.client_secret", clientSecret);
  return new OidcProvider(oidc, text);
}
