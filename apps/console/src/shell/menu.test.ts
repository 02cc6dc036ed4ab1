import { expect, test } from 'vitest';
import { entriesFor } from './menu.ts';

test('a clerk sees the work list and no page of data or accounts', () => {
  expect(entriesFor(['cases.read', 'cases.decide']).map(({ key }) => key)).toEqual(['work', 'substitutes', 'systems']);
  expect(entriesFor(['cases.supervise']).map(({ key }) => key)).toEqual(['workBoard']);
});

test('a data officer sees data and sharing, not cases', () => {
  const permissions = ['catalogue.read', 'exchange.read', 'base-registries.read', 'interfaces.read'];
  expect(entriesFor(permissions).map(({ key }) => key)).toEqual([
    'railway',
    'connections',
    'runs',
    'reconciliations',
    'streams',
    'flows',
    'islands',
    'sources',
    'catalogue',
    'responsibilities',
    'upkeep',
    'lineage',
    'registries',
    'interfaces',
    'applications',
  ]);
});

test('any of the three kinds of account administrators sees the accounts; nobody else sees anything unasked', () => {
  expect(entriesFor(['identity.grant-roles']).map(({ key }) => key)).toEqual(['accounts']);
  expect(entriesFor(['audit.read'])).toEqual([]);
});
