import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPacks } from '@platform/packs';
import { findPackFaults } from '@tools/pack';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeNewPack } from './new-pack.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'new-pack-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a new pack passes pack:check as it is written', async () => {
  writeNewPack({ folder, id: 'dog-licences' });
  expect(await findPackFaults({ folder })).toEqual([]);
  expect(loadPacks({ folder, ids: ['dog-licences'] }).get('standards', 'dog-licences-status').value.codes).toHaveLength(
    2,
  );
});

test('with an organisation it holds a whole matter whose task code carries that organisation', async () => {
  cpSync(join(import.meta.dirname, '../../packs/tennis-club'), join(folder, 'tennis-club'), { recursive: true });
  writeNewPack({ folder, id: 'court-booking', requires: 'tennis-club', organisation: 'tennis-club-office' });
  expect(await findPackFaults({ folder, ids: ['court-booking'] })).toEqual([]);
  const packs = loadPacks({ folder, ids: ['tennis-club', 'court-booking'] });
  expect(packs.get('matters', 'court-booking').value.codes.taskCode).toBe('12999900TENN15003J3992000000001');
  expect(packs.all('scenarios').filter((one) => one.pack === 'court-booking')).toHaveLength(3);
});

test('it overwrites nothing and takes no odd names', () => {
  const [manifest] = writeNewPack({ folder, id: 'dog-licences' });
  const before = readFileSync(manifest as string, 'utf8');
  expect(() => writeNewPack({ folder, id: 'dog-licences' })).toThrow('is there already');
  expect(() => writeNewPack({ folder, id: '../evil' })).toThrow('not a pack id');
  expect(() => writeNewPack({ folder, id: 'cats', organisation: 'x' })).toThrow('both');
  expect(readFileSync(manifest as string, 'utf8')).toBe(before);
});
