import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byDistrict, shadeOf } from './districts.ts';

const name = { zh: '某局', en: 'A bureau' };
const organisations = [
  { id: 'east', division: '990202' },
  { id: 'east-street', division: '990202001' },
  { id: 'city', division: '990200' },
];

test('offices of a district add up; city bureaus and strangers count to no district', () => {
  const values = [
    { organisation: 'east', name, value: 3 },
    { organisation: 'east-street', name, value: 4 },
    { organisation: 'city', name, value: 10 },
    { organisation: 'gone', name, value: 1 },
  ];
  const found = byDistrict(values, organisations, ['990202', '990203']);
  expect(Object.fromEntries(found.districts)).toEqual({ 990202: 7, 990203: 0 });
  expect(found.city).toBe(11);
  expect(found.anyDistrict).toBe(true);
});

test('nothing is lost or counted twice', () => {
  const value = fc.record({
    organisation: fc.constantFrom('east', 'east-street', 'city', 'x'),
    name: fc.constant(name),
    value: fc.nat(1000),
  });
  fc.assert(
    fc.property(fc.array(value), (values) => {
      const { districts, city } = byDistrict(values, organisations, ['990202', '990203']);
      expect([...districts.values()].reduce((a, b) => a + b, city)).toBe(
        values.reduce((sum, one) => sum + one.value, 0),
      );
    }),
  );
});

test('the least value that is not zero is seen as more than none', () => {
  expect(shadeOf(0, 9000, 5)).toBe(0);
  expect(shadeOf(1, 9000, 5)).toBe(1);
  expect(shadeOf(9000, 9000, 5)).toBe(5);
});
