import type { Identity } from "../company.js";
import type { Random } from "../random.js";

/** An identity as a system holds it; what it does not know is undefined. */
export interface RecordedIdentity {
  name: string;
  email: string | undefined;
  phone: string | undefined;
  street: string;
  city: string;
  postalCode: string;
}

/** How a system spoils what it is told, in thousandths of its records. */
export interface NoiseRates {
  nameTypo: number;
  /** Written otherwise: capitals, family name first, an initial. */
  nameStyle: number;
  emailMissing: number;
  emailTypo: number;
  phoneMissing: number;
  phoneTypo: number;
  phoneStyle: number;
  streetTypo: number;
}

/**
 * An identity with gaps, typing errors and other ways of writing. E-mail and telephone are hardly ever spoilt both
 * (one record in a hundred), so that a careful reader can tell who it is.
 */
export function recordIdentity(
  identity: Identity,
  rates: NoiseRates,
  random: Random,
): RecordedIdentity {
  const emailLost = identity.email === undefined || random.chance(rates.emailMissing);
  const emailWrong = !emailLost && random.chance(rates.emailTypo);
  const isHardCase = random.chance(10);
  const phoneMayFail = isHardCase || !(emailLost || emailWrong);
  const phoneLost = random.chance(rates.phoneMissing) && phoneMayFail;
  const phoneWrong = random.chance(rates.phoneTypo) && phoneMayFail && !phoneLost;
  const email = identity.email ?? "";
  return {
    name: nameAsWritten(identity, rates, random),
    email: emailLost ? undefined : emailWrong ? emailTypo(email, random) : email,
    phone: phoneLost ? undefined : phoneAsWritten(identity.phone, phoneWrong, rates, random),
    street: random.chance(rates.streetTypo) ? typo(identity.street, random) : identity.street,
    city: identity.city,
    postalCode: identity.postalCode,
  };
}

function nameAsWritten(identity: Identity, rates: NoiseRates, random: Random): string {
  const { name, givenName, familyName, chinese } = identity;
  const styled = random.chance(rates.nameStyle);
  const wrong = random.chance(rates.nameTypo);
  const style = random.below(4);
  const isPerson = familyName !== "";
  let written = name;
  if (styled && !chinese) {
    if (style === 0) written = name.toUpperCase();
    else if (style === 1 && isPerson) written = `${familyName}, ${givenName}`;
    else if (style === 2 && isPerson) written = `${givenName.slice(0, 1)}. ${familyName}`;
    else written = `${name.toLowerCase()} `;
  } else if (styled) written = style < 2 ? `${name} ` : name.replace("有限公司", "(有限公司)");
  return wrong ? typo(written, random) : written;
}

function phoneAsWritten(phone: string, wrong: boolean, rates: NoiseRates, random: Random): string {
  const styled = random.chance(rates.phoneStyle);
  const digits = wrong ? digitTypo(phone, random) : phone;
  if (!styled) return digits;
  const plain = digits.replaceAll(/[+ ]/g, "");
  const [area, rest] = [plain.slice(3, 6), plain.slice(6)];
  const styles = [`00${plain}`, `(${area}) ${rest.slice(0, 3)}-${rest.slice(3)}`, `+${plain}`];
  return styles[random.below(styles.length)] ?? digits;
}

/** One wrong character in front of the @, or another ending of the domain. */
function emailTypo(email: string, random: Random): string {
  const [local = "", domain = ""] = email.split("@");
  if (random.chance(300)) return `${local}@${domain.replace(/\.(com|org|net)$/, ".con")}`;
  return `${typo(local, random)}@${domain}`;
}

function digitTypo(phone: string, random: Random): string {
  const place = phone.length - 1 - random.below(3);
  const digit = (Number(phone[place] ?? "0") + random.between(1, 9)) % 10;
  return phone.slice(0, place) + String(digit) + phone.slice(place + 1);
}

/** Two letters swapped, one left out, one doubled, or one that stands beside it on the keyboard. */
function typo(text: string, random: Random): string {
  if (text.length < 3) return text;
  const place = random.between(1, text.length - 2);
  const [before, here, next] = [text.slice(0, place), text[place] ?? "", text[place + 1] ?? ""];
  const after = text.slice(place + 1);
  switch (random.below(4)) {
    case 0:
      return before + next + here + after.slice(1);
    case 1:
      return before + after;
    case 2:
      return before + here + here + after;
    default:
      return before + neighbour(here) + after;
  }
}

const KEYBOARD = "qwertyuiopasdfghjklzxcvbnm";

function neighbour(letter: string): string {
  const place = KEYBOARD.indexOf(letter.toLowerCase());
  return place < 0 ? letter : (KEYBOARD[(place + 1) % KEYBOARD.length] ?? letter);
}
