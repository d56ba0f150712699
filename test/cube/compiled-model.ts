import { join } from "node:path";
import { readMemberCatalogue, type MemberCatalogue } from "../../cube/member-catalogue.js";
import { compiledCore } from "../../cube/semantic-layer.js";

export const MODEL_DIR = join(import.meta.dirname, "../../cube/model");

/** What the model of this tree shows; needs no data. */
export async function compiledModelOfTree(): Promise<MemberCatalogue> {
  const core = await compiledCore({ modelDir: MODEL_DIR, apiSecret: "secret" });
  const catalogue = readMemberCatalogue(
    await core.compile({ securityContext: {}, requestId: "test" }),
  );
  await core.shutdown();
  return catalogue;
}
