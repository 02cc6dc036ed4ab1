import { expect, test } from 'vitest';
import type { Division, Organisation } from '@modules/organisations/contract';
import { extensionRule, governmentOf, officesOf, tellsWho } from './extensions.ts';

const text = { zh: '', en: '' };
const office = (id: string, division: string, kind = 'department'): Organisation => ({
  id,
  division,
  kind,
  creditCode: '',
  name: text,
  short: text,
});
const all = [
  office('city', '33', 'government'),
  office('city-bureau', '33'),
  office('county', '3301', 'government'),
  office('county-bureau', '3301'),
  office('street-office', '330101'),
  office('other-bureau', '3302'),
];
const divisions: Record<string, Pick<Division, 'level' | 'parent'>> = {
  33: { level: 'city' },
  3301: { level: 'district', parent: '33' },
  3302: { level: 'district', parent: '33' },
  330101: { level: 'street', parent: '3301' },
};
const places = {
  all: () => all,
  find: (id: string) => all.find((one) => one.id === id),
  division: (code: string) => divisions[code] && { code, name: text, ...divisions[code] },
};

test('the government of the level is that of the division, of a street its district; never the city for a district', () => {
  expect(
    ['city-bureau', 'county-bureau', 'street-office', 'other-bureau'].map((id) => governmentOf(places, id)),
  ).toEqual(['city', 'county', 'county', undefined]);
  expect(officesOf(places, 'county')).toEqual(['county', 'county-bureau', 'street-office']);
  expect(officesOf(places, 'city-bureau')).toEqual([]);
});

test('licensing alone has the clauses of its law; a city may give its offices fewer days', () => {
  const rule = (taskType: string, coOrganisations?: string[]) =>
    extensionRule({ taskType, ...(coOrganisations ? { coOrganisations } : {}) }, { extensionDays: 7 });
  expect(rule('01', ['a'])).toMatchObject({ byGovernment: true, most: 15, clause: expect.stringContaining('第二款') });
  expect(rule('01', [])).toMatchObject({ byGovernment: false, most: 7, clause: expect.stringContaining('第一款') });
  expect(rule('20', ['a'])).toEqual({ byGovernment: false, most: 7 });
});

test('a firm may be named to the head of a government, a person may not, nor any number of theirs', () => {
  const firm = { citizenId: '91990102MA0000001X', name: '风筝有限公司' };
  expect(tellsWho('风筝有限公司的场地待复验', firm)).toBe(false);
  expect(tellsWho('负责人电话 13800000010', firm)).toBe(true);
  expect(tellsWho('文号 20261123000000000001', firm)).toBe(false);
});
