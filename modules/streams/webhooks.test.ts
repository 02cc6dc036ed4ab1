import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { sql } from '@platform/database';
import { deliveryFits } from '@platform/rail';
import { change, openStand, person } from './testing/stand.ts';

let stand: Awaited<ReturnType<typeof openStand>>;
beforeAll(async () => {
  stand = await openStand();
});
afterAll(() => stand.stop());
beforeEach(() => stand.next());

describe('a webhook', () => {
  test('gets what comes, signed, in order, with ids that stay the same', async () => {
    const { id, secret } = await stand.webhook({ algorithm: 'sha256' });
    for (let n = 1; n <= 3; n += 1) stand.stream.come(change('c', n));
    await vi.waitFor(() => expect(stand.delivered()).toHaveLength(3), 5_000);
    const [one] = stand.receiver.received;
    const header = (name: string) => String(one?.headers[`x-yiwang-${name}`]);
    const signed = { id: header('delivery'), time: header('time'), body: one?.body as Buffer };
    expect(deliveryFits(signed, secret, 'sha256', header('signature'))).toBe(true);
    expect(deliveryFits({ ...signed, body: Buffer.from('{}') }, secret, 'sha256', header('signature'))).toBe(false);
    expect(stand.delivered().map((told) => told.id)).toEqual(
      stand.delivered().map((told) => `${stand.lineId()}:${told.value.source.seq}`),
    );
    await vi.waitFor(async () =>
      expect((await stand.view(id)).lines[0]).toMatchObject({ waiting: 0, taken: 3, personalTaken: 3 }),
    );
    const usage = (await stand.get(`/subscriptions/${id}/usage`)).body.items;
    expect(usage).toMatchObject([{ lineId: stand.lineId(), purpose: '会员折扣', changes: 3, personal: 3 }]);
    const audited = await stand.city.database.asPlatform.read((tx) =>
      tx.rows(
        sql`select 1 from platform.audit_entry where action = 'streams.take-personal-data' and subject = ${`subscription:${id}`}`,
      ),
    );
    expect(audited).toHaveLength(1);
  });

  test('a receiver that errs is tried again until it takes them, and nothing is left out', async () => {
    let fails = 2;
    stand.receiver.answer = () => (fails-- > 0 ? 503 : 204);
    const { id } = await stand.webhook();
    stand.stream.come(change('c', 1));
    stand.stream.come(change('c', 2));
    await vi.waitFor(
      async () =>
        expect(await stand.view(id)).toMatchObject({
          state: 'failing',
          failures: 1,
          fault: { code: 'streams.unreachable' },
        }),
      5_000,
    );
    stand.city.clock.advance(10_000);
    await vi.waitFor(async () => expect((await stand.view(id)).failures).toBe(2), 5_000);
    stand.city.clock.advance(10_000);
    await vi.waitFor(async () => expect(await stand.view(id)).toMatchObject({ state: 'active', failures: 0 }), 5_000);
    expect(new Set(stand.delivered().map((told) => told.id)).size).toBe(2);
    const { items } = (await stand.get(`/subscriptions/${id}/deliveries`)).body;
    expect(items.map((row: { outcome: string }) => row.outcome)).toEqual(['delivered', 'unreachable', 'unreachable']);
  });

  test('one change that is refused goes alone to the dead letters; its neighbours arrive; it can be looked at and replayed', async () => {
    let mended = false;
    const bad = (told: { key: unknown }) => JSON.stringify(told.key).includes(person(2).citizen_id);
    stand.receiver.answer = ({ json }) => (!mended && json.changes.some(bad) ? 422 : 200);
    const { id } = await stand.webhook();
    for (let n = 1; n <= 3; n += 1) stand.stream.come(change('c', n));
    await vi.waitFor(async () => {
      stand.city.clock.advance(5_000);
      expect(await stand.view(id)).toMatchObject({ deadLetters: 1, lines: [{ waiting: 0, taken: 2 }] });
    }, 15_000);
    const { items } = (await stand.get(`/subscriptions/${id}/dead-letters`)).body;
    expect(items).toMatchObject([{ changes: 1, attempts: 3, status: 422, state: 'kept' }]);
    const path = `/subscriptions/${id}/dead-letters/${items[0].id}`;
    expect((await stand.get(path)).body.code).toBe('streams.purpose-missing');
    expect((await stand.get(`${path}?purpose=%E6%8E%92%E6%9F%A5`)).body.content[0].key).toEqual({
      citizen_id: person(2).citizen_id,
    });
    mended = true;
    expect((await stand.post(`/subscriptions/${id}/dead-letters/replay`)).body).toEqual({ waiting: 1 });
    await vi.waitFor(
      async () => expect((await stand.get(`/subscriptions/${id}/dead-letters`)).body.items[0].state).toBe('replayed'),
      5_000,
    );
    expect((await stand.view(id)).deadLetters).toBe(0);
  });

  test('after a day without an answer it pauses itself and says so; resumed, it goes on where it stopped', async () => {
    stand.receiver.answer = () => 500;
    const { id } = await stand.webhook();
    stand.stream.come(change('c', 1));
    await vi.waitFor(async () => expect((await stand.view(id)).state).toBe('failing'), 5_000);
    stand.city.clock.advance(25 * 3_600_000);
    await vi.waitFor(
      async () =>
        expect(await stand.view(id)).toMatchObject({ state: 'paused', fault: { code: 'streams.failed-too-long' } }),
      5_000,
    );
    stand.receiver.answer = () => 200;
    stand.receiver.received.length = 0;
    await stand.post(`/subscriptions/${id}/resume`);
    await vi.waitFor(() => expect(stand.delivered()).toHaveLength(1), 5_000);
  });

  test('410 ends it at once; a test call shows people what the receiver says', async () => {
    const { id } = await stand.webhook();
    stand.receiver.answer = () => 410;
    expect((await stand.post(`/subscriptions/${id}/test`)).body).toMatchObject({ outcome: 'gone', status: 410 });
    stand.stream.come(change('c', 1));
    await vi.waitFor(
      async () =>
        expect(await stand.view(id)).toMatchObject({ state: 'paused', fault: { code: 'streams.receiver-gone' } }),
      5_000,
    );
  });
});
