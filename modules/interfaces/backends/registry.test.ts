import { expect, test } from 'vitest';
import type { Prepared } from '../domain/answering.ts';
import { subjectsOf } from '../domain/definition.ts';
import { registryBackend } from './registry.ts';

const FIRM = '91990200MADEM001AR';
const items = [
  { name: 'credit_code', type: 'credit-code' },
  { name: 'title', type: 'text' },
  { name: 'head_id', type: 'citizen-id' },
];

test('whoever a record is about: the key first, then persons, then firms', () => {
  expect(subjectsOf(items)).toEqual(['head_id', 'credit_code']);
  expect(subjectsOf(items, 'credit_code')).toEqual(['credit_code', 'head_id']);
  expect(subjectsOf([{ name: 'a', type: 'text' }], 'a')).toEqual(['a']);
});

test('a firm’s record is told to the firm and to the person behind it; a record about one to that one alone', async () => {
  const read: string[][] = [];
  const backend = registryBackend({
    blindIndex: (id) => `#${id}`,
    registries: {
      findMany: async (_registry, keys, _tx, fields) => {
        read.push([...(fields ?? [])]);
        const values = { credit_code: FIRM, title: '线轴公司', head_id: '990203195001010011' };
        const told = Object.fromEntries(
          Object.entries(values).map(([name, value]) => [name, { value, quality: 'good' }]),
        );
        return new Map(keys.map((key) => [key, { key, fields: told } as never]));
      },
    },
  });
  const call = (subjects: string[]) =>
    ({
      definition: {
        id: 'firm-facts',
        mode: 'rows',
        ground: { kind: 'registry', id: 'firms', key: ['credit_code'], subjects, fields: new Map() },
        parameters: [{ name: 'code', field: 'credit_code', required: true, match: 'equal', type: 'credit-code' }],
        fields: [{ name: 'title', mask: 'none' }],
        limits: { rowsMax: 1 },
      },
      parameters: { code: FIRM },
      fields: ['title'],
      grant: { fields: ['title'] },
    }) as unknown as Prepared;
  if (backend.where !== 'database') throw new Error('not of the database');
  const [both, one] = await backend.answerMany(undefined as never, [
    call(subjectsOf(items, 'credit_code')),
    call(['credit_code']),
  ]);
  expect(both).toMatchObject({ subjects: [`#${FIRM}`, '#990203195001010011'] });
  expect(one).toMatchObject({ subjects: [`#${FIRM}`] });
  expect(read[0]).toContain('head_id');
});
