import type { LineField } from './line-checker-fields.ts';
import { bytePattern } from './line-checker-pattern.ts';

// Checks of single fields on their bytes. They only ever say "sound, as it stands": whatever else a value may be is left to the rules on
// texts (`item-check.ts`), which alone refuse and change values. So nothing here needs to be complete, only never to say yes too often.

/** What a field's bytes hold; bits of the flags that a line's scan gathers. */
export const BACKSLASH = 1;
/** Below the blank, or 0x7F: perhaps a character that no register holds. */
export const CONTROL = 2;
export const NOT_ASCII = 4;
/** The first byte of characters that may be white space, of full width, or a decoder's mark for what it could not read. */
export const SUSPECT = 8;
/** The end of a field (a tab) and of a line. */
export const END = 128;

/** Flags by byte. */
export const CLASSES: Uint8Array = (() => {
  const classes = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte += 1)
    classes[byte] = byte >= 0x80 ? NOT_ASCII : byte < 0x20 || byte === 0x7f ? CONTROL : 0;
  classes[0x5c] = BACKSLASH;
  classes[0x09] = END;
  classes[0x0a] = END;
  for (const lead of [0xc2, 0xe1, 0xe2, 0xe3, 0xef]) classes[lead] = NOT_ASCII | SUSPECT;
  return classes;
})();

const LONGEST_TEXT = 10_000;
const ZERO = 0x30;
const CREDIT_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const CREDIT_PLACES = new Int8Array(256).fill(-1);
for (let index = 0; index < CREDIT_ALPHABET.length; index += 1)
  CREDIT_PLACES[CREDIT_ALPHABET.charCodeAt(index)] = index;
const CREDIT_WEIGHTS = Uint8Array.from({ length: 17 }, (_, index) => Number(3n ** BigInt(index) % 31n));
const CITIZEN_WEIGHTS = Uint8Array.of(7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2);
/** ISO 7064 MOD 11-2: the last place by the remainder. */
const CITIZEN_CHECKS = new TextEncoder().encode('10X98765432');
const DAYS = Uint8Array.of(0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);

/** Whether a field, at `from` to `to` and with these flags, is sound as it stands. It is there: neither \N nor empty. */
export type ByteCheck = (bytes: Uint8Array, from: number, to: number, flags: number) => boolean;

/** Two digits as a number; 100 or more when they are not digits. */
function two(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - ZERO;
  const ones = (bytes[at + 1] as number) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 100;
}

function existsDay(century: number, year: number, month: number, day: number): boolean {
  if (century > 99 || year > 99 || month < 1 || month > 12 || day < 1 || day > (DAYS[month] as number)) return false;
  const whole = century * 100 + year;
  if (whole === 0) return false;
  return month !== 2 || day < 29 || (year === 0 ? century % 4 === 0 : year % 4 === 0);
}

/** `YYYY-MM-DD` of a day that exists, year 0001 to 9999. */
export function isDate(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at + 4] === 0x2d &&
    bytes[at + 7] === 0x2d &&
    existsDay(two(bytes, at), two(bytes, at + 2), two(bytes, at + 5), two(bytes, at + 8))
  );
}

/** 18 places of a citizen id: digits, a day that exists, the right check digit. */
export function isCitizenId(bytes: Uint8Array, at: number): boolean {
  let sum = 0;
  for (let index = 0; index < 17; index += 1) {
    const digit = (bytes[at + index] as number) - ZERO;
    if (digit < 0 || digit > 9) return false;
    sum += digit * (CITIZEN_WEIGHTS[index] as number);
  }
  if (bytes[at + 17] !== CITIZEN_CHECKS[sum % 11]) return false;
  return existsDay(two(bytes, at + 6), two(bytes, at + 8), two(bytes, at + 10), two(bytes, at + 12));
}

export function isCreditCode(bytes: Uint8Array, at: number): boolean {
  let sum = 0;
  for (let index = 0; index < 17; index += 1) {
    const place = CREDIT_PLACES[bytes[at + index] as number] as number;
    if (place < 0 || (index > 1 && index < 8 && place > 9)) return false;
    sum += place * (CREDIT_WEIGHTS[index] as number);
  }
  return CREDIT_PLACES[bytes[at + 17] as number] === (31 - (sum % 31)) % 31;
}

