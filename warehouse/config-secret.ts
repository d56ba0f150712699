import { isAbsolute } from "node:path";
import { z } from "zod";

/** A file named by its whole path. */
export const absoluteFile = z.string().refine(isAbsolute, "expected an absolute path");

/** The text itself, for example `${SHOP_PASSWORD}`, or the file that holds it. */
export const secret = z.union(
  [z.string().min(1), z.strictObject({ file: absoluteFile })],
  "expected a text, for example ${API_TOKEN}, or { file: /path/of/secret }",
);

/** A password, which may be none. */
export const password = z.union([z.literal(""), secret]);

export type Secret = z.infer<typeof secret>;
