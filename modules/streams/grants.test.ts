import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { sql } from '@platform/database';
import { SUBJECT } from '@platform/module';
import { grantEnded, grantGiven } from '@modules/sharing/contract';
import { change, GRANT, linesOf, openStand, person } from './testing/stand.ts';

let stand: Awaited<ReturnType<typeof openStand>>;
beforeAll(async () => {
  stand = await openStand();
});
afterAll(() => stand.stop());
beforeEach(() => stand.next());

const facts = { grantId: GRANT.id, application: GRANT.application, organisation: GRANT.organisation };
const end = async (reason = '用途不符'): Promise<void> => {
  stand.given.delete(GRANT.id);
  stand.lost.set(GRANT.id, { id: GRANT.id, state: 'suspended', at: new Date(), reason });
  await stand.city.database
    .forModule('sharing')
    .transaction((tx) =>
      stand.city.outbox.append(tx, grantEnded, `grant:${GRANT.id}`, { ...facts, state: 'suspended' }, 't'),
    );
  await stand.city.settle();
};
const giveAgain = async (): Promise<void> => {
  stand.given.set(GRANT.id, GRANT);
  stand.lost.clear();
  await stand.city.database
    .forModule('sharing')
    .transaction((tx) =>
      stand.city.outbox.append(tx, grantGiven, `grant:${GRANT.id}`, { ...facts, delivery: 'subscription' }, 't'),
    );
  await stand.city.settle();
};
const rows = (table: 'receipt' | 'data_read') =>
  stand.city.database.asPlatform.read((tx) =>
    tx.rows<Record<string, unknown>>(
      table === 'receipt'
        ? sql`select * from platform.receipt order by at, id`
        : sql`select * from platform.data_read order by at, id`,
    ),
  );

describe('another organisation rides under a grant only', () => {
  test.each<[string, () => void, object, string]>([
    ['none at all', () => stand.given.clear(), {}, 'streams.grant-missing'],
    [
      'one of another application',
      () => stand.given.set(GRANT.id, { ...GRANT, application: 'other' }),
      {},
      'streams.grant-missing',
    ],
    [
      'one for an interface',
      () => stand.given.set(GRANT.id, { ...GRANT, delivery: 'interface' }),
      {},
      'streams.grant-missing',
    ],
    ['another purpose', () => undefined, { purpose: '随便看看' }, 'streams.purpose-not-granted'],
  ])('%s is refused', async (_what, prepare, more, code) => {
    prepare();
    expect((await stand.post('/subscriptions', stand.wanted(more))).body.code).toBe(code);
  });

  test('an item that is not granted can neither be asked for nor be seen masked', async () => {
    stand.given.set(GRANT.id, { ...GRANT, fields: ['citizen_id', 'status'] });
    const lines = [{ lineId: stand.lineId(), items: ['name'] }];
    expect((await stand.post('/subscriptions', stand.wanted({ lines }))).body.code).toBe('streams.item-not-granted');
    const { id } = await stand.make();
    const [line] = (await stand.view(id)).lines;
    const shown = line.items.filter(({ how }: { how: string }) => how !== 'left-out');
    expect(shown.map(({ name }: { name: string }) => name).toSorted()).toEqual(['citizen_id', 'status']);
    stand.stream.come(change('c', 1));
    const [told] = linesOf(await stand.take());
    expect(Object.keys(told.after).toSorted()).toEqual(['_key', 'citizen_id', 'status']);
  });

  test('each exchange leaves a receipt, and a read of each person of whom something left', async () => {
    await stand.make();
    stand.stream.come(change('c', 1));
    stand.stream.come(change('u', 1, { goals: '4' }));
    stand.stream.come(change('c', 2));
    const before = { leaves: (await rows('receipt')).length, reads: (await rows('data_read')).length };
    await stand.take();
    const leaves = (await rows('receipt')).slice(before.leaves);
    expect(leaves).toMatchObject([{ kind: 'subscription', provider: 'tennis-club-office', consumer: 'racket-shop' }]);
    expect(JSON.parse(String(leaves[0]?.['facts']))).toMatchObject({
      grant: GRANT.id,
      changes: 3,
      purpose: '会员折扣',
    });
    const reads = (await rows('data_read')).slice(before.reads);
    const index = (n: number) => stand.city.blindIndex(person(n).citizen_id, SUBJECT);
    expect(new Set(reads.map((row) => row['subject']))).toEqual(new Set([index(1), index(2)]));
    expect(reads[0]).toMatchObject({
      channel: 'subscription',
      grant_id: GRANT.id,
      resource: 'resource:players-roll',
      purpose: GRANT.purposes[0]?.title,
    });
  });

  test('a suspended grant stops a puller at once, with the reason; given again, it goes on where it stopped', async () => {
    const { id } = await stand.make();
    const first = stand.stream.come(change('c', 1));
    expect(linesOf(await stand.take())).toHaveLength(1);
    // Before anyone wrote down why: the grant itself is asked.
    stand.given.delete(GRANT.id);
    stand.stream.come(change('c', 2));
    expect((await stand.take(`?after=${first}`)).body.code).toBe('streams.grant-lost');
    await end();
    expect(await stand.view(id)).toMatchObject({ state: 'paused', fault: { code: 'streams.grant-lost' } });
    expect((await stand.view(id)).fault.text.zh).toContain('用途不符');
    expect((await stand.post(`/subscriptions/${id}/resume`)).body.code).toBe('streams.grant-lost');
    await giveAgain();
    expect((await stand.view(id)).state).toBe('active');
    expect(linesOf(await stand.take(`?after=${first}`))).toHaveLength(1);
  });

  test('a webhook is not called any more, and takes what came meanwhile once the grant is back', async () => {
    const { id } = await stand.webhook();
    await end('超期未续');
    stand.stream.come(change('c', 1));
    expect(await stand.view(id)).toMatchObject({ state: 'paused' });
    await new Promise((resume) => setTimeout(resume, 150));
    expect(stand.delivered()).toEqual([]);
    await giveAgain();
    await vi.waitFor(() => expect(stand.delivered()).toHaveLength(1), 5_000);
  });

  test('what was agreed before grants were kept goes on', async () => {
    const { id } = await stand.make();
    await stand.city.database
      .forModule('streams')
      .transaction((tx) =>
        tx.run(sql`update streams.subscribed_line set grant_id = null where subscription_id = ${id}`),
      );
    await end();
    stand.stream.come(change('c', 1));
    expect(linesOf(await stand.take())).toHaveLength(1);
  });
});
