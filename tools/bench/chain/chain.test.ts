import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { isCitizenId } from '@platform/kernel';
import { openBenchCity, type BenchCity } from './city.ts';
import { countChains } from './count.ts';
import { driveChains } from './drive.ts';
import { fillRegistries } from './fill-registries.ts';
import { readStory, type Story } from './story.ts';

let story: Story;
let city: BenchCity;

beforeAll(async () => {
  vi.stubEnv('YIWANG_PACKS', 'tennis-club');
  story = readStory();
  city = await openBenchCity(story);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await city.stop();
});

test('people of the bench are unlike each other, with right check digits, and plainly invented', () => {
  const ids = Array.from({ length: 2_000 }, (_, index) => story.person(index).citizenId);
  expect(new Set(ids).size).toBe(2_000);
  expect(ids.every((id) => isCitizenId(id) && id.startsWith('99'))).toBe(true);
});

test('chains are driven to their end through the real registry, and the count finds what is missing', async () => {
  await fillRegistries(city.rehearsal, story, 30);
  let person = 0;
  const driven = await driveChains(city.rehearsal, city.identity, story, {
    clients: 4,
    seconds: 60,
    most: 6,
    until: 'closed',
    next: () => person++,
  });
  expect(driven.chains).toBe(6);
  expect(driven.times.every(({ open, submit, end }) => open > 0 && submit > 0 && end > 0)).toBe(true);
  await city.rehearsal.settle();
  expect(await countChains(city.rehearsal, city.identity, story, city.folder, 6)).toMatchObject({
    cases: 6,
    licences: 6,
    usageRecords: 6,
    dataReads: 6,
    auditEntries: 24,
    verifiedLicences: 6,
  });

  const count = (): Promise<unknown> => countChains(city.rehearsal, city.identity, story, city.folder, 6);
  const { pool } = city.rehearsal.foundations.database;
  // Calls are written packed; a moment later each has its row, on a busy machine some moments later.
  const unpacked = async () => (await pool.query('select count(*)::int as n from interfaces.call')).rows[0].n as number;
  await expect.poll(unpacked, { timeout: 30_000 }).toBe(6);
  await pool.query('delete from interfaces.call where id = (select id from interfaces.call limit 1)');
  await expect(count()).rejects.toThrow('notTheirCalls: 1');
  await expect(countChains(city.rehearsal, city.identity, story, city.folder, 7)).rejects.toThrow(
    'Of 7 chains the database shows 6 cases',
  );
}, 120_000);
