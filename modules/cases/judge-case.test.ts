import { expect, test } from 'vitest';
import type { Matter } from '@modules/matters/contract';
import { demandForm } from './judge-case.ts';

const NOW = { now: () => new Date('2026-11-23T02:00:00Z') };
const title = { zh: '项', en: 'field' };
const matter = {
  title: { zh: '放风筝备案', en: 'Kite notice' },
  materials: [],
  formSchema: {
    type: 'object',
    properties: { a: { title, type: 'string', pattern: '^(a+)+$' } },
  },
} as unknown as Matter;
const demand = (a: string) => demandForm({ clock: NOW } as never, matter, { values: {}, sources: {} } as never, { a });

test('a pattern that goes back for ever over an answer stops by itself, and the applicant is told what to do', () => {
  expect(demand('aaaa')).toEqual({ a: 'aaaa' });
  expect(() => demand('ab')).toThrow(expect.objectContaining({ code: 'http.bad-input' }));
  expect(() => demand(`${'a'.repeat(60)}b`)).toThrow(expect.objectContaining({ code: 'cases.form-endless' }));
  expect(demand('aaa')).toEqual({ a: 'aaa' });
});
