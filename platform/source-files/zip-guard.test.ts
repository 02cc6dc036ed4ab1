import { expect, test } from 'vitest';
import { testArchive } from './testing/archive.ts';
import { zipFault } from './zip-guard.ts';

const MB = 1024 ** 2;

test('an archive within the limit is let in', async () => {
  expect(await zipFault(testArchive({ content: Buffer.alloc(MB), stated: MB }), 2 * MB)).toBeUndefined();
});

test('one that unpacks to more than the limit is found, whatever its directory says', async () => {
  expect(await zipFault(testArchive({ content: Buffer.alloc(8 * MB), stated: 8 * MB }), 2 * MB)).toBe('too-large');
  expect(await zipFault(testArchive({ content: Buffer.alloc(8 * MB), stated: 10 }), 2 * MB)).toBe('too-large');
});

test('what is no archive, lacks a workbook, is cut short or has broken content is told apart', async () => {
  const sound = testArchive({ content: Buffer.from('<sheet/>'), stated: 8 });
  expect(await zipFault(Buffer.from('PK\x03\x04'), MB)).toBe('not-zip');
  expect(await zipFault(sound.subarray(0, -30), MB)).toBe('not-zip');
  expect(
    await zipFault(
      Buffer.from(sound.toString('latin1').replaceAll('xl/workbook.xml', 'xl/workdesk.xml'), 'latin1'),
      MB,
    ),
  ).toBe('not-a-workbook');
  const broken = Buffer.from(sound);
  broken.fill(0xff, sound.indexOf('sheet1.xml') + 10, sound.indexOf('sheet1.xml') + 14);
  expect(await zipFault(broken, MB)).toBe('not-zip');
});
