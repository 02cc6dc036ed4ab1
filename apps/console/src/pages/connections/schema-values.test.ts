import { expect, test } from 'vitest';
import { choicesOf, initialOf, missingFields, withFixed } from './schema-values.ts';

const schema = {
  type: 'object',
  required: ['host', 'kind', 'paging'],
  properties: {
    host: { type: 'string' },
    kind: { const: 'x' },
    port: { type: 'integer', default: 5432 },
    paging: { type: 'object', required: ['size'], properties: { size: { type: 'integer' } } },
  },
};

test('required fields that are empty are named by where they stand, fixed ones are not asked for', () => {
  expect(missingFields(schema, {}, '/settings')).toEqual(['/settings/host', '/settings/paging']);
  expect(missingFields(schema, { host: 'a', paging: {} }, '/settings')).toEqual(['/settings/paging/size']);
  expect(missingFields(schema, { host: 'a', paging: { size: 0 } }, '/settings')).toEqual([]);
  expect(withFixed(schema, { host: 'a' })).toEqual({ kind: 'x', host: 'a' });
});

test('choices are read from an enum or from a union of constants, and from nothing else', () => {
  expect(choicesOf({ enum: ['a', 'b'] })).toEqual(['a', 'b']);
  expect(choicesOf({ anyOf: [{ const: 'a' }, { const: 'b' }] })).toEqual(['a', 'b']);
  expect(choicesOf({ anyOf: [{ const: 'a' }, { type: 'object' }] })).toBeUndefined();
  expect(choicesOf({ type: 'string' })).toBeUndefined();
});

test('a new part of a list begins with what is fixed or usual', () => {
  expect(initialOf(schema)).toEqual({ kind: 'x' });
  expect(initialOf({ type: 'integer', default: 3 })).toBe(3);
  expect(initialOf({ type: 'string' })).toBe('');
});
