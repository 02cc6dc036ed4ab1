import type { Organisation, OrganisationsPort } from '@modules/organisations/contract';
import { expect, test } from 'vitest';
import type { Matter } from '../contract/index.ts';
import { meets, openTaken, standsIn } from './service-points.ts';

const parents: Record<string, string | undefined> = {
  '990200': undefined,
  '990202': '990200',
  '990203': '990200',
  '990202001': '990202',
};
const offices: Record<string, string> = { city: '990200', east: '990202', west: '990203', 'west-hall': '990203' };
const places = {
  find: (id: string) => ({ id, division: offices[id] }) as Organisation,
  subtree: (id: string) => [id],
  division: (code: string) => (code in parents ? { code, parent: parents[code] } : undefined),
} as unknown as OrganisationsPort;
const matter = (id: string, organisation: string, more: object = {}) => ({ id, organisation, ...more }) as Matter;
const halls = { forms: ['window'], centre: true };
const taken = openTaken(
  [
    matter('help', 'city', { handling: { ...halls, across: 'city' } }),
    matter('help-east', 'east', { inherits: 'help', handling: { ...halls, across: 'city' } }),
    matter('local', 'west', { handling: { ...halls, across: 'county' } }),
    matter('paper', 'city', { handling: { ...halls, forms: ['online'], across: 'city' } }),
    matter('inside', 'city', { handling: { forms: ['window'] } }),
  ],
  places,
);
const ids = (organisation: string, division: string) =>
  taken
    .of('any', { organisation, division })
    .map(({ id }) => id)
    .toSorted();

test('a general window takes what is handled at halls as far as it reaches, and what its own organisation handles', () => {
  expect(ids('west-hall', '990203')).toEqual(['help', 'help-east', 'local']);
  expect(ids('city', '990200')).toEqual(['help', 'help-east', 'inside']);
  // The district has an heir of its own, which stands in for the city's matter there.
  expect(ids('east', '990202001')).toEqual(['help-east']);
});

test('a window that names matters takes those in use', () => {
  const point = {
    organisation: 'east',
    division: '990202',
    windows: [{ number: '1', name: { zh: '', en: '' }, matters: ['local', 'gone'] }],
  };
  expect(taken.of(['local', 'gone'], point).map(({ id }) => id)).toEqual(['local']);
  expect(taken.has(point, 'local')).toBe(true);
  expect(taken.has(point, 'gone')).toBe(false);
  expect(taken.has(point, 'help-east')).toBe(false);
});

test('points are found by a piece of the name, by sound and by first letters, and stand in the divisions above', () => {
  const met = meets([{ zh: '东升街道便民服务中心', en: 'Dongsheng Service Centre' }]);
  for (const query of ['', '东升', 'dongsheng', 'dsjd', 'service centre']) expect(met(query), query).toBe(true);
  expect(met('西岭')).toBe(false);
  expect(standsIn(places, { division: '990202001' }, '990200')).toBe(true);
  expect(standsIn(places, { division: '990202001' }, '990203')).toBe(false);
});
