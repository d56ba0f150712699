const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SUFFIX_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/**
 * An 18-character Salesforce id: object prefix, sequence in base 62, and the three characters that keep ids apart
 * where upper and lower case are not told apart (each states which of five characters are capitals).
 *
 * @param prefix three characters of the object, "001" for an account
 */
export function salesforceId(prefix: string, sequence: number): string {
  let rest = sequence;
  let body = "";
  for (let place = 0; place < 8; place += 1) {
    body = (DIGITS[rest % 62] ?? "0") + body;
    rest = Math.floor(rest / 62);
  }
  const id = `${prefix}Gr00${body}`;
  return id + [0, 5, 10].map((start) => suffixOf(id.slice(start, start + 5))).join("");
}

/** The sequence number in an id that `salesforceId` made. */
export function salesforceSequence(id: string): number {
  let sequence = 0;
  for (const digit of id.slice(7, 15)) sequence = sequence * 62 + DIGITS.indexOf(digit);
  return sequence;
}

function suffixOf(characters: string): string {
  let bits = 0;
  for (let place = 0; place < characters.length; place += 1) {
    const character = characters[place] ?? "";
    if (character >= "A" && character <= "Z") bits |= 1 << place;
  }
  return SUFFIX_DIGITS[bits] ?? "A";
}