/** Digits in canonical form: no plus, no needless zero in front. @returns their number, or -1 */
function wholeDigits(bytes: Uint8Array, from: number, to: number): number {
  const count = to - from;
  if (count < 1 || (count > 1 && bytes[from] === ZERO)) return -1;
  for (let at = from; at < to; at += 1) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit < 0 || digit > 9) return -1;
  }
  return count;
}

const never: ByteCheck = () => false;
/** Steps that change nothing of a value made of digits, capitals and their punctuation. */
const HARMLESS = new Set(['trim', 'half-width', 'upper']);

/** The check of an item's fields on bytes; one that always says no where the definitions ask for more than bytes can tell. */
export function byteCheck(field: LineField, demo: boolean): ByteCheck {
  const { item, transforms } = field;
  const longest = Math.min(item.maxLength ?? LONGEST_TEXT, LONGEST_TEXT);
  const only = (...more: string[]): boolean => transforms.every((step) => HARMLESS.has(step) || more.includes(step));
  const plain = plainCheck();
  if (item.pattern === undefined || plain === never) return plain;
  const pattern = new RegExp(item.pattern, 'u');
  const quick = bytePattern(item.pattern);
  return (bytes, from, to, flags) =>
    plain(bytes, from, to, flags) &&
    (quick !== undefined && (flags & NOT_ASCII) === 0
      ? quick(bytes, from, to)
      : pattern.test((bytes as Buffer).toString((flags & NOT_ASCII) === 0 ? 'latin1' : 'utf8', from, to)));

  function plainCheck(): ByteCheck {
    switch (item.type) {
      case 'text':
        return only() ? textCheck(longest, transforms) : never;
      case 'date':
        return only('date') && longest >= 10 ? (bytes, from, to) => to - from === 10 && isDate(bytes, from) : never;
      case 'citizen-id':
        if (!only('citizen-id') || longest < 18) return never;
        return (bytes, from, to) =>
          to - from === 18 && isCitizenId(bytes, from) && (demo || bytes[from] !== 0x39 || bytes[from + 1] !== 0x39);
      case 'credit-code':
        return only('citizen-id') && longest >= 18
          ? (bytes, from, to) => to - from === 18 && isCreditCode(bytes, from)
          : never;
      case 'integer':
        return only() && longest >= 19 ? integerCheck(item.min, item.max) : never;
      case 'number':
        return only() && longest >= 120 && item.min === undefined && item.max === undefined ? isNumber : never;
      case 'timestamp':
        return only() && longest >= 29 ? (bytes, from, to) => isTimestamp(bytes, from, to, !field.key) : never;
      case 'boolean':
        return only() ? (bytes, from, to) => isBoolean(bytes, from, to, field.key) : never;
      case 'code':
        return codeCheck(field);
    }
  }
}

function textCheck(longest: number, transforms: readonly string[]): ByteCheck {
  const trims = transforms.includes('trim');
  const raises = transforms.includes('upper');
  const changes = transforms.length > 0;
  return (bytes, from, to, flags) => {
    if ((flags & (BACKSLASH | CONTROL)) !== 0 || (bytes[from] as number) <= 0x20) return false;
    if (trims && (bytes[to - 1] as number) <= 0x20) return false;
    if ((flags & SUSPECT) !== 0) {
      if (changes) return false;
      // White space in front may be all there is; unreadable marks (U+FFFD to U+FFFF) are EF BF BD to EF BF BF.
      const first = bytes[from] as number;
      if (first === 0xc2 || first === 0xe1 || first === 0xe2 || first === 0xe3 || first === 0xef) return false;
      for (let at = from; at < to - 2; at += 1)
        if (bytes[at] === 0xef && bytes[at + 1] === 0xbf && (bytes[at + 2] as number) >= 0xbd) return false;
    }
    if (raises) {
      if ((flags & NOT_ASCII) !== 0) return false;
      for (let at = from; at < to; at += 1)
        if ((bytes[at] as number) >= 0x61 && (bytes[at] as number) <= 0x7a) return false;
    }
    if (to - from <= longest) return true;
    if ((flags & NOT_ASCII) === 0) return false;
    let characters = 0;
    for (let at = from; at < to; at += 1) if (((bytes[at] as number) & 0xc0) !== 0x80) characters += 1;
    return characters <= longest;
  };
}

