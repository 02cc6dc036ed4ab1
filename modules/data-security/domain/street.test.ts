import { expect, test } from 'vitest';
import { streetOf } from './street.ts';

test('an address is cut at its street, town or township', () => {
  expect(streetOf('甲市乙区丙街道丁路 8 号 3 幢')).toBe('甲市乙区丙街道');
  expect(streetOf('甲市乙县茶坪镇石磨村 12 号')).toBe('甲市乙县茶坪镇');
  expect(streetOf('甲市乙县高台乡一组')).toBe('甲市乙县高台乡');
  expect(streetOf('Somewhere 8')).toBeUndefined();
});
