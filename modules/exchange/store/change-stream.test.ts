import { afterAll, beforeAll, expect, test } from 'vitest';
import { manualClock } from '@platform/kernel';
import type { ModuleDatabase } from '@platform/database';
import { startTestCity, type TestCity } from '@platform/testkit';
import type { Module } from '@platform/module';
import type { ChangeStream } from '../contract/index.ts';
import { openChangeStream } from './change-stream.ts';
import { appendChanges, type NewChange } from './changes.ts';

let city: TestCity<Module>;
let database: ModuleDatabase;
let stream: ChangeStream;
const clock = manualClock('2026-11-20T00:00:00Z');

beforeAll(async () => {
  city = await startTestCity<Module>({
    modules: () => [
      {
        name: 'exchange',
        migrations: { module: 'exchange', folder: new URL('../migrations', import.meta.url).pathname },
      },
    ],
  });
  database = city.database.forModule('exchange');
  stream = openChangeStream({ database, clock });
});
afterAll(() => city.stop());

const change = (lineId: string, n: number): NewChange => ({
  lineId,
  at: clock.now(),
  position: `0/${n}`,
  transaction: String(n),
  op: 'c',
  key: { no: String(n) },
  before: undefined,
  after: { no: String(n), name: '船 😀' },
  sourceAt: clock.now(),
});
const write = (...changes: NewChange[]): Promise<void> => database.transaction((tx) => appendChanges(tx, changes));

test('a line’s changes come in order after a number, and who waits is told of the next', async () => {
  await write(change('a', 1), change('b', 2), change('a', 3));
  const all = await stream.changes({ lineIds: ['a'], after: 0n, limit: 10 });
  expect(all.map((one) => one.after)).toEqual([
    { no: '1', name: '船 😀' },
    { no: '3', name: '船 😀' },
  ]);
  expect(await stream.changes({ lineIds: ['a', 'b'], after: all[0]?.seq as bigint, limit: 1 })).toMatchObject([
    { lineId: 'b' },
  ]);
  const newest = await stream.newestChange();
  const waiting = stream.newestChange({ after: newest, waitMs: 5_000, signal: new AbortController().signal });
  await write(change('a', 4));
  expect(await waiting).toBeGreaterThan(newest);
});

test('no change appears below one that was told, however transactions overlap', async () => {
  const seen: bigint[] = [];
  let writing = true;
  const reader = (async () => {
    while (writing || seen.length < 200) {
      const next = await stream.changes({ lineIds: ['race'], after: seen.at(-1) ?? 0n, limit: 1_000 });
      seen.push(...next.map((one) => one.seq));
      if (!writing && next.length === 0) break;
    }
  })();
  const writer = async (from: number): Promise<void> => {
    for (let n = 0; n < 20; n += 1)
      await database.transaction(async (tx) => {
        await appendChanges(
          tx,
          Array.from({ length: 5 }, (_, index) => change('race', from + n * 5 + index)),
        );
        await new Promise((resume) => setTimeout(resume, (n * 7) % 5));
      });
  };
  await Promise.all([writer(0), writer(1_000)]);
  writing = false;
  await reader;
  expect(seen).toHaveLength(200);
});

test('trimmed up to a number, the stream says where it begins; begun anew, it forgets what was not written whole', async () => {
  clock.advance(3_600_000);
  const before = await stream.newestChange();
  await write(change('t', 1), change('t', 2));
  const [first, second] = (await stream.changes({ lineIds: ['t'], after: 0n, limit: 9 })).map((one) => one.seq) as [
    bigint,
    bigint,
  ];
  expect(await stream.lastBefore('t', new Date(clock.now().getTime() + 1))).toBe(second);
  expect(await stream.lastBefore('t', clock.now())).toBe(0n);
  expect(await stream.trim('t', first)).toBe(1);
  expect(await stream.spans(['t', 'none'])).toEqual([
    { lineId: 't', floor: first, newest: second },
    { lineId: 'none', floor: 0n, newest: 0n },
  ]);
  expect(await stream.waiting('t', first, 10)).toBe(1);
  expect(await stream.begin('t')).toBeGreaterThanOrEqual(second);
  expect(await stream.changes({ lineIds: ['t'], after: 0n, limit: 9 })).toEqual([]);
  expect(before).toBeGreaterThan(0n);
});
