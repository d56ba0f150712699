import { readFile } from "node:fs/promises";
import type { Secret } from "../warehouse/config-secret.js";
import { GranaryError, messageOf } from "../warehouse/errors.js";

/**
 * A secret as text; a file's without the blanks around it.
 *
 * @param where the setting, for messages
 * @throws GranaryError CONFIG_INVALID where the file cannot be read or holds nothing
 */
export async function secretText(where: string, secret: Secret): Promise<string> {
  if (typeof secret === "string") return secret;
  try {
    const text = (await readFile(secret.file, "utf8")).trim();
    if (text !== "") return text;
  } catch (error) {
    throw unreadable(where, secret.file, `cannot be read: ${messageOf(error)}`);
  }
  throw unreadable(where, secret.file, "is empty");
}

function unreadable(where: string, file: string, why: string): GranaryError {
  return new GranaryError("CONFIG_INVALID", {
    message: `${where}: the file ${file} ${why}.`,
    hint: "Put the secret there, alone in the file, readable for this user.",
  });
}
