import { canonicalJson } from '@platform/kernel';
import { compareValues } from './records.ts';
import type { AggregateRules } from './definition.ts';

/**
 * Figures of groups that never single anybody out (decision 9).
 *
 * What one organisation is told divides the people in blocks: each group that was told, and the rest. All that can be computed from any number of
 * answers, by adding and subtracting, are figures of unions of the pieces into which all these divisions together cut the people. So a
 * new answer is given only when no such piece that it makes is smaller than the minimum: then no difference of answers, no complement and no
 * combination of filters can be. What other interfaces told of the same data counts too, and of sums those with and those without a value.
 */
export type Filter = { readonly field: string; readonly match: 'equal' | 'from' | 'to'; readonly value: string };
export type AggregateQuery = { readonly filters: readonly Filter[]; readonly groupBy: readonly string[] };

/**
 * People who are alike in everything that any of the queries looks at. Whoever has several rows is counted as one person, in the atom of the
 * first. Sums are in millionths.
 */
export type Atom = {
  readonly values: Readonly<Record<string, string | null>>;
  /** Of the filters, by {@link filterName}, whether it holds. */
  readonly holds: Readonly<Record<string, boolean>>;
  readonly people: number;
  readonly rows: number;
  readonly sums: Readonly<Record<string, { readonly sum: bigint; readonly rows: number }>>;
};

export type Cell = {
  readonly by: Readonly<Record<string, string | null>>;
  readonly people: number;
  readonly values: Readonly<Record<string, number | string | null>>;
};
/** What the figures of an answer are; where an interface calls two alike by other names, they are the same. */
export type Measured = Pick<AggregateRules, 'measures' | 'rounding'>;
/** A query that was answered: the groups that were told, and what was told of them, unless that is what is asked for now. */
export type Told = { readonly query: AggregateQuery; readonly cells: readonly Cell[]; readonly measured?: Measured };

export type Outcome =
  | { readonly kind: 'told'; readonly cells: readonly Cell[]; readonly hidden: number; readonly held: boolean }
  /** Every group is smaller than the minimum, or there is none: which of the two would tell whether somebody is in one, so it is not told. */
  | { readonly kind: 'too-small' }
  | { readonly kind: 'refused'; readonly why: 'complement' | 'difference' };

/** Equal queries have equal texts, in whatever order they were asked; {@link readQuery} reads them. */
export function queryText(query: AggregateQuery): string {
  const filters = [...query.filters].sort((a, b) => (filterName(a) < filterName(b) ? -1 : 1));
  return canonicalJson({ filters, groupBy: [...query.groupBy].sort() });
}

export function readQuery(text: string): AggregateQuery {
  return JSON.parse(text) as AggregateQuery;
}

export const filterName = ({ field, match, value }: Filter): string => `${field} ${match} ${value}`;

/** Filters as people count them: from and to of one field are one. */
export function countFilters(query: AggregateQuery): number {
  return new Set(query.filters.map(({ field }) => field)).size;
}

const REST = '';
const cellKey = (query: AggregateQuery, values: Readonly<Record<string, string | null>>): string =>
  JSON.stringify(query.groupBy.map((field) => values[field] ?? null));

/** The group of the query that each atom is in; undefined for those that the filters leave out. */
function cellsOf(query: AggregateQuery, atoms: readonly Atom[]): (string | undefined)[] {
  const names = query.filters.map(filterName);
  return atoms.map((atom) => (names.every((name) => atom.holds[name]) ? cellKey(query, atom.values) : undefined));
}

/** What may be told of a query, after what was told before. `atoms` must tell apart all that the query and `before` look at. */
export function tellAggregate(
  atoms: readonly Atom[],
  query: AggregateQuery,
  before: readonly Told[],
  rules: Pick<AggregateRules, 'minimumGroup' | 'measures' | 'rounding'>,
): Outcome {
  const minimum = rules.minimumGroup;
  const own = cellsOf(query, atoms);
  const groups = new Map<string, number[]>();
  own.forEach((cell, index) => cell !== undefined && push(groups, cell, index));
  const people = (indexes: readonly number[]): number =>
    indexes.reduce((sum, index) => sum + (atoms[index] as Atom).people, 0);
  const sizes = new Map([...groups].map(([cell, inside]) => [cell, people(inside)]));
  const shown = new Set([...groups.keys()].filter((cell) => (sizes.get(cell) as number) >= minimum));
  if (shown.size === 0) return { kind: 'too-small' };

  // A sum tells how many have a value at all, so those with and those without are groups too.
  const has = (index: number, fields: readonly string[]): string =>
    fields.map((field) => ((atoms[index]?.sums[field]?.rows ?? 0) > 0 ? 1 : 0)).join('');
  const earlier = before.map((told) => ({
    ...earlierCells(told, atoms),
    told,
    summed: summedFields(told.measured ?? rules),
  }));
  const pieces = new Map<string, number[]>();
  atoms.forEach((_, index) => {
    const cells = earlier.map((one) =>
      one.cells[index] === undefined ? REST : `${one.cells[index]} ${has(index, one.summed)}`,
    );
    push(pieces, cells.join('|'), index);
  });
  const summed = summedFields(rules);
  for (let changed = true; changed; ) {
    changed = false;
    for (const piece of pieces.values()) {
      const blocks = new Map<string, number[]>();
      for (const index of piece) {
        const cell = own[index];
        push(blocks, cell !== undefined && shown.has(cell) ? `${cell} ${has(index, summed)}` : REST, index);
      }
      // Undivided, the piece tells nothing new.
      if (blocks.size < 2) continue;
      const small = [...blocks].filter(([, inside]) => people(inside) < minimum);
      if (small.length === 0) continue;
      // A small group is hidden itself; beside a small rest, the smallest group that it can be hidden in.
      const first = small.find(([block]) => block !== REST)?.[1][0];
      const hide =
        first === undefined
          ? [...new Set(piece.flatMap((index) => own[index] ?? []))]
              .filter((cell) => shown.has(cell))
              .sort((a, b) => (sizes.get(a) as number) - (sizes.get(b) as number) || (a < b ? -1 : 1))[0]
          : own[first];
      if (hide === undefined) continue;
      shown.delete(hide);
      changed = true;
    }
  }
  let held = false;
  const cells = [...shown].sort().flatMap((cell) => {
    const inside = groups.get(cell) as number[];
    const fresh = cellFrom(
      query,
      inside.map((index) => atoms[index] as Atom),
      rules,
    );
    // What was told last: who asks again sees no one come or go, and a change is shown once it is a group.
    const last = earlier.flatMap(({ same, told }) => same(inside).map((one) => ({ one, told }))).at(-1);
    if (!last || Math.abs(last.one.people - fresh.people) >= minimum) return fresh;
    const kept = asMeasured(last.one, last.told.measured ?? rules, rules);
    // Other figures of the group, as it is by now, would tell of the few who came or went.
    if (!kept) return last.one.people === fresh.people ? fresh : [];
    held ||= kept.people !== fresh.people;
    return { ...kept, by: fresh.by };
  });
  if (cells.length === 0) return { kind: 'refused', why: before.length === 0 ? 'complement' : 'difference' };
  return { kind: 'told', cells, hidden: groups.size - cells.length, held };
}

