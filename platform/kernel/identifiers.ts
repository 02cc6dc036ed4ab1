import { isPlainDate, type PlainDate } from './plain-dates.ts';

const CITIZEN_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CITIZEN_CHECKS = '10X98765432';

/** The check digit of the first 17 digits of a citizen id (GB 11643-1999, ISO 7064 MOD 11-2). */
export function citizenIdCheckDigit(first17: string): string {
  let sum = 0;
  for (let index = 0; index < 17; index += 1) sum += Number(first17[index]) * (CITIZEN_WEIGHTS[index] as number);
  return CITIZEN_CHECKS[sum % 11] as string;
}

/** Why a text is not a citizen id, or undefined when it is one. */
export type CitizenIdFault = 'shape' | 'date' | 'check-digit';

export function citizenIdFault(id: string): CitizenIdFault | undefined {
  if (!/^\d{17}[\dX]$/.test(id)) return 'shape';
  if (!isPlainDate(citizenIdBirthDate(id))) return 'date';
  return citizenIdCheckDigit(id) === id[17] ? undefined : 'check-digit';
}

/** Whether `id` is a citizen id: 18 places, a date that exists, the right check digit. */
export function isCitizenId(id: string): boolean {
  return citizenIdFault(id) === undefined;
}

/** The birth date inside a citizen id of the right shape. */
export function citizenIdBirthDate(id: string): PlainDate {
  return `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`;
}

/** The sex inside a citizen id (GB/T 2261.1: 1 male, 2 female): odd serials are men's. */
export function citizenIdSex(id: string): '1' | '2' {
  return Number(id[16]) % 2 === 1 ? '1' : '2';
}

/** Synthetic identifiers begin with the reserved area 99, so that no sample is a real person's or firm's number. */
export function isDemoCitizenId(id: string): boolean {
  return id.startsWith('99');
}

const CREDIT_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** The check character of the first 17 places of a unified social credit code (GB 32100-2015). */
export function creditCodeCheckCharacter(first17: string): string {
  let sum = 0;
  let weight = 1;
  for (const character of first17) {
    sum += CREDIT_ALPHABET.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return CREDIT_ALPHABET[(31 - (sum % 31)) % 31] as string;
}

/** Whether `code` is a unified social credit code: 18 places of its alphabet (no I O S V Z), the right check character. */
export function isCreditCode(code: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(code)) return false;
  return creditCodeCheckCharacter(code.slice(0, 17)) === code[17];
}

const MOD_37_36 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The check character of ISO/IEC 7064 MOD 37,36 over `text` (0-9, A-Z). */
export function mod3736CheckCharacter(text: string): string {
  let product = 36;
  for (const character of text) {
    const value = MOD_37_36.indexOf(character);
    if (value < 0) throw new RangeError(`MOD 37,36 takes 0-9 and A-Z, not "${character}"`);
    product = (product + value) % 36 || 36;
    product = (product * 2) % 37;
  }
  // (37 - product) can be 36 only for product 1, which stands for value 0.
  return MOD_37_36[(37 - product) % 36] as string;
}

const LICENCE_ROOT = '1.2.156.3005.2';

/** Parts of an e-licence identifier (GB/T 36904-2018). */
export type LicenceIdentifierParts = { type: string; issuer: string; serial: string; version: string };

/** `1.2.156.3005.2.<type>.<issuer>.<serial>.<version>.<check>` (GB/T 36904-2018). */
export function licenceIdentifier(parts: LicenceIdentifierParts): string {
  const { type, issuer, serial, version } = parts;
  const check = mod3736CheckCharacter(`${type}${issuer}${serial}${version}`);
  return `${LICENCE_ROOT}.${type}.${issuer}.${serial}.${version}.${check}`;
}

/** Whether `identifier` is an e-licence identifier with the right check character. */
export function isLicenceIdentifier(identifier: string): boolean {
  const match = /^1\.2\.156\.3005\.2\.([0-9A-Z]+)\.([0-9A-Z]+)\.([0-9A-Z]+)\.(\d{3})\.([0-9A-Z])$/.exec(identifier);
  if (!match) return false;
  const [, type, issuer, serial, version, check] = match;
  return mod3736CheckCharacter(`${type}${issuer}${serial}${version}`) === check;
}
