import { sm3 } from '@platform/crypto';
import { Type, type Static } from 'typebox';
import { LocalText } from '@platform/kernel';

/** A node's id, made from its key: whoever has another key has another id. */
export function nodeIdOf(publicKey: Uint8Array): string {
  return `n-${sm3(publicKey).toString('hex').slice(0, 16)}`;
}

/** What two administrators read to each other: 128 bits of the key's SM3, in groups of four. */
export function fingerprintOf(publicKey: Uint8Array): string {
  return (sm3(publicKey).toString('hex').slice(0, 32).match(/.{4}/g) as string[]).join(' ');
}

/** Whether a fingerprint as someone typed it is that of the key; blanks and case do not matter. */
export function fingerprintFits(typed: string, publicKey: Uint8Array): boolean {
  return typed.replace(/[\s:-]/g, '').toLowerCase() === fingerprintOf(publicKey).replaceAll(' ', '');
}

/** What a node says of itself. */
export const NodeFacts = Type.Object(
  {
    id: Type.String({ pattern: '^n-[0-9a-f]{16}$' }),
    name: LocalText,
    division: Type.String({ pattern: '^\\d{2,12}$' }),
    organisation: Type.String({ minLength: 1, maxLength: 100 }),
    url: Type.String({ minLength: 8, maxLength: 500 }),
    publicKey: Type.String({ pattern: '^04[0-9a-f]{128}$' }),
  },
  { additionalProperties: false },
);
export type NodeFacts = Static<typeof NodeFacts>;

/** The start of all codes within a division: `990102000000` and `990102` are `990102`, the city `990100` is `9901`. */
export function divisionPrefix(code: string): string {
  // GB/T 2260 pads by level: two digits each for province, city and district, three each for street and village.
  for (const length of [2, 4, 6, 9]) if (/^0*$/.test(code.slice(length))) return code.slice(0, length);
  return code;
}
