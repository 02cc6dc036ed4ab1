import { expect, test } from 'vitest';
import { itemNameOf, itemTypeOf } from './item-names.ts';

test('an item is named after its column, in the letters that items bear', () => {
  expect(itemNameOf('XX_DH')).toBe('xx_dh');
  expect(itemNameOf('bloodType')).toBe('blood_type');
  expect(itemNameOf('2nd-phone ')).toBe('nd_phone');
  // Chinese names give nothing to go by: the person names it.
  expect(itemNameOf('血型')).toBe('');
});

test('the column’s own type suggests what the item is', () => {
  expect(itemTypeOf('character varying(20)')).toBe('text');
  expect(itemTypeOf('bigint')).toBe('integer');
  expect(itemTypeOf('date')).toBe('date');
  expect(itemTypeOf('boolean')).toBe('boolean');
});
