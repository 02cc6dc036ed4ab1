import { addDays, type PlainDate } from '@platform/kernel';
import { daysBetween, formatDate } from './dates.ts';
import { demoErrors } from './errors.ts';
import type { Person } from './people.ts';
import { type Random, weighted } from './random.ts';
import type { SampleTable, Shares } from './settings.ts';

/** What a column's value may depend on besides the person. */
export type CellContext = { random: Random; asOf: PlainDate /** From 1. */; row: number };
export type CellMaker = (person: Person, context: CellContext) => string;
type Settings = Record<string, unknown>;

/** One format, several in equal parts, or several with their shares. */
type Formats = { format?: string; formats?: string[] | Shares };

function dateWriter(settings: Settings): (date: PlainDate, random: Random) => string {
  const { format, formats } = settings as Formats;
  const shares = Array.isArray(formats)
    ? formats.map((one) => [one, 1] as const)
    : Object.entries(formats ?? { [format ?? 'YYYY-MM-DD']: 1 });
  const choose = weighted(shares);
  return (date, random) => formatDate(date, choose(random));
}

/** A value in the department's words: one word, or one of several. */
function inWords(words: unknown, value: string, random: Random): string {
  const word = (words as Record<string, string | string[]> | undefined)?.[value] ?? value;
  return Array.isArray(word) ? random.of(word) : word;
}

/** Every generator of column values, by the name packs use. */
export const GENERATORS: Readonly<Record<string, (settings: Settings) => CellMaker>> = {
  'citizen-id': () => (person) => person.citizenId,
  name: () => (person) => person.name,
  sex:
    ({ words }) =>
    (person, { random }) =>
      inWords(words, person.sex, random),
  'birth-date': (settings) => {
    const write = dateWriter(settings);
    return (person, { random }) => write(person.birthDate, random);
  },
  address: () => (person) => person.place.path + person.road,
  division: ({ part = 'code', suffix = '' }) => {
    const of: Record<string, (person: Person) => string> = {
      code: ({ place }) => place.code,
      name: ({ place }) => place.path,
      street: ({ place }) => place.street,
      district: ({ place }) => place.district,
    };
    const take = of[String(part)] ?? (({ place }: Person) => place.code);
    return (person) => `${take(person)}${String(suffix)}`;
  },
  attribute: (settings) => {
    const name = String(settings['of']);
    const write = settings['formats'] || settings['format'] ? dateWriter(settings) : undefined;
    return (person, { random }) => {
      const value = person.attributes[name] ?? '';
      return write ? write(value, random) : inWords(settings['words'], value, random);
    };
  },
  pick: ({ values }) => {
    const choose = weighted(Object.entries(values as Shares));
    return (_person, { random }) => choose(random);
  },
  /** One of a short list by the row's number, so that columns of one row belong together. */
  listed: ({ values }) => {
    const all = (values as readonly unknown[]).map(String);
    return (_person, { row }) => all[(row - 1) % all.length] ?? '';
  },
  /** Between `from` and `to`, or within `daysBefore` days before today; never before birth. */
  date: (settings) => {
    const write = dateWriter(settings);
    const { from, to, daysBefore } = settings as { from?: string; to?: string; daysBefore?: number };
    return (person, { random, asOf }) => {
      const end = to ?? asOf;
      const wanted = from ?? addDays(end, -(daysBefore ?? 365));
      const start = wanted < person.birthDate ? person.birthDate : wanted;
      return write(addDays(start, random.between(0, Math.max(0, daysBetween(start, end)))), random);
    };
  },
  /** The day of a tester's change, else a day within `days` before today. */
  'changed-on': (settings) => {
    const write = dateWriter(settings);
    const days = Number(settings['days'] ?? 365);
    return (person, { random, asOf }) => {
      const before = addDays(asOf, -random.between(0, days));
      return write(person.changedOn ?? before, random);
    };
  },
  /** 199 0000 and four digits: the shape of a mobile number, and nobody's guess at a real one. */
  phone:
    () =>
    (_person, { random }) =>
      `1990000${String(random.between(0, 9999)).padStart(4, '0')}`,
  /** The row's number; between `prefix` and `suffix` with eight places, as numbers of certificates have. */
  serial: ({ prefix, suffix = '' }) =>
    prefix === undefined
      ? (_person, { row }) => String(row)
      : (_person, { row }) => `${String(prefix)}${String(row).padStart(8, '0')}${String(suffix)}`,
};

export const GENERATOR_NAMES: readonly string[] = Object.keys(GENERATORS);

/** The makers of a table's columns, in order. */
export function columnMakers(sample: string, table: SampleTable): CellMaker[] {
  return table.columns.map(({ column, generator, settings }) => {
    const make = Object.hasOwn(GENERATORS, generator) ? GENERATORS[generator] : undefined;
    if (!make) throw demoErrors.unknownGenerator({ sample, column, generator, known: GENERATOR_NAMES.join(', ') });
    return make(settings ?? {});
  });
}
