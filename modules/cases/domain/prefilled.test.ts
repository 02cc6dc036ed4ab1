import { expect, test } from 'vitest';
import type { Matter } from '@modules/matters/contract';
import { papersAsked, scenarioOf } from './prefilled.ts';

const text = { zh: '材料', en: 'paper' };
const paper = (id: string, avoided = false) => ({
  id,
  title: text,
  kind: 'electronic',
  source: 'applicant',
  necessity: 'required',
  avoided,
});
const matter = {
  materials: [paper('application', true), paper('plan'), paper('deed', true)],
  prefill: [],
  scenarios: [
    { serial: '01', code: 'X01', title: text, when: { field: 'kind', is: 'new' } },
    { serial: '02', code: 'X02', title: text, when: { field: 'kind', is: 'renew' }, materials: ['application'] },
  ],
} as unknown as Matter;
const data = { values: {}, sources: {}, failed: [] };

test('a case is asked for the papers of its scenario, and only those count as saved', () => {
  const renewed = papersAsked(matter, data, { kind: 'renew' });
  expect([renewed.materials.map(({ id }) => id), renewed.papersSaved]).toEqual([['application'], 1]);
  expect(scenarioOf(matter, { kind: 'renew' })?.code).toBe('X02');
  // One that names no papers asks for all, and so does a case whose answers name none.
  for (const kind of ['new', 'other', undefined]) expect(papersAsked(matter, data, { kind }).papersSaved).toBe(2);
  expect(scenarioOf(matter, {})).toBeUndefined();
});
