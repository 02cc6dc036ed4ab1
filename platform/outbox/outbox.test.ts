import { Type } from 'typebox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defineEvent } from '@platform/kernel';
import { sql } from '@platform/database';
import { startTestCity, type TestCity } from '@platform/testkit';
import type { Module } from '@platform/module';
import { startDispatcher } from './dispatcher.ts';
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
  await expect(
    city.database.forModule('beta').transaction((tx) => tx.rows(sql`select * from platform.event`)),
  ).rejects.toThrow(/permission denied/);
});

test('a payload that breaks its contract is refused before it is stored', async () => {
  await expect(
    city.database
      .forModule('alpha')
      .transaction((tx) => city.outbox.append(tx, happened, 'thing:4', { n: 'x' as never }, 'trace')),
  ).rejects.toThrow(/does not fit its contract/);
});

test('of many things at once each arrives once and in its own order, and none waits for the next poll', async () => {
  seen.length = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: 20 }, (_, thing) =>
      city.database.forModule('alpha').transaction(async (tx) => {
        for (let step = 0; step < 10; step += 1)
          await city.outbox.append(tx, happened, `thing:many-${thing}`, { n: thing * 100 + step }, 'trace');
      }),
    ),
  );
  await city.settle();
  const seconds = (performance.now() - started) / 1_000;
  expect(seen.toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 20 }, (_, thing) => Array.from({ length: 10 }, (_step, step) => thing * 100 + step)).flat(),
  );
  for (let thing = 0; thing < 20; thing += 1) {
    const own = seen.filter((n) => Math.floor(n / 100) === thing);
    expect(own).toEqual(own.toSorted((a, b) => a - b));
  }
  // Ten steps of one thing that each waited for a poll would take ten seconds.
  expect(seconds).toBeLessThan(6);
});

test('a dispatcher that stops gives back what it had not begun, for the next to take at once', async () => {
  const later = defineEvent('alpha.thing-delayed', Type.Object({ n: Type.Integer() }));
  let begun = 0;
  let release = (): void => undefined;
  const held = new Promise<void>((resume) => {
    release = resume;
  });
  const first = await startDispatcher({
    database: city.database,
    concurrency: 1,
    reactions: [
      reaction('beta.on-thing-delayed', later, async () => {
        begun += 1;
        await held;
      }),
    ],
  });
  await city.database.forModule('alpha').transaction(async (tx) => {
    for (let n = 0; n < 2; n += 1) await city.outbox.append(tx, later, `thing:delayed-${n}`, { n }, 'trace');
  });
  while (begun === 0) await new Promise((resume) => setTimeout(resume, 5));
  await new Promise((resume) => setTimeout(resume, 50));
  const stopping = first.stop();
  release();
  await stopping;
  expect(begun).toBe(1);
  const { left } = await city.database.asPlatform.read((tx) =>
    tx.one<{ left: number }>(
      sql`select count(*)::int as left from platform.delivery where subscriber = 'beta.on-thing-delayed' and lease is null`,
    ),
  );
  expect(left).toBe(1);
});

test('alone on its database, a dispatcher takes at once what a killed one had claimed', async () => {
  const told = defineEvent('alpha.thing-claimed', Type.Object({ n: Type.Integer() }));
  let heard = 0;
  const reactions = [
    reaction('beta.on-thing-claimed', told, async () => {
      heard += 1;
    }),
  ];
  await (await startDispatcher({ database: city.database, reactions })).stop();
  await city.database
    .forModule('alpha')
    .transaction((tx) => city.outbox.append(tx, told, 'thing:claimed', { n: 1 }, 'trace'));
  await city.database.asPlatform.transaction((tx) =>
    tx.run(sql`update platform.delivery set lease = gen_random_uuid(), leased_until = now() + interval '1 minute'
      where subscriber = 'beta.on-thing-claimed'`),
  );
  const next = await startDispatcher({ database: city.database, reactions, alone: true });
  await next.drain();
  expect(heard).toBe(1);
  await next.stop();
});
