import { staffActor } from '@platform/testkit';
import { expect, test } from 'vitest';
import { KITES } from '../testing/small-city.ts';
import { mayTakeIn, serves } from './take-in.ts';

const OFFICES: Record<string, { kind: 'department' | 'window'; division: string }> = {
  'kite-office': { kind: 'department', division: '990200' },
  hall: { kind: 'window', division: '990200' },
  'district-hall': { kind: 'window', division: '990203' },
  'far-hall': { kind: 'window', division: '990100' },
  police: { kind: 'department', division: '990200' },
};
const at = (office: string) => staffActor(office, ['window-clerk']);
const may = (office: string, handling?: (typeof KITES)['handling']) =>
  mayTakeIn(at(office), { ...KITES, ...(handling ? { handling } : {}) }, (id) => OFFICES[id]);
const forms: ('window' | 'online')[] = ['online', 'window'];

test('an office takes in its own matters, and those routed to it, unless the list keeps them from windows', () => {
  expect(may('kite-office')).toBe('own');
  expect(may('kite-window')).toBe('own');
  expect(may('police')).toBeUndefined();
  expect(may('kite-office', { forms: ['online'] })).toBeUndefined();
});

test('a hall takes in what the list says is taken in at halls, as far as the list says it is handled', () => {
  expect(may('hall')).toBeUndefined();
  expect(may('hall', { forms, centre: true })).toBe('hall');
  expect(may('police', { forms, centre: true })).toBeUndefined();
  expect(may('district-hall', { forms, centre: true })).toBeUndefined();
  expect(may('district-hall', { forms, centre: true, across: 'county' })).toBeUndefined();
  expect(may('district-hall', { forms, centre: true, across: 'city' })).toBe('hall');
  expect(may('far-hall', { forms, centre: true, across: 'city' })).toBeUndefined();
  expect(may('far-hall', { forms, centre: true, across: 'province' })).toBe('hall');
});

test('a matter is for people, for firms, or for both', () => {
  expect(serves({ serviceObject: ['natural-person'] }, 'firm')).toBe(false);
  expect(serves({ serviceObject: ['legal-person'] }, 'person')).toBe(false);
  expect(serves({ serviceObject: ['natural-person', 'other-organisation'] }, 'firm')).toBe(true);
});
