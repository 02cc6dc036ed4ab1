/**
 * What no text of a person or a register holds: control characters other than tab and line ends, halves of characters (lone surrogates), and what decoders
 * put for bytes they could not read. Tables and XML cannot hold some of it, and nobody sees it.
 */
export const UNREADABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFD\uFFFE\uFFFF]|\p{Cs}/u;

const PLAIN = /^(?:[!-~]+(?: [!-~]+)*)?$/;

/** Full-width letters, digits and spaces to half-width, control characters out, white space folded and trimmed. */
export function normaliseText(text: string): string {
  // Most texts of programs are as they should be: nothing below would change printable ASCII with single blanks within.
  if (PLAIN.test(text)) return text;
  return text
    .normalize('NFKC')
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The overlapping pairs of characters of a text, for searching Chinese without a dictionary (two-character words defeat trigrams). */
export function bigrams(text: string): string[] {
  const characters = [...normaliseText(text).toLowerCase().replaceAll(' ', '')];
  if (characters.length === 1) return characters;
  return [...new Set(characters.slice(1).map((character, index) => `${characters[index]}${character}`))];
}

/** JSON with sorted keys and no white space: equal values give equal bytes (RFC 8785 for strings, integers, booleans and null). */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value))
      throw new RangeError(`Canonical JSON takes whole numbers, not ${value}: write decimals as text`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value as Record<string, unknown>).filter(([, item]) => item !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
  }
  throw new TypeError(`Canonical JSON has no form for ${typeof value}`);
}
