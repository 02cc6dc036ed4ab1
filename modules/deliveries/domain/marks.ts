import { createSecretKey, type KeyObject } from 'node:crypto';
import { hmacSm3 } from '@platform/crypto';

// The invisible mark of a recipient. Each marked value stands in one of two forms that look the same, and which of them is chosen by a keyed hash of the
// value and of the package: so the mark needs no order of rows, no other column and no whole file, and survives sorting, cutting and saving as CSV. Values that
// programs match by (identifiers, keys, codes, dates, numbers) are never touched: only free text, and values that are masked anyway.

/** `masked`: after the first star stands a zero width space, or not. `text`: at the end stands a space, or not. */
export type Channel = 'masked' | 'text';

const MARK_IN_MASK = '\u200b';
const MARK_AFTER_TEXT = ' ';
const WORDS = 8;

/** The secret; made ready where it is used for each value: preparing it anew took three quarters of the time in which a file was made. */
type Secret = Uint8Array | KeyObject;

/** What chooses between forms for one recipient; made of the package's id, so that nothing needs to be kept. */
export type MarkKey = Uint32Array;

const words = (bytes: Buffer): MarkKey =>
  Uint32Array.from({ length: WORDS }, (_, index) => bytes.readUInt32LE(index * 4));

export function markKeyOf(secret: Secret, packageId: string): MarkKey {
  return words(hmacSm3(secret, `package ${packageId}`));
}

/** The hash of a plain value, the same for all packages: computed once, however many are compared. */
export function valueHash(secret: Secret, channel: Channel, plain: string): MarkKey {
  return words(hmacSm3(secret, `${channel} ${plain}`));
}

/**
 * The bit that a package gives a value: the parity of what both have in common. For two packages the bits of different values agree as coins do, since the
 * hash is one that nobody without the secret can tell from chance.
 */
export function markBit(key: MarkKey, hash: MarkKey): 0 | 1 {
  let word = 0;
  for (let index = 0; index < WORDS; index += 1) word ^= (key[index] as number) & (hash[index] as number);
  word ^= word >>> 16;
  word ^= word >>> 8;
  word ^= word >>> 4;
  word ^= word >>> 2;
  word ^= word >>> 1;
  return (word & 1) as 0 | 1;
}

/** Marks the values of one package. */
export type Marker = {
  mark(channel: Channel, value: string): string;
  /** Different values marked so far, up to {@link MOST_COUNTED}. */
  carriers(): number;
};

/** More values than this prove nothing more, and would only take memory. */
export const MOST_COUNTED = 20_000;

export function openMarker(secret: Uint8Array, packageId: string): Marker {
  const ready = createSecretKey(secret);
  const key = markKeyOf(ready, packageId);
  const seen = new Set<string>();
  // Masked names are few and stand in many rows.
  const bits = new Map<string, 0 | 1>();
  const bitOf = (channel: Channel, plain: string): 0 | 1 => {
    const named = `${channel} ${plain}`;
    let bit = bits.get(named);
    if (bit === undefined) {
      bit = markBit(key, valueHash(ready, channel, plain));
      if (bits.size < MOST_COUNTED) bits.set(named, bit);
    }
    return bit;
  };
  return {
    mark(channel, value) {
      const plain = plainOf(channel, value);
      if (plain === '' || (channel === 'masked' && !plain.includes('*'))) return plain;
      if (seen.size < MOST_COUNTED) seen.add(`${channel} ${plain}`);
      return bitOf(channel, plain) === 1 ? marked(channel, plain) : plain;
    },
    carriers: () => seen.size,
  };
}

function marked(channel: Channel, plain: string): string {
  if (channel === 'text') return plain + MARK_AFTER_TEXT;
  const star = plain.indexOf('*') + 1;
  return plain.slice(0, star) + MARK_IN_MASK + plain.slice(star);
}

/** Without marks, and without what programs do to them. */
export function plainOf(channel: Channel, value: string): string {
  return channel === 'text' ? value.trimEnd() : value.replace(/\*[\u200b?]/u, '*').trim();
}

/** A value of a leaked file with the bit that is seen on it. A zero width space that went through a code page without it became a question mark. */
export type SeenValue = { readonly channel: Channel; readonly plain: string; readonly bit: 0 | 1 };

export function seenValue(cell: string): SeenValue | undefined {
  const value = cell.trimStart();
  if (value.includes('*')) {
    const plain = plainOf('masked', value);
    return { channel: 'masked', plain, bit: /\*[\u200b?]/u.test(value) ? 1 : 0 };
  }
  const plain = plainOf('text', value);
  // Numbers, dates and codes are never marked.
  if (plain === '' || /^[\d\s./:+-]*$/u.test(plain)) return undefined;
  return { channel: 'text', plain, bit: value === plain ? 0 : 1 };
}

export type Suspect = {
  readonly packageId: string;
  /** Values whose form is the package's, of those looked at. */
  readonly agreeing: number;
  readonly looked: number;
  /** At most so likely by chance, for all packages compared together. */
  readonly chance: number;
  readonly channel: Channel | 'both';
};

/** Below this a package is named. */
export const NAMED_BELOW = 1e-6;
/** Below this it is told as a clue, no more. */
export const CLUE_BELOW = 1e-3;

const LOOKED_AT = 4_000;

/**
 * Which packages a file may have come from, the surest first. For a package that it did not come from each value agrees with one chance in two, so `k` or
 * more of `n` agree with a chance of at most exp(-2n(k/n - 1/2)²) (Hoeffding); times the packages compared and the ways of looking, that is `chance`. Two
 * recipients who blend their copies still agree with about three values in four each, and both are named.
 */
export function findSuspects(key: Uint8Array, cells: Iterable<string>, packageIds: readonly string[]): Suspect[] {
  const secret = createSecretKey(key);
  const seen: Record<Channel, Map<string, SeenValue>> = { masked: new Map(), text: new Map() };
  for (const cell of cells) {
    const value = seenValue(cell);
    const map = value && seen[value.channel];
    if (value && map && map.size < LOOKED_AT && !map.has(value.plain)) map.set(value.plain, value);
  }
  const hashed = (['masked', 'text'] as const).flatMap((channel) =>
    [...seen[channel].values()].map((value) => ({ ...value, hash: valueHash(secret, channel, value.plain) })),
  );
  const suspects: Suspect[] = [];
  for (const packageId of packageIds) {
    const mark = markKeyOf(secret, packageId);
    const tally = { masked: { agreeing: 0, looked: 0 }, text: { agreeing: 0, looked: 0 } };
    for (const { channel, bit, hash } of hashed) {
      tally[channel].looked += 1;
      if (markBit(mark, hash) === bit) tally[channel].agreeing += 1;
    }
    const both = {
      agreeing: tally.masked.agreeing + tally.text.agreeing,
      looked: tally.masked.looked + tally.text.looked,
    };
    const ways = (
      [
        ['masked', tally.masked],
        ['text', tally.text],
        ['both', both],
      ] as const
    ).map(([channel, { agreeing, looked }]) => ({
      packageId,
      agreeing,
      looked,
      channel,
      chance: Math.min(1, chanceOf(agreeing, looked) * packageIds.length * 3),
    }));
    const best = ways.toSorted((a, b) => a.chance - b.chance)[0] as Suspect;
    if (best.chance < CLUE_BELOW) suspects.push(best);
  }
  return suspects.toSorted((a, b) => a.chance - b.chance);
}

function chanceOf(agreeing: number, looked: number): number {
  const share = looked === 0 ? 0 : agreeing / looked;
  return share <= 0.5 ? 1 : Math.exp(-2 * looked * (share - 0.5) ** 2);
}