/** The fields whose sums or averages are told. */
export function summedFields({ measures }: Pick<Measured, 'measures'>): string[] {
  return [...new Set(measures.flatMap(({ kind, field }) => (kind === 'count' ? [] : (field ?? []))))];
}

/** The group with its figures under the names they have in `rules`; undefined where not all of them were told. */
function asMeasured(cell: Cell, measured: Measured, rules: Measured): Cell | undefined {
  const values: Record<string, number | string | null> = {};
  for (const { id, kind, field } of rules.measures) {
    const like = measured.measures.find((one) => one.kind === kind && one.field === field);
    const value = like && cell.values[like.id];
    if (value === undefined || (kind === 'count' && measured.rounding !== rules.rounding)) return undefined;
    values[id] = value;
  }
  return { ...cell, values };
}

/** The groups of an answer before, by atom; `same` finds the one that holds exactly these. */
function earlierCells(
  { query, cells }: Told,
  atoms: readonly Atom[],
): { cells: (string | undefined)[]; same(inside: readonly number[]): Cell[] } {
  const told = new Map(cells.map((cell) => [cellKey(query, cell.by), cell]));
  const of = cellsOf(query, atoms).map((cell) => (cell !== undefined && told.has(cell) ? cell : undefined));
  const counts = new Map<string, number>();
  for (const cell of of) if (cell !== undefined) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  return {
    cells: of,
    same(inside) {
      const cell = of[inside[0] as number];
      if (cell === undefined || counts.get(cell) !== inside.length) return [];
      return inside.every((index) => of[index] === cell) ? [told.get(cell) as Cell] : [];
    },
  };
}

function cellFrom(
  query: AggregateQuery,
  inside: readonly Atom[],
  { measures, rounding = 1 }: Pick<AggregateRules, 'measures' | 'rounding'>,
): Cell {
  const values: Record<string, number | string | null> = {};
  for (const { id, kind, field } of measures) {
    if (kind === 'count' || field === undefined) {
      values[id] = Math.round(inside.reduce((sum, { rows }) => sum + rows, 0) / rounding) * rounding;
      continue;
    }
    const of = inside.flatMap(({ sums }) => sums[field] ?? []);
    const rows = of.reduce((sum, one) => sum + one.rows, 0);
    const sum = of.reduce((all, one) => all + one.sum, 0n);
    values[id] = rows === 0 ? null : decimalText(kind === 'sum' ? sum : divided(sum, BigInt(rows)));
  }
  const first = inside[0] as Atom;
  return {
    by: Object.fromEntries(query.groupBy.map((field) => [field, first.values[field] ?? null])),
    people: inside.reduce((sum, atom) => sum + atom.people, 0),
    values,
  };
}

/** An average to the hundredth. */
function divided(sum: bigint, by: bigint): bigint {
  const step = 10_000n;
  const twice = (2n * sum) / (by * step);
  return ((twice + (twice < 0n ? -1n : 1n)) / 2n) * step;
}

/** Millionths as a decimal, without zeros at the end. */
export function decimalText(millionths: bigint): string {
  const sign = millionths < 0n ? '-' : '';
  const digits = (millionths < 0n ? -millionths : millionths).toString().padStart(7, '0');
  return `${sign}${digits.slice(0, -6)}.${digits.slice(-6)}`.replace(/\.?0+$/, '');
}

/** Whether a filter holds for a value; used where rows are at hand and no database counts. */
export function filterHolds(filter: Filter, type: string, value: string | null): boolean {
  if (value === null) return false;
  if (filter.match === 'equal') return value === filter.value;
  const order = compareValues(type, value, filter.value);
  return filter.match === 'from' ? order >= 0 : order <= 0;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