function integerCheck(min: number | undefined, max: number | undefined): ByteCheck {
  const bounded = min !== undefined || max !== undefined;
  return (bytes, from, to) => {
    const minus = bytes[from] === 0x2d;
    const digits = wholeDigits(bytes, minus ? from + 1 : from, to);
    if (digits < 0 || digits > 18 || (minus && bytes[from + 1] === ZERO)) return false;
    if (!bounded) return true;
    // Exact up to here; greater ones are compared by the rules on texts.
    if (digits > 15) return false;
    let value = 0;
    for (let at = minus ? from + 1 : from; at < to; at += 1) value = value * 10 + (bytes[at] as number) - ZERO;
    if (minus) value = -value;
    return (min === undefined || value >= min) && (max === undefined || value <= max);
  };
}

/** A decimal number in canonical form. */
export const isNumber: ByteCheck = (bytes, from, to) => {
  const start = bytes[from] === 0x2d ? from + 1 : from;
  if (to - start > 100) return false;
  let point = -1;
  let any = false;
  for (let at = start; at < to; at += 1) {
    const byte = bytes[at] as number;
    if (byte === 0x2e) {
      if (point >= 0) return false;
      point = at;
    } else if (byte < ZERO || byte > 0x39) return false;
    else if (byte !== ZERO) any = true;
  }
  const whole = (point < 0 ? to : point) - start;
  if (whole < 1 || (whole > 1 && bytes[start] === ZERO) || point === to - 1) return false;
  // A zero with a sign is written without it.
  return any || start === from;
};

/** `YYYY-MM-DD HH:MM:SS[.f…]` in canonical form; with `zoned` also with +08 behind. */
export function isTimestamp(bytes: Uint8Array, from: number, to: number, zoned: boolean): boolean {
  // +08 says what is meant anyway, and the store passes over it; not in keys, which are compared as texts.
  const end =
    zoned && to - from > 21 && bytes[to - 3] === 0x2b && bytes[to - 2] === ZERO && bytes[to - 1] === 0x38 ? to - 3 : to;
  const length = end - from;
  if (length < 19 || length > 26 || length === 20 || !isDate(bytes, from)) return false;
  if (bytes[from + 10] !== 0x20 || bytes[from + 13] !== 0x3a || bytes[from + 16] !== 0x3a) return false;
  if (two(bytes, from + 11) > 23 || two(bytes, from + 14) > 59 || two(bytes, from + 17) > 59) return false;
  if (length === 19) return true;
  if (bytes[from + 19] !== 0x2e || bytes[end - 1] === ZERO) return false;
  for (let at = from + 20; at < end; at += 1)
    if ((bytes[at] as number) < ZERO || (bytes[at] as number) > 0x39) return false;
  return true;
}

function isBoolean(bytes: Uint8Array, from: number, to: number, key: boolean): boolean {
  const first = bytes[from];
  if (to - from === 1) return !key && (first === 0x74 || first === 0x66);
  if (to - from === 4)
    return first === 0x74 && bytes[from + 1] === 0x72 && bytes[from + 2] === 0x75 && bytes[from + 3] === 0x65;
  return (
    to - from === 5 &&
    first === 0x66 &&
    bytes[from + 1] === 0x61 &&
    bytes[from + 2] === 0x6c &&
    bytes[from + 3] === 0x73 &&
    bytes[from + 4] === 0x65
  );
}

/** Codes that the item's rules, steps included, take as they stand. */
export function soundCodes(field: LineField): string[] {
  return [...field.codes].filter((code) => field.check(code) === code);
}

/** Short codes as numbers of their bytes. */
function codeCheck(field: LineField): ByteCheck {
  const known = new Set<number>();
  for (const code of soundCodes(field)) {
    const bytes = Buffer.from(code, 'utf8');
    if (bytes.length > 0 && bytes.length <= 6 && !/[\\\t\n]/.test(code))
      known.add(bytes.readUIntBE(0, bytes.length) + bytes.length * 2 ** 48);
  }
  if (known.size === 0) return never;
  return (bytes, from, to) => {
    const length = to - from;
    if (length > 6) return false;
    let value = 0;
    for (let at = from; at < to; at += 1) value = value * 256 + (bytes[at] as number);
    return known.has(value + length * 2 ** 48);
  };
}
