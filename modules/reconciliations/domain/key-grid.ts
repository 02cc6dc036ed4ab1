import { hash } from 'node:crypto';

/** The most parts a table is cut into: what is kept of each side is 28 bytes a part. */
const MOST_PARTS = 65_536;
/** Rows of a part in a table that is not very large: the fewer, the fewer keys have to be collected for one row that differs. */
const ROWS_PER_PART = 128;
/** Rows of a range as people see it. */
const ROWS_PER_RANGE = 10_000;
/** Keys looked at to find where to cut. */
export const SAMPLED_KEYS = 131_072;

/**
 * Cuts of the key space: part `n` holds the keys from `cuts[n - 1]` (with it) to `cuts[n]` (without). Any order will do so long as
 * it is the same for both sides: here that of JavaScript's strings.
 */
export type KeyGrid = { readonly cuts: readonly string[]; readonly partsPerRange: number };

/** Cuts for about `rows` keys, of which `sample` are some taken at random. */
export function cutGrid(sample: string[], rows: number): KeyGrid {
  sample.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const rowsPerPart = Math.max(ROWS_PER_PART, Math.ceil(rows / MOST_PARTS));
  const parts = Math.max(1, Math.min(Math.round(rows / rowsPerPart), sample.length));
  const cuts: string[] = [];
  for (let part = 1; part < parts; part += 1) {
    const cut = sample[Math.floor((part * sample.length) / parts)] as string;
    if (cut !== cuts.at(-1)) cuts.push(cut);
  }
  return { cuts, partsPerRange: Math.max(1, Math.round(ROWS_PER_RANGE / rowsPerPart)) };
}

export function partsOf(grid: KeyGrid): number {
  return grid.cuts.length + 1;
}

export function rangesOf(grid: KeyGrid): number {
  return Math.ceil(partsOf(grid) / grid.partsPerRange);
}

/** The part a key belongs to: the number of cuts at or below it. */
export function partOf(cuts: readonly string[], key: string): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cuts[middle] as string) <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * What is kept of one side: of each part the count, and the sum (mod 2^64) and exclusive or of 64 bits each of the SHA-256 of its
 * rows. The order of rows does not matter. A row that is there twice shows in count and sum, though not in the exclusive or.
 */
export class Digests {
  readonly counts: Float64Array;
  readonly #words: Uint32Array;

  constructor(parts: number) {
    this.counts = new Float64Array(parts);
    this.#words = new Uint32Array(parts * 4);
  }

  /** @param line the whole row as text COPY writes it, without its end */
  add(part: number, line: string | Uint8Array): void {
    const digest = hash('sha256', line, 'buffer');
    const at = part * 4;
    const words = this.#words;
    this.counts[part] = (this.counts[part] as number) + 1;
    const low = (words[at] as number) + digest.readUInt32LE(0);
    words[at] = low;
    words[at + 1] = (words[at + 1] as number) + digest.readUInt32LE(4) + (low > 0xffffffff ? 1 : 0);
    words[at + 2] = (words[at + 2] as number) ^ digest.readUInt32LE(8);
    words[at + 3] = (words[at + 3] as number) ^ digest.readUInt32LE(12);
  }

  /** Whether both sides have the same in this part. */
  equals(other: Digests, part: number): boolean {
    if (this.counts[part] !== other.counts[part]) return false;
    for (let word = part * 4; word < part * 4 + 4; word += 1)
      if (this.#words[word] !== other.#words[word]) return false;
    return true;
  }

  rows(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }
}

/** What tells one row from another in the second reading: half of its SHA-256. */
export function rowMark(line: string | Uint8Array): string {
  return hash('sha256', line, 'base64').slice(0, 22);
}

/** Bounds of keys, the lower with, the upper without; absent at the ends. */
export type Bounds = readonly [from: string | null, to: string | null];

export type DifferingRange = {
  readonly no: number;
  readonly sourceRows: number;
  readonly lakeRows: number;
  readonly from: string | null;
  readonly to: string | null;
  /** The parts that differ, and how many rows they have on the fuller side. */
  readonly parts: readonly { readonly bounds: Bounds; readonly rows: number }[];
};

/** The ranges in which a part differs. */
export function differingRanges(grid: KeyGrid, source: Digests, lake: Digests): DifferingRange[] {
  const boundsOf = (first: number, last: number): Bounds => [grid.cuts[first - 1] ?? null, grid.cuts[last] ?? null];
  const found: DifferingRange[] = [];
  for (let no = 0; no < rangesOf(grid); no += 1) {
    const first = no * grid.partsPerRange;
    const last = Math.min(first + grid.partsPerRange, partsOf(grid)) - 1;
    const parts: { bounds: Bounds; rows: number }[] = [];
    let sourceRows = 0;
    let lakeRows = 0;
    for (let part = first; part <= last; part += 1) {
      const [inSource, inLake] = [source.counts[part] as number, lake.counts[part] as number];
      sourceRows += inSource;
      lakeRows += inLake;
      if (!source.equals(lake, part)) parts.push({ bounds: boundsOf(part, part), rows: Math.max(inSource, inLake) });
    }
    if (parts.length > 0) {
      const [from, to] = boundsOf(first, last);
      found.push({ no, sourceRows, lakeRows, from, to, parts });
    }
  }
  return found;
}

/** Finds to which of some separate bounds a key belongs. */
export function boundsFinder(bounds: readonly Bounds[]): (key: string) => number | undefined {
  const order = bounds
    .map((_, index) => index)
    .sort((a, b) => {
      const [left, right] = [bounds[a]?.[0] ?? '', bounds[b]?.[0] ?? ''];
      return left < right ? -1 : left > right ? 1 : 0;
    });
  const starts = order.map((index) => bounds[index]?.[0] ?? '');
  return (key) => {
    const place = partOf(starts, key) - 1;
    const index = order[place];
    if (index === undefined) return undefined;
    const to = bounds[index]?.[1] ?? null;
    return to === null || key < to ? index : undefined;
  };
}
