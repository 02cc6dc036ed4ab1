import { Type } from 'typebox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defineEvent } from '@platform/kernel';
import { sql } from '@platform/database';
import { startTestCity, type TestCity } from '@platform/testkit';
import type { Module } from '@platform/module';
import { reaction } from './reaction.ts';

const happened = defineEvent('alpha.thing-happened', Type.Object({ n: Type.Integer() }));
let city: TestCity<Module>;
const seen: number[] = [];
let failOnce = new Set<number>();

beforeAll(async () => {
  city = await startTestCity({
    modules: () => [
      { name: 'alpha' },
      {
        name: 'beta',
        reactions: [
          reaction('beta.on-thing-happened', happened, async (_tx, event) => {
            if (failOnce.delete(event.payload.n)) throw new Error('a passing fault');
            seen.push(event.payload.n);
          }),
        ],
      },
    ],
  });
});
afterAll(() => city.stop());

test('events of an aggregate arrive once each and in order, also when one fails at first', async () => {
  failOnce = new Set([3]);
  await city.database.forModule('alpha').transaction(async (tx) => {
    for (let n = 1; n <= 6; n += 1) await city.outbox.append(tx, happened, 'thing:1', { n }, 'trace');
  });
  await expect(city.settle()).rejects.toThrow('a passing fault');
  await city.settle();
  expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
});

test('an event of a transaction that rolls back is never told', async () => {
  seen.length = 0;
  await expect(
    city.database.forModule('alpha').transaction(async (tx) => {
      await city.outbox.append(tx, happened, 'thing:2', { n: 99 }, 'trace');
      throw new Error('undone');
    }),
  ).rejects.toThrow('undone');
  await city.settle();
  expect(seen).toEqual([]);
});

test('a module cannot speak for another, nor touch the platform’s tables', async () => {
  await expect(
    city.database.forModule('beta').transaction((tx) => city.outbox.append(tx, happened, 'thing:3', { n: 1 }, 'trace')),
  ).rejects.toThrow(/may not append an event of module alpha/);
  await expect(city.database.forModule('beta').transaction((tx) => tx.rows(sql`select * from platform.event`))).rejects.toThrow(
    /permission denied/,
  );
});

test('a payload that breaks its contract is refused before it is stored', async () => {
  await expect(
    city.database.forModule('alpha').transaction((tx) => city.outbox.append(tx, happened, 'thing:4', { n: 'x' as never }, 'trace')),
  ).rejects.toThrow(/does not fit its contract/);
});
