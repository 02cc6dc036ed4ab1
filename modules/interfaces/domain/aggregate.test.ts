import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decimalText,
  filterHolds,
  filterName,
  queryText,
  readQuery,
  tellAggregate,
  type AggregateQuery,
  type Atom,
  type Filter,
  type Told,
} from './aggregate.ts';

type Person = { district: string; sex: string; age: number; income: number | null };
const TYPES: Record<string, string> = { district: 'code', sex: 'code', age: 'integer', income: 'integer' };
const valueOf = (person: Person, field: string): string | null => {
  const value = person[field as keyof Person];
  return value === null ? null : String(value);
};
const MINIMUM = 10;
const RULES = {
  minimumGroup: MINIMUM,
  measures: [{ id: 'people', title: { zh: '人数', en: 'People' }, kind: 'count' as const }],
};
const WITH_SUM = {
  ...RULES,
  measures: [
    ...RULES.measures,
    { id: 'income', title: { zh: '收入', en: 'Income' }, kind: 'average' as const, field: 'income' },
  ],
};

/** Each person an atom: what the database would group only makes fewer of them. */
function atomsOf(people: readonly Person[], queries: readonly AggregateQuery[]): Atom[] {
  return people.map((person) => ({
    values: Object.fromEntries(['district', 'sex', 'age'].map((field) => [field, valueOf(person, field)])),
    holds: Object.fromEntries(
      queries
        .flatMap(({ filters }) => filters)
        .map((filter) => [
          filterName(filter),
          filterHolds(filter, TYPES[filter.field] ?? 'text', valueOf(person, filter.field)),
        ]),
    ),
    people: 1,
    rows: 1,
    sums: person.income === null ? {} : { income: { sum: BigInt(person.income) * 1_000_000n, rows: 1 } },
  }));
}

/** Asks one after another, as one organisation; what was answered. */
function ask(
  people: readonly Person[],
  queries: readonly AggregateQuery[],
  rules: typeof RULES | typeof WITH_SUM = RULES,
) {
  const told: Told[] = [];
  for (const query of queries) {
    const atoms = atomsOf(people, [query, ...told.map((one) => one.query)]);
    const outcome = tellAggregate(atoms, query, told, rules);
    if (outcome.kind === 'told') told.push({ query, cells: outcome.cells });
  }
  return told;
}

const arbitraryPerson = fc.record({
  district: fc.constantFrom('a', 'b', 'c'),
  sex: fc.constantFrom('1', '2'),
  age: fc.integer({ min: 0, max: 9 }),
  income: fc.option(fc.integer({ min: 0, max: 9 }), { freq: 3 }),
});
const arbitraryFilter: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({
    field: fc.constant('district'),
    match: fc.constant('equal' as const),
    value: fc.constantFrom('a', 'b', 'c'),
  }),
  fc.record({ field: fc.constant('sex'), match: fc.constant('equal' as const), value: fc.constantFrom('1', '2') }),
  fc.record({
    field: fc.constant('age'),
    match: fc.constantFrom('from' as const, 'to' as const),
    value: fc.integer({ min: 0, max: 9 }).map(String),
  }),
);
const arbitraryQuery: fc.Arbitrary<AggregateQuery> = fc.record({
  filters: fc.array(arbitraryFilter, { maxLength: 3 }),
  groupBy: fc.subarray(['district', 'sex']),
});
const people = fc.array(arbitraryPerson, { minLength: 20, maxLength: 160 });
const queries = fc.array(arbitraryQuery, { minLength: 2, maxLength: 6 });

/** The people whom a told group is about, found without any of the code under test. */
function members(
  all: readonly Person[],
  query: AggregateQuery,
  by: Readonly<Record<string, string | null>>,
): Set<number> {
  const inside = new Set<number>();
  all.forEach((person, index) => {
    const passes = query.filters.every(({ field, match, value }) => {
      const held = valueOf(person, field) as string;
      if (match === 'equal') return held === value;
      return match === 'from' ? Number(held) >= Number(value) : Number(held) <= Number(value);
    });
    if (passes && Object.entries(by).every(([field, value]) => valueOf(person, field) === value)) inside.add(index);
  });
  return inside;
}

