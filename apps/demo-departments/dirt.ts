import { demoErrors } from './errors.ts';
import { type Random, randomFrom, seedOf } from './random.ts';
import type { SampleTable } from './settings.ts';

/** A cell made dirty, or undefined when this kind of dirt cannot change it. */
type CellDirt = (value: string, settings: Record<string, unknown>, random: Random) => string | undefined;

const changed = (before: string, after: string): string | undefined => (after === before ? undefined : after);

const CELL_DIRT: Readonly<Record<string, CellDirt>> = {
  'full-width-digits': (value) =>
    changed(
      value,
      value.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)),
    ),
  'lower-case': (value) => changed(value, value.toLowerCase()),
  'trailing-spaces': (value, _settings, random) =>
    value === '' ? undefined : value + random.of([' ', '  ', '\u3000']),
  'wrong-check-digit': (value) => {
    if (!/^\d{17}[\dX]$/.test(value)) return undefined;
    const last = value[17] as string;
    return value.slice(0, 17) + (last === 'X' ? '0' : String((Number(last) + 1) % 10));
  },
  'impossible-date': (value) =>
    changed(
      value,
      value.replace(/^(\d{4})(\D?)\d{2}(\D?)\d{2}/, (_date, year, first, second) => `${year}${first}02${second}30`),
    ),
  'missing-value': (value) => changed(value, ''),
  alias: (value, { words }, random) => {
    const others = (words as Record<string, string[]> | undefined)?.[value];
    return others && others.length > 0 ? random.of(others) : undefined;
  },
};

const ROW_DIRT = ['duplicate-row', 'blank-row'] as const;
export const DIRT_KINDS: readonly string[] = [...Object.keys(CELL_DIRT), ...ROW_DIRT];

/** How often each entry of a table's `dirt` was put in, in the order of the pack. */
export type DirtCounts = { kind: string; column?: string; count: number }[];

/** Puts the declared dirt on rows, at a rate (or a number) that is met exactly, spread over the table. */
export type Soiler = {
  counts: DirtCounts;
  /** The row, or what becomes of it: changed, twice, followed by a blank one. */
  soil(row: string[]): string[][];
};

/** `rows`: how many rows the table will have; needed for dirt that is declared as a number. */
export function soiler(sample: string, table: SampleTable, seed: number, rows: () => number): Soiler {
  const names = table.columns.map((column) => column.column);
  const entries = (table.dirt ?? []).map((dirt, index) => {
    if (!DIRT_KINDS.includes(dirt.kind)) {
      throw demoErrors.unknownDirt({ sample, dirt: dirt.kind, known: DIRT_KINDS.join(', ') });
    }
    const rate = dirt.count === undefined ? (dirt.rate ?? 0) : dirt.count / Math.max(1, rows());
    const start = randomFrom(seedOf(seed, table.source, dirt.kind, index)).next();
    return { dirt, rate, start, column: names.indexOf(dirt.column ?? ''), due: 0 };
  });
  const counts: DirtCounts = entries.map(({ dirt }) => ({
    kind: dirt.kind,
    ...(dirt.column === undefined ? {} : { column: dirt.column }),
    count: 0,
  }));
  let row = 0;
  return {
    counts,
    soil(clean) {
      let out = [clean];
      for (const [index, entry] of entries.entries()) {
        entry.due += Math.floor((row + 1) * entry.rate + entry.start) - Math.floor(row * entry.rate + entry.start);
        // What cannot be put on this row waits for the next that it fits.
        if (entry.due === 0) continue;
        const next = soiled(out, entry, randomFrom(seedOf(seed, table.source, index, row)));
        if (!next) continue;
        out = next;
        entry.due -= 1;
        (counts[index] as DirtCounts[number]).count += 1;
      }
      row += 1;
      return out;
    },
  };
}

type Entry = { dirt: NonNullable<SampleTable['dirt']>[number]; column: number };

function soiled(rows: string[][], { dirt, column }: Entry, random: Random): string[][] | undefined {
  const [first] = rows;
  if (!first) return undefined;
  if (dirt.kind === 'duplicate-row') return [...rows, first];
  if (dirt.kind === 'blank-row') return [...rows, first.map(() => '')];
  const value = CELL_DIRT[dirt.kind]?.(first[column] ?? '', dirt.settings ?? {}, random);
  if (value === undefined) return undefined;
  const row = first.with(column, value);
  return [row, ...rows.slice(1)];
}
