import { hasSecretShape } from "../../lib/redaction/index.ts";

/** What personal or secret data can be told by its look. */
export const sensitiveKinds = ["email", "phone", "credit_card", "iban", "national_id", "secret"] as const;
export type SensitiveKind = (typeof sensitiveKinds)[number];

/** Longer texts are looked at only so far. */
const longest = 10_000;
const digits = /\d/;

const email = /(?<![\w.+-])[\w.+-]{1,64}@(?:[a-z\d-]{1,63}\.){1,8}[a-z]{2,24}(?![\w-])/i;
const international = /(?<![\w+.])(?:\+|00)[1-9]\d{0,2}(?:[ .-]?\(?\d{1,4}\)?){2,5}(?![\w.])/g;
const national = /(?<![\w.-])(?:\(\d{2,4}\)[ .-]?\d{3,5}[ .-]\d{4}|\d{3}[.-]\d{3}[.-]\d{4})(?![\w.-])/;
const cardNumber = /(?<![\w.-])[3-6]\d{3}(?:[ -]?\d{3,6}){2,4}(?![\w.-])/g;
const iban = /(?<![A-Z\d])[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,4})?(?![A-Z\d])/g;
const socialSecurity = /(?<![\w-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/;
const cpf = /(?<![\w.-])\d{3}\.?\d{3}\.?\d{3}-\d{2}(?![\w.-])/g;
const cnpj = /(?<![\w.-])\d{2}\.?\d{3}\.?\d{3}\/\d{4}-\d{2}(?![\w.-])/g;
const nino = /(?<![A-Z\d])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?: ?\d{2}){3} ?[A-D](?![A-Z\d])/;

const looks: Readonly<Record<SensitiveKind, (text: string) => boolean>> = {
  email: (text) => text.includes("@") && email.test(text),
  phone: (text) => digits.test(text) && isPhone(text),
  credit_card: (text) => digits.test(text) && matchesOf(cardNumber, text).some(isCard),
  iban: (text) => digits.test(text) && matchesOf(iban, text).some(isIban),
  national_id: (text) => digits.test(text) && isNationalId(text),
  secret: hasSecretShape,
};

/** The first kind that a text holds, among those asked for; `null` where it holds none. */
export function kindIn(text: string, kinds: readonly SensitiveKind[]): SensitiveKind | null {
  if (text.length < 6) return null;
  const part = text.length > longest ? text.slice(0, longest) : text;
  for (const kind of kinds) if (looks[kind](part)) return kind;
  return null;
}

function matchesOf(pattern: RegExp, text: string): string[] {
  return text.match(pattern) ?? [];
}

function isPhone(text: string): boolean {
  const isInternational = matchesOf(international, text).some((found) => {
    const count = found.replaceAll(/\D/g, "").length;
    return count >= 9 && count <= 16;
  });
  return isInternational || national.test(text);
}

/** 13 to 19 digits of a known issuer whose last one is right (Luhn). */
function isCard(found: string): boolean {
  const number = found.replaceAll(/\D/g, "");
  if (number.length < 13 || number.length > 19 || /^(\d)\1+$/.test(number)) return false;
  return /^(?:4|5[1-5]|2[2-7]|3[47]|3[068]|6(?:011|5|4[4-9])|35)/.test(number) && luhn(number);
}

function luhn(number: string): boolean {
  let sum = 0;
  for (let at = 0; at < number.length; at++) {
    const digit = Number(number[number.length - 1 - at]);
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function isIban(found: string): boolean {
  const text = found.replaceAll(" ", "");
  if (text.length < 15 || text.length > 34) return false;
  const turned = `${text.slice(4)}${text.slice(0, 4)}`;
  const number = turned.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(number) % 97n === 1n;
}

function isNationalId(text: string): boolean {
  if (socialSecurity.test(text) || nino.test(text)) return true;
  return (
    matchesOf(cpf, text).some((found) => hasCheckDigits(found, 9, 11)) || matchesOf(cnpj, text).some(isCnpj)
  );
}

/** Brazil's check digits: sums of the digits before, with weights that count up from the right, modulo 11. */
function hasCheckDigits(found: string, from: number, highest: number): boolean {
  const number = found.replaceAll(/\D/g, "");
  if (/^(\d)\1+$/.test(number)) return false;
  for (let length = from; length < number.length; length++) {
    let sum = 0;
    for (let at = 0; at < length; at++) sum += Number(number[at]) * weightOf(length - at - 1, highest);
    const rest = sum % 11;
    if (Number(number[length]) !== (rest < 2 ? 0 : 11 - rest)) return false;
  }
  return true;
}

function weightOf(fromRight: number, highest: number): number {
  return 2 + (fromRight % (highest - 1));
}

function isCnpj(found: string): boolean {
  return hasCheckDigits(found, 12, 9);
}