describe('no one is singled out', () => {
  test('no two answers of one organisation differ by a group below the minimum, nor does an answer leave one out', () => {
    fc.assert(
      fc.property(people, queries, (all, asked) => {
        const groups = ask(all, asked).flatMap(({ query, cells }) => cells.map(({ by }) => members(all, query, by)));
        const whole = new Set(all.keys());
        for (const left of [...groups, whole])
          for (const right of groups) {
            const difference = [...left].filter((one) => !right.has(one)).length;
            expect(difference === 0 || difference >= MINIMUM).toBe(true);
          }
      }),
      { numRuns: 150 },
    );
  });

  test('no combination of any number of answers isolates a group below the minimum', () => {
    fc.assert(
      fc.property(people, queries, (all, asked) => {
        const groups = ask(all, asked).flatMap(({ query, cells }) => cells.map(({ by }) => members(all, query, by)));
        // Sums and differences of groups are figures of the sets of people who are in the same groups: those are the finest there are.
        const alike = new Map<string, number>();
        for (const index of all.keys()) {
          const mark = groups.map((group) => (group.has(index) ? 1 : 0)).join('');
          alike.set(mark, (alike.get(mark) ?? 0) + 1);
        }
        if (groups.length > 0) for (const size of alike.values()) expect(size).toBeGreaterThanOrEqual(MINIMUM);
      }),
      { numRuns: 150 },
    );
  });

  test('nor does an average tell of the few who have a value at all', () => {
    fc.assert(
      fc.property(people, queries, (all, asked) => {
        for (const { query, cells } of ask(all, asked, WITH_SUM)) {
          for (const { by } of cells) {
            const inside = [...members(all, query, by)];
            const earning = inside.filter((index) => (all[index] as Person).income !== null).length;
            for (const size of [earning, inside.length - earning]) expect(size === 0 || size >= MINIMUM).toBe(true);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  test('nor do any number of averages together tell of the few who have a value', () => {
    fc.assert(
      fc.property(people, queries, (all, asked) => {
        const groups = ask(all, asked, WITH_SUM).flatMap(({ query, cells }) =>
          cells.map(({ by }) => members(all, query, by)),
        );
        const alike = new Map<string, number>();
        for (const [index, { income }] of all.entries()) {
          const mark = groups.map((group) => (group.has(index) ? 1 : 0)).join('');
          // Nobody asked about those in no group.
          if (mark.includes('1'))
            alike.set(`${mark}${income === null}`, (alike.get(`${mark}${income === null}`) ?? 0) + 1);
        }
        for (const size of alike.values()) expect(size).toBeGreaterThanOrEqual(MINIMUM);
      }),
      { numRuns: 150 },
    );
  });

  test('figures that are told are right', () => {
    fc.assert(
      fc.property(people, arbitraryQuery, (all, query) => {
        for (const { cells } of ask(all, [query], WITH_SUM)) {
          for (const { by, values } of cells) {
            const inside = [...members(all, query, by)].map((index) => all[index] as Person);
            const incomes = inside.flatMap(({ income }) => income ?? []);
            expect(values['people']).toBe(inside.length);
            const mean = incomes.reduce((sum, one) => sum + one, 0) / incomes.length;
            if (incomes.length === 0) expect(values['income']).toBeNull();
            else expect(Math.abs(Number(values['income']) - mean)).toBeLessThanOrEqual(0.005_001);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('the named attacks', () => {
  const crowd: Person[] = [
    ...Array.from({ length: 40 }, (_, n) => ({ district: 'a', sex: n % 2 ? '1' : '2', age: n % 10, income: 1 })),
    ...Array.from({ length: 40 }, (_, n) => ({ district: 'b', sex: n % 2 ? '1' : '2', age: n % 10, income: 1 })),
    { district: 'c', sex: '1', age: 9, income: 9 },
  ];
  const equal = (field: string, value: string): Filter => ({ field, match: 'equal', value });
  const outcome = (query: AggregateQuery, before: AggregateQuery[] = []) => {
    const told = ask(crowd, before);
    expect(told).toHaveLength(before.length);
    return tellAggregate(atomsOf(crowd, [query, ...before]), query, told, RULES);
  };

  test('a group of one is not shown, and neither is the group that would tell of it', () => {
    // Everyone is 81, so a and b together would tell that one is elsewhere: the smaller of the two goes with it.
    expect(outcome({ filters: [], groupBy: ['district'] })).toMatchObject({
      kind: 'told',
      hidden: 2,
      cells: [{ people: 40 }],
    });
  });
  test('all but one is refused: the whole less the answer is that one', () => {
    expect(outcome({ filters: [{ field: 'income', match: 'to', value: '8' }], groupBy: [] })).toEqual({
      kind: 'refused',
      why: 'complement',
    });
  });
  test('two answers whose difference is one person: the second is refused', () => {
    const men = { filters: [equal('sex', '1')], groupBy: [] };
    const menButOne = {
      filters: [equal('sex', '1'), { field: 'income', match: 'to' as const, value: '8' }],
      groupBy: [],
    };
    expect(outcome(menButOne, [men])).toEqual({ kind: 'refused', why: 'difference' });
  });
  test('two sums whose difference is one income: the second is refused, however many have none', () => {
    const earner = { district: 'a', sex: '1', age: 3, income: 5 };
    const without = { ...earner, income: null };
    const all: Person[] = [
      ...Array.from({ length: 20 }, () => earner),
      ...Array.from({ length: 20 }, () => without),
      { ...earner, sex: '2', income: 900 },
      ...Array.from({ length: 20 }, () => ({ ...without, sex: '2' })),
    ];
    const whole = { filters: [], groupBy: [] };
    const men = { filters: [equal('sex', '1')], groupBy: [] };
    const told = ask(all, [whole], WITH_SUM);
    expect(told).toHaveLength(1);
    expect(tellAggregate(atomsOf(all, [whole, men]), men, told, WITH_SUM)).toEqual({
      kind: 'refused',
      why: 'difference',
    });
  });
  test('a group of nobody and a group below the minimum look alike', () => {
    expect(outcome({ filters: [equal('district', 'c')], groupBy: [] })).toEqual({ kind: 'too-small' });
    expect(outcome({ filters: [equal('district', 'x')], groupBy: [] })).toEqual({ kind: 'too-small' });
  });
  test('who asks again does not see one person come', () => {
    const query = { filters: [equal('district', 'a')], groupBy: [] };
    const before = ask(crowd, [query]);
    const more = [...crowd, { district: 'a', sex: '1', age: 3, income: 5 }];
    const again = tellAggregate(atomsOf(more, [query]), query, before, RULES);
    expect(again).toMatchObject({ kind: 'told', held: true, cells: [{ people: 40, values: { people: 40 } }] });
    const many = [...crowd, ...Array.from({ length: 10 }, () => ({ district: 'a', sex: '1', age: 3, income: 5 }))];
    expect(tellAggregate(atomsOf(many, [query]), query, before, RULES)).toMatchObject({
      held: false,
      cells: [{ people: 50 }],
    });
  });
});

test('what grew by a group is shown, and then kept again: a change of one is never seen', () => {
  const all = (count: number): Person[] =>
    Array.from({ length: count }, () => ({ district: 'a', sex: '1', age: 3, income: 5 }));
  const query = { filters: [], groupBy: ['district'] };
  const told: Told[] = [];
  const seen = [40, 50, 51].map((count) => {
    const outcome = tellAggregate(atomsOf(all(count), [query]), query, told, RULES);
    if (outcome.kind !== 'told') throw new Error(outcome.kind);
    told.push({ query, cells: outcome.cells });
    return outcome.cells[0]?.values['people'];
  });
  expect(seen).toEqual([40, 50, 50]);
});

describe('two interfaces over the same data', () => {
  const all: Person[] = Array.from({ length: 60 }, (_, n) => ({
    district: n < 40 ? 'a' : 'b',
    sex: '1',
    age: 3,
    income: n,
  }));
  const query = { filters: [], groupBy: ['district'] };
  const elsewhere = { measures: [{ id: 'heads', title: { zh: '数', en: 'Heads' }, kind: 'count' as const }] };
  const before = [
    {
      query,
      cells: [{ by: { district: 'a' }, people: 39, values: { heads: 39 } }],
      measured: elsewhere,
    },
  ];
  test('the same figure under another name is shown as it was told there', () => {
    expect(tellAggregate(atomsOf(all, [query]), query, before, RULES)).toMatchObject({
      held: true,
      cells: [
        { by: { district: 'a' }, values: { people: 39 } },
        { by: { district: 'b' }, values: { people: 20 } },
      ],
    });
  });
  test('another figure of a group that one person joined meanwhile is not', () => {
    expect(tellAggregate(atomsOf(all, [query]), query, before, WITH_SUM)).toMatchObject({
      hidden: 1,
      cells: [{ by: { district: 'b' } }],
    });
  });
});

test('equal queries are known in whatever order they were written', () => {
  const filters: Filter[] = [
    { field: 'sex', match: 'equal', value: '1' },
    { field: 'age', match: 'from', value: '3' },
  ];
  const text = queryText({ filters, groupBy: ['sex', 'district'] });
  expect(queryText({ filters: [...filters].reverse(), groupBy: ['district', 'sex'] })).toBe(text);
  expect(queryText(readQuery(text))).toBe(text);
});

test('decimals are written without needless zeros', () => {
  expect([1_500_000n, -20_000n, 0n, 3_000_000n, 10_000_000n].map(decimalText)).toEqual([
    '1.5',
    '-0.02',
    '0',
    '3',
    '10',
  ]);
});
