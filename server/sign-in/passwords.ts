import { randomBytes, randomInt } from "node:crypto";
import { argon2id, argon2Verify } from "hash-wasm";
import { GranaryError } from "../../warehouse/errors.js";

/** OWASP's least for argon2id: 19 MiB, two passes, one lane. */
const COST = { memorySize: 19_456, iterations: 2, parallelism: 1, hashLength: 32 };
const MIN_LENGTH = 12;
const MAX_LENGTH = 512;

/** Letters and digits that are not taken for one another. */
const ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const GENERATED_LENGTH = 20;
const COMMON = ["password", "granary", "123456", "qwerty", "letmein", "admin", "welcome"];

/** @returns the encoded hash, with its salt and cost */
export function hashPassword(password: string): Promise<string> {
  return argon2id({ ...COST, password, salt: randomBytes(16), outputType: "encoded" });
}

let nobody: Promise<string> | undefined;

/** Whether the password fits; for a user who does not exist (undefined) it takes as long, and does not. */
export async function passwordFits(
  encoded: string | undefined,
  password: string,
): Promise<boolean> {
  if (password.length > MAX_LENGTH) return false;
  nobody ??= hashPassword(randomBytes(16).toString("hex"));
  const fits = await argon2Verify({ password: password || " ", hash: encoded ?? (await nobody) });
  return fits && encoded !== undefined && password !== "";
}

/** About 115 bits. */
export function generatePassword(): string {
  return Array.from({ length: GENERATED_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(
    "",
  );
}

/** @throws GranaryError ACCESS_PASSWORD_WEAK */
export function refuseWeak(password: string, user: string): void {
  const plain = password.toLowerCase();
  // What is left of "Password2025!!" when what everybody adds is taken away.
  const core = plain.replace(/[^a-z]/g, "");
  const weak =
    password.length < MIN_LENGTH ||
    password.length > MAX_LENGTH ||
    (user.length >= 4 && plain.includes(user.toLowerCase())) ||
    new Set(plain).size < 5 ||
    COMMON.some((word) => core === word || plain === word.repeat(2));
  if (!weak) return;
  throw new GranaryError("ACCESS_PASSWORD_WEAK", {
    message: `The password needs at least ${String(MIN_LENGTH)} characters and must not be a common one or hold the user's name.`,
    hint: "Use --generate for a strong one.",
  });
}
