import { columnMakers } from './columns.ts';
import { type DirtCounts, soiler } from './dirt.ts';
import { type Person, peopleOf, type Population } from './people.ts';
import { randomFrom, seedOf } from './random.ts';
import type { SampleTable, Where } from './settings.ts';

/** The rows of one department's table. */
export type TableRows = {
  columns: string[];
  /** Everyone's rows with the declared dirt; the guaranteed people's are clean. Ask once. */
  rows(): Generator<string[]>;
  /** The clean row of one person, or undefined when the table does not hold them. */
  rowOf(person: Person): string[] | undefined;
  /** What was put in; complete once all rows have been read. */
  counts: DirtCounts;
};

/** Everything a table of a sample will hold, made as it is read. */
export function tableRows(sample: string, table: SampleTable, population: Population): TableRows {
  const makers = columnMakers(sample, table);
  const { seed } = population.settings;
  const share = 'ofPeople' in table.rows ? table.rows.ofPeople : 1;
  const most = 'count' in table.rows ? table.rows.count : Number.POSITIVE_INFINITY;
  const fits = filterOf('where' in table.rows ? table.rows.where : undefined);
  const render = (person: Person, row: number): string[] => {
    const random = randomFrom(seedOf(seed, table.source, person.index));
    return makers.map((make) => make(person, { random, asOf: population.asOf, row }));
  };
  const held = function* (): Generator<Person> {
    let [candidates, taken] = [0, 0];
    for (const person of peopleOf(population)) {
      if (taken >= most) return;
      if (!fits(person)) continue;
      const guaranteed = person.sampleKey !== undefined;
      // The guaranteed are held besides the share, and do not move the others when one of them changes.
      if (!guaranteed) candidates += 1;
      if (!guaranteed && Math.floor(candidates * share) === Math.floor((candidates - 1) * share)) continue;
      taken += 1;
      yield person;
    }
  };
  const ordinary = (): number => {
    let count = 0;
    for (const person of held()) count += person.sampleKey === undefined ? 1 : 0;
    return count;
  };
  const dirt = soiler(sample, table, seed, ordinary);
  return {
    columns: table.columns.map(({ column }) => column),
    counts: dirt.counts,
    rowOf: (person) => (fits(person) ? render(person, person.index + 1) : undefined),
    *rows() {
      let row = 0;
      for (const person of held()) {
        row += 1;
        const clean = render(person, row);
        if (person.sampleKey === undefined) yield* dirt.soil(clean);
        else yield clean;
      }
    },
  };
}

function filterOf(where: Record<string, unknown> | undefined): (person: Person) => boolean {
  const { ages, ...attributes } = (where ?? {}) as Where;
  const wanted = Object.entries(attributes).map(
    ([name, values]) => [name, new Set([values].flat().map(String))] as const,
  );
  return (person) =>
    (!ages || (person.age >= ages[0] && person.age <= ages[1])) &&
    wanted.every(([name, values]) => values.has(person.attributes[name] ?? ''));
}
