import { describe, expect, test } from 'vitest';
import { DomainError } from '@platform/kernel';
import type { Kit } from './describe-connector.ts';
import { prepared } from './capture-tests.ts';
import { KIT_APPLICATION } from './harness.ts';
import { namesOf, peopleRows, peopleTable } from './reading-tests.ts';

export function describeLimits(kit: Kit): void {
  describe('limits', () => {
    test('reads no more rows a second than it may', async () => {
      const table = peopleTable('kit_slow');
      const name = await kit.source().createTable(table, peopleRows(1500));
      const session = await kit.open({ rowsPerSecond: 1000 });
      if (session.snapshot === undefined) return;
      const { snapshot } = session;
      const shape = await session.shape(name);
      const began = Date.now();
      let rows = 0;
      const signal = new AbortController().signal;
      const chunks = await snapshot.plan(shape, 250);
      // Two at once: the limit is the session's, not a reading's.
      const work = chunks.values();
      await Promise.all(
        [1, 2].map(async () => {
          for (const chunk of work) {
            const reading = await snapshot.read(shape, ['id'], chunk, { signal });
            for await (const batch of reading.batches) rows += batch.rows;
          }
        }),
      );
      expect(rows).toBe(1500);
      // A burst of up to half a second's rows may pass at the beginning.
      expect(Date.now() - began).toBeGreaterThan(900);
      expect(Date.now() - began).toBeLessThan(6000);
      await session.close();
    });

    test('holds no more connections than it may', async () => {
      const { connections } = kit.source();
      if (connections === undefined) return;
      const table = peopleTable('kit_connections');
      const name = await kit.source().createTable(table, peopleRows(1200));
      const application = 'yiwang-kit-connections';
      const session = await kit.open({ application, connections: 2, rowsPerSecond: 2000 });
      if (session.snapshot === undefined) return;
      const { snapshot } = session;
      const shape = await session.shape(name);
      const signal = new AbortController().signal;
      let most = 0;
      let reading = true;
      const watch = (async () => {
        while (reading) {
          most = Math.max(most, await connections(application));
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      })();
      let rows = 0;
      await Promise.all(
        (await snapshot.plan(shape, 200)).map(async (chunk) => {
          const part = await snapshot.read(shape, ['id'], chunk, { signal });
          for await (const batch of part.batches) rows += batch.rows;
        }),
      );
      reading = false;
      await watch;
      expect(rows).toBe(1200);
      expect(most).toBeGreaterThan(0);
      expect(most).toBeLessThanOrEqual(2);
      await session.close();
      await eventually(async () => expect(await connections(application)).toBe(0));
    });
  });
}

export function describeFaults(kit: Kit): void {
  /** The error of opening and looking, checked to be a coded one in both languages and without the secret. */
  async function failure(account: { settings: unknown; secret?: unknown }): Promise<DomainError> {
    try {
      const session = await kit.harness.connector.open({
        settings: account.settings,
        ...(account.secret === undefined ? {} : { secret: account.secret }),
        limits: { connections: 2 },
        application: 'yiwang-kit-faults',
      });
      try {
        await session.tables();
      } finally {
        await session.close();
      }
    } catch (error) {
      expectCoded(error, account.secret);
      return error as DomainError;
    }
    throw new Error('it should have failed');
  }

  describe('faults', () => {
    test('tells a wrong password, a wrong database and an unreachable server apart', async () => {
      const { wrongPassword, noSuchDatabase, unreachable } = kit.source();
      if (wrongPassword) expect((await failure(wrongPassword)).code).toBe('sources.wrong-password');
      if (noSuchDatabase) expect((await failure(noSuchDatabase)).code).toBe('sources.no-such-database');
      if (unreachable) expect((await failure(unreachable)).code).toBe('sources.unreachable');
    });

    test('says what is wrong with settings it cannot use', async () => {
      await expect(
        kit.harness.connector.open({
          settings: { nonsense: 1 },
          limits: { connections: 1 },
          application: 'yiwang-kit',
        }),
      ).rejects.toMatchObject({ code: 'sources.bad-settings' });
    });

    test('says so when a table is gone before it is read', async () => {
      const name = await kit.source().createTable(peopleTable('kit_gone'), peopleRows(10));
      const session = await kit.open();
      if (session.snapshot === undefined) return;
      const shape = { ...(await session.shape(name)), table: 'kit_gone_since' };
      const { snapshot } = session;
      const error = await (async () => {
        const [chunk] = await snapshot.plan({ ...shape, table: name.table }, 1000);
        const reading = await snapshot.read(shape, ['id'], chunk as never, { signal: new AbortController().signal });
        for await (const batch of reading.batches) void batch;
      })().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expectCoded(error, kit.source().secret);
      expect((error as DomainError).code).toBe('sources.table-missing');
    });

    test('fails, and does not just end, when the connection is cut while reading or following', async () => {
      const { cut } = kit.source();
      if (cut === undefined) return;
      const table = peopleTable('kit_cut');
      const name = await kit.source().createTable(table, peopleRows(4000));
      const application = 'yiwang-kit-cut';
      const session = await kit.open({ application, rowsPerSecond: 1500 });
      const { snapshot, capture } = session;
      if (snapshot === undefined) return;
      const shape = await session.shape(name);
      const [chunk] = await snapshot.plan(shape, 100_000);
      const reading = await snapshot.read(shape, namesOf(table), chunk as never, {
        signal: new AbortController().signal,
      });
      let rows = 0;
      const read = (async () => {
        for await (const batch of reading.batches) rows += batch.rows;
      })().then(
        () => undefined,
        (error: unknown) => error,
      );
      setTimeout(() => void cut(application), 300);
      const error = await read;
      // All may have been on the way already when the cable was cut; then it must be all.
      if (error === undefined) expect(rows).toBe(4000);
      else expectCoded(error, kit.source().secret);
      if (capture === undefined || kit.source().write === undefined) return;
      const following = await prepared(kit, peopleTable('kit_cut_capture'), []);
      if (following === undefined) return;
      const tail = await following.follow(following.position);
      await following.write([{ op: 'insert', table: following.table, row: ['1', null, null] }]);
      await tail.until(await following.capture.end());
      await cut(KIT_APPLICATION);
      expectCoded(await tail.ended(), kit.source().secret);
      const again = await kit.open();
      await again.capture?.drop(following.name);
    });

    test('says that the log is lost instead of going on with a gap', async () => {
      const { loseLog } = kit.source();
      const table = peopleTable('kit_lost');
      const it = await prepared(kit, table, []);
      if (it === undefined || loseLog === undefined) return;
      const tail = await it.follow(it.position);
      await it.write([{ op: 'insert', table, row: ['1', null, null] }]);
      await tail.until(await it.capture.end());
      const { position } = tail;
      await tail.close();
      await it.write([{ op: 'insert', table, row: ['2', null, null] }]);
      await loseLog(it.name);
      const error = await (async () => {
        const again = await it.follow(position);
        return again.ended();
      })().catch((thrown: unknown) => thrown);
      expectCoded(error, kit.source().secret);
      expect((error as DomainError).code).toBe('sources.log-lost');
      expect((await it.capture.retention(it.name)).lost).toBe(true);
      await it.capture.drop(it.name);
    });
  });
}

function expectCoded(error: unknown, secret: unknown): void {
  expect(error).toBeInstanceOf(DomainError);
  const { text, params, message, code } = error as DomainError;
  expect(text.zh).not.toBe('');
  expect(text.en).not.toBe('');
  expect(code).toMatch(/^[a-z-]+\.[a-z-]+$/);
  const all = JSON.stringify([text, params, message]);
  for (const hidden of Object.values((secret ?? {}) as Record<string, unknown>))
    if (typeof hidden === 'string' && hidden !== '') expect(all).not.toContain(hidden);
}

async function eventually(check: () => Promise<void>): Promise<void> {
  for (let left = 60; ; left -= 1)
    try {
      return await check();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
}
