import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { NO_FAULTS, startPayPlatform, type PayPlatform } from '@apps/pay-simulator';
import { casesAmongFakes, demoCitizenId, DRAWN, PROCESSES } from '@modules/cases/testing';
import { createPayments } from '@modules/payments';
import { sql } from '@platform/database';
import { SUBJECT, type Module } from '@platform/module';
import { personActor, staffActor, startTestCity, type TestCity } from '@platform/testkit';

const people = {
  ann: { citizenId: demoCitizenId('1990-01-01', '001'), name: '安小妮' },
  bob: { citizenId: demoCitizenId('1991-01-01', '002'), name: '包大山' },
};
const folder = mkdtempSync(join(tmpdir(), 'yiwang-pay-'));
let city: TestCity<Module>;
let pay: PayPlatform;
let origin = '';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resume) => server.listen(0, '127.0.0.1', resume));
  const { port } = server.address() as AddressInfo;
  await new Promise((resume) => server.close(resume));
  return port;
}

beforeAll(async () => {
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  city = await startTestCity<Module>({
    settings: { publicUrl: origin },
    async modules(f) {
      pay = await startPayPlatform({ port: 0, folder, clock: f.clock });
      const settings = { ...f.settings, deployment: pay.deployment };
      const matters = {
        get: (id: string) => DRAWN.find((one) => one.id === id) as (typeof DRAWN)[number],
        find: (id: string) => DRAWN.find((one) => one.id === id),
      };
      const organisations = { find: () => undefined };
      const cases = casesAmongFakes(people, DRAWN, PROCESSES).create(f);
      const staffOf = async (name: string) => ({ name });
      return [cases, createPayments({ ...f, settings, matters, organisations, cases: cases.port, staffOf })];
    },
  });
  await city.http.listen({ port, host: '127.0.0.1' });
});
beforeEach(() => pay.setFaults(NO_FAULTS));
afterAll(async () => {
  await pay.stop();
  await city.stop();
  rmSync(folder, { recursive: true, force: true });
});

const as = (who: keyof typeof people) => personActor(who, city.blindIndex(people[who].citizenId, SUBJECT));
const clerk = staffActor('kite-window', ['clerk'], { accountId: 'one@kite-window' });
type Actor = NonNullable<Parameters<typeof city.request>[0]['as']>;
const post = (path: string, body: object, actor: Actor) => city.request({ method: 'POST', path, body, as: actor });
const get = async (path: string, actor: Actor) => (await city.request({ path, as: actor })).body;
const page = (id: string) => get(`/api/work/cases/${id}`, clerk);
const billsOf = async (id: string, who: keyof typeof people = 'ann') =>
  (await get(`/api/payments/mine?case=${id}`, as(who))).items;

/** A case that waits for its fee. */
async function dueCase(): Promise<{ id: string; bill: { id: string; number: string; fen: number } }> {
  const { id } = (await post('/api/cases', { matter: 'kite-balloon' }, as('ann'))).body;
  await post(`/api/cases/${id}/submit`, { form: { name: '安小妮', colour: 'blue' } }, as('ann'));
  const [task] = (await page(id)).tasks;
  await post(`/api/work/tasks/${task.id}/complete`, { result: 'accept' }, clerk);
  await city.settle();
  return { id, bill: (await billsOf(id))[0] };
}
const begin = (bill: string, way: 'phone' | 'code' = 'code') =>
  post(`/api/payments/mine/${bill}/pay`, { way }, as('ann'));
const lastOrder = () => pay.orders().at(-1)?.out_trade_no as string;
async function runJob(name: string): Promise<void> {
  await city.database.asPlatform.transaction((tx) => tx.run(sql`select graphile_worker.add_job(${name}, '{}')`));
  await city.settle();
}
const openTasks = async (id: string) =>
  (await page(id)).tasks
    .filter(({ state }: { state: string }) => state === 'open')
    .map(({ node }: { node: string }) => node);

test('a case waits for its fee, which is told in writing, paid elsewhere, and lets the case go on', async () => {
  const { id, bill } = await dueCase();
  expect(bill).toMatchObject({ fen: 8_055, state: 'due', items: [{ fen: 8_000 }, { fen: 55 }] });
  expect(bill.number).toMatch(/^\d{20}$/);
  expect((await page(id)).documents.map(({ kind }: { kind: string }) => kind)).toContain('fee');
  expect(await openTasks(id)).toEqual([]);
  // Another person neither sees nor pays it.
  expect(await billsOf(id, 'bob')).toEqual([]);
  expect((await post(`/api/payments/mine/${bill.id}/pay`, { way: 'code' }, as('bob'))).status).toBe(404);

  const first = (await begin(bill.id)).body;
  expect((await begin(bill.id)).body).toEqual(first);
  const code = await city.request({ path: `/api/payments/mine/${bill.id}/code.svg`, as: as('ann') });
  expect(code.text).toContain('<svg');
  // The page says that no money moves, and pays.
  expect(await (await fetch(first.address)).text()).toContain('80.55');
  pay.setFaults({ twice: 1 });
  await pay.pay(lastOrder());
  await city.settle();
  expect((await billsOf(id))[0]).toMatchObject({ state: 'paid', paidBy: 'platform' });
  expect(await openTasks(id)).toEqual(['decide']);
  const { rows } = await city.database.pool.query(
    `select count(*)::int as told from platform.event where type = 'payments.bill-paid' and aggregate = $1`,
    [`bill:${bill.id}`],
  );
  expect(rows[0].told).toBe(1);
  expect((await begin(bill.id)).body.code).toBe('payments.not-due');
});

test('a notice that never comes is asked for; on a phone one comes back to the case', async () => {
  const { id, bill } = await dueCase();
  const begun = (await begin(bill.id, 'phone')).body;
  expect(new URL(begun.address).searchParams.get('redirect_url')).toContain(`/cases/${id}`);
  pay.setFaults({ noNotice: 1 });
  await pay.pay(lastOrder());
  expect((await billsOf(id))[0].state).toBe('due');
  city.clock.set(new Date(city.clock.now().getTime() + 31_000));
  await runJob('payments.ask-orders');
  expect((await billsOf(id))[0].state).toBe('paid');
});

test('an answer that is lost opens nothing twice, and who is away is told so', async () => {
  const { bill } = await dueCase();
  pay.setFaults({ silent: 1 });
  const lost = await begin(bill.id);
  expect(lost).toMatchObject({ status: 503, body: { code: 'payments.platform-away' } });
  // The operators see it too.
  await expect(city.settle()).rejects.toThrow('payments.platform-away');
  const before = pay.orders().length;
  pay.setFaults({ silent: 0 });
  expect((await begin(bill.id)).status).toBe(200);
  expect(pay.orders()).toHaveLength(before);
  // The other way: the first order is closed there before the second begins.
  const closed = lastOrder();
  expect((await begin(bill.id, 'phone')).status).toBe(200);
  expect(pay.orders().find(({ out_trade_no: no }) => no === closed)?.state).toBe('CLOSED');
  expect(lastOrder()).not.toBe(closed);
});

test('forged, altered and foreign notices are not believed', async () => {
  const { id, bill } = await dueCase();
  await begin(bill.id);
  const body = JSON.stringify({ event_type: 'TRANSACTION.SUCCESS', resource: {} });
  const send = (headers: Record<string, string>) =>
    fetch(`${origin}/api/payments/notices`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
  expect((await send({})).status).toBe(401);
  const now = String(Math.floor(city.clock.now().getTime() / 1_000));
  const forged = {
    'wechatpay-timestamp': now,
    'wechatpay-nonce': 'n',
    'wechatpay-serial': pay.deployment['PAY_PLATFORM_SERIAL'] as string,
    'wechatpay-signature': 'AAAA',
  };
  expect((await send(forged)).status).toBe(401);
  // Another sum than was asked for pays nothing, and stands for people to look at.
  await pay.pay(lastOrder(), 1);
  await city.settle();
  expect((await billsOf(id))[0]).toMatchObject({ state: 'due', surplus: [{ fen: 1 }] });
  expect(await openTasks(id)).toEqual([]);
});

test('what is not paid in ten working days goes to an officer; a case that is over owes nothing', async () => {
  const { id, bill } = await dueCase();
  const start = city.clock.now();
  city.clock.set(new Date(start.getTime() + 20 * 86_400_000));
  await runJob('cases.fire-timers');
  expect(await openTasks(id)).toEqual(['decide']);
  const [task] = (await page(id)).tasks.filter(({ state }: { state: string }) => state === 'open');
  await post(
    `/api/work/tasks/${task.id}/complete`,
    { result: 'refuse', reason: '逾期未缴费', basis: '办法第三条' },
    clerk,
  );
  await city.settle();
  expect((await billsOf(id))[0].state).toBe('cancelled');
  expect((await begin(bill.id)).body.code).toBe('payments.not-due');
});

test('a payment at the window is recorded by the office, once', async () => {
  const { id, bill } = await dueCase();
  const record = (actor: Actor, receipt: string) => post(`/api/payments/bills/${bill.id}/window`, { receipt }, actor);
  expect((await record(staffActor('police', ['clerk']), 'SJ-0001')).status).toBe(404);
  expect((await record(clerk, 'SJ-0001')).body).toMatchObject({ state: 'paid', paidBy: 'window', paidNo: 'SJ-0001' });
  expect((await record(clerk, 'SJ-0001')).status).toBe(200);
  expect((await record(clerk, 'SJ-0002')).body.code).toBe('payments.not-due');
  await city.settle();
  expect(await openTasks(id)).toEqual(['decide']);
  expect((await get('/api/payments/bills?state=paid', clerk)).items[0]).toMatchObject({ id: bill.id });
});

test('each day is compared with the platform’s statement: what only the platform knew is counted, what differs stands', async () => {
  const { id, bill } = await dueCase();
  await begin(bill.id);
  pay.setFaults({ noNotice: 1 });
  await pay.pay(lastOrder());
  const day = city.clock.now().toISOString().slice(0, 10);
  city.clock.set(new Date(city.clock.now().getTime() + 86_400_000));
  const fees = staffActor('kite-office', ['fee-officer'], { organisations: 'all' } as never);
  const compared = await post(`/api/payments/days/${day}/reconcile`, {}, fees);
  expect(compared.status).toBe(200);
  const line = compared.body.items.find((one: { day: string }) => one.day === day);
  expect(line.open).toBe(0);
  expect(line.failure).toBeUndefined();
  expect(line.ours).toBe(line.theirs);
  expect(line.oursFen).toBe(line.theirsFen);
  await city.settle();
  expect((await billsOf(id))[0].state).toBe('paid');
  // A payment of ours that their statement does not know.
  await city.database.pool.query(`update payments.order set id = gen_random_uuid() where bill_id = $1`, [bill.id]);
  const again = (await post(`/api/payments/days/${day}/reconcile`, {}, fees)).body.items[0];
  expect(again.open).toBe(2);
  const kinds = (await get(`/api/payments/days/${day}/differences`, fees)).items.map(
    ({ what }: { what: string }) => what,
  );
  expect(kinds.toSorted()).toEqual(['missing-there', 'unknown-here']);
  expect(
    (await post(`/api/payments/days/${city.clock.now().toISOString().slice(0, 10)}/reconcile`, {}, fees)).status,
  ).toBe(422);
});

const fees = (account = 'fee@city') =>
  staffActor('kite-office', ['fee-officer'], { accountId: account, organisations: 'all' } as never);
const propose = (bill: string, order: string, fen: number, actor: Actor = clerk) =>
  post(`/api/payments/bills/${bill}/refunds`, { order, fen, reason: '申请人撤回，按收费规则退还' }, actor);
const decide = (refund: string, body: object, actor: Actor = fees()) =>
  post(`/api/payments/refunds/${refund}/decide`, body, actor);
const billOf = async (id: string) => (await get(`/api/payments/bills?case=${id}`, clerk)).items[0];
/** A case that was paid and then withdrawn. */
async function paidAndWithdrawn() {
  const { id, bill } = await dueCase();
  await begin(bill.id);
  const no = lastOrder();
  await pay.pay(no);
  await city.settle();
  expect((await post(`/api/cases/${id}/withdraw`, {}, as('ann'))).status).toBe(200);
  await city.settle();
  return { id, no, bill: await billOf(id) };
}
const told = async (id: string) => {
  await pay.told();
  await city.settle();
  return (await billsOf(id))[0].refunds;
};
const refundsThere = (no: string) => pay.refunds().filter(({ out_trade_no: of }) => of === no);

test('a fee whose case is withdrawn is given back: proposed by one, approved by another, in parts, never more than was paid', async () => {
  const { id, no, bill } = await paidAndWithdrawn();
  expect(bill).toMatchObject({ state: 'paid', refundFor: 'withdrawn', refundable: [{ fen: 8_055 }], refunds: [] });
  expect((await get('/api/payments/bills?refund=due', clerk)).items.map((one: { id: string }) => one.id)).toContain(
    bill.id,
  );
  const [{ order }] = bill.refundable;
  expect((await propose(bill.id, order, 8_056)).body.code).toBe('payments.too-much');
  expect((await propose(bill.id, order, 8_055, staffActor('police', ['clerk']))).status).toBe(404);
  // Two at once do not find the same money.
  const both = await Promise.all([propose(bill.id, order, 5_000), propose(bill.id, order, 5_000)]);
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  expect((await propose(bill.id, order, 3_055)).body.refundable).toEqual([]);
  const [first, second] = (await billOf(id)).refunds;
  // Nobody approves their own, whatever roles they hold; a clerk approves none.
  expect((await decide(first.id, { approve: true }, clerk)).status).toBe(403);
  const both2 = staffActor('kite-window', ['clerk', 'fee-officer'], { accountId: 'one@kite-window' });
  expect((await decide(first.id, { approve: true }, both2)).body.code).toBe('payments.own-proposal');
  // The notice comes twice, and counts once.
  pay.setFaults({ twice: 1 });
  expect((await decide(first.id, { approve: true })).status).toBe(200);
  expect((await decide(first.id, { approve: true })).body.code).toBe('payments.already-decided');
  expect((await decide(second.id, { approve: false })).status).toBe(400);
  expect((await decide(second.id, { approve: false, reason: '工本费不退' })).status).toBe(200);
  expect(await told(id)).toMatchObject([{ fen: 5_000, state: 'done' }]);
  expect(refundsThere(no)).toMatchObject([{ refund: 5_000, status: 'SUCCESS' }]);
  // What was declined may be proposed again.
  expect((await billOf(id)).refundable).toMatchObject([{ fen: 3_055 }]);
  const shown = (await get('/api/payments/refunds?state=declined', clerk)).items[0];
  expect(shown).toMatchObject({ fen: 3_055, decision: '工本费不退', proposedBy: 'one@kite-window', mayDecide: false });
});

test('answers and notices of a refund may be lost: nobody gives back twice, and until it is known it says so', async () => {
  const { id, no, bill } = await paidAndWithdrawn();
  await propose(bill.id, bill.refundable[0].order, 8_055);
  const [refund] = (await billOf(id)).refunds;
  pay.setFaults({ busy: 1 });
  const approved = (await decide(refund.id, { approve: true })).body;
  expect(approved.refunds).toMatchObject([{ state: 'approved', unsure: true }]);
  expect((await get('/api/payments/refunds?state=approved', fees())).items[0].failure.en).toContain('did not answer');
  const later = async () => {
    city.clock.set(new Date(city.clock.now().getTime() + 3_600_000));
    await runJob('payments.ask-orders');
  };
  // It arrives there, its answer is lost, and so is the notice.
  pay.setFaults({ busy: 0, silent: 1, noNotice: 1 });
  await later();
  expect((await told(id))[0]).toMatchObject({ state: 'approved', unsure: true });
  expect(refundsThere(no)).toHaveLength(1);
  // Asked about, and not asked for again.
  await later();
  expect((await told(id))[0]).toMatchObject({ state: 'done', unsure: false });
  expect(refundsThere(no)).toHaveLength(1);
});

test('surplus is given back; a merchant’s account that holds too little is tried again; money that does not arrive stands', async () => {
  const { id, bill } = await dueCase();
  await begin(bill.id);
  await pay.pay(lastOrder(), 20_000);
  await city.settle();
  const [{ order, fen }] = (await billOf(id)).refundable;
  expect(fen).toBe(20_000);
  // Of the fee itself nothing is given back: the case goes on.
  await propose(bill.id, order, 20_000);
  const [refund] = (await billOf(id)).refunds;
  pay.setFaults({ short: 1 });
  expect((await decide(refund.id, { approve: true })).body.refunds).toMatchObject([
    { state: 'approved', unsure: true },
  ]);
  expect((await get('/api/payments/refunds?state=approved', fees())).items[0].failure.en).toContain('NOT_ENOUGH');
  pay.setFaults({ short: 0, stuck: 1 });
  city.clock.set(new Date(city.clock.now().getTime() + 3_600_000));
  await runJob('payments.ask-orders');
  expect(await told(id)).toMatchObject([{ state: 'stuck', fen: 20_000 }]);
  // It is not the payer's yet, nor the office's any more: it cannot be proposed again.
  expect((await billOf(id)).refundable).toEqual([]);
  expect((await propose(bill.id, order, 1)).body.code).toBe('payments.not-refundable');
});

test('refunds are compared with the statement too: one that only the platform knew to be done is counted', async () => {
  const { id, bill } = await paidAndWithdrawn();
  await propose(bill.id, bill.refundable[0].order, 55);
  const [refund] = (await billOf(id)).refunds;
  pay.setFaults({ noNotice: 1 });
  await decide(refund.id, { approve: true });
  expect((await told(id))[0]).toMatchObject({ state: 'approved', unsure: false });
  const day = new Date(city.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  city.clock.set(new Date(city.clock.now().getTime() + 2 * 86_400_000));
  const { items } = (await post(`/api/payments/days/${day}/reconcile`, {}, fees())).body;
  const line = items.find((one: { day: string }) => one.day === day);
  expect(line.refundsTheirsFen).toBeGreaterThanOrEqual(55);
  expect(line.refundsOursFen).toBe(line.refundsTheirsFen);
  expect((await told(id))[0]).toMatchObject({ state: 'done', fen: 55 });
  // One of theirs that we do not know stands.
  await city.database.pool.query(`update payments.refund set state = 'failed' where id = $1`, [refund.id]);
  await post(`/api/payments/days/${day}/reconcile`, {}, fees());
  expect((await get(`/api/payments/days/${day}/differences`, fees())).items).toContainEqual(
    expect.objectContaining({ of: 'refund', what: 'unknown-here', theirsFen: 55, no: refund.id.replaceAll('-', '') }),
  );
});

test('at a window the officer shows the code to whom they wrote down today, and sees it paid', async () => {
  const { id, bill } = await dueCase();
  const window = staffActor('kite-office', ['window-clerk'], { accountId: 'two@kite-office' });
  const path = `/api/payments/window/${bill.id}`;
  // Nobody is found who did not come.
  expect((await get(`/api/payments/window?case=${id}`, window)).items).toEqual([]);
  expect((await post(`${path}/pay`, { way: 'code' }, window)).status).toBe(404);
  const who = { kind: 'person', number: people.ann.citizenId, shown: 'id-card', acts: 'self' };
  expect((await post('/api/window/visitors', who, window)).status).toBe(201);
  const shown = await get(`/api/payments/window?case=${id}`, window);
  expect(shown.items).toMatchObject([{ id: bill.id, state: 'due', fen: 8_055 }]);
  expect((await post(`${path}/pay`, { way: 'phone' }, window)).status).toBe(400);
  expect((await post(`${path}/pay`, { way: 'code' }, window)).status).toBe(200);
  expect((await city.request({ path: `${path}/code.svg`, as: window })).text).toContain('<svg');
  // Begun at the window and paid by the payer's own phone: one order.
  expect((await begin(bill.id)).body.order).toBe((await post(`${path}/pay`, { way: 'code' }, window)).body.order);
  pay.setFaults({ noNotice: 1 });
  await pay.pay(lastOrder());
  expect((await post(`${path}/ask`, {}, window)).body).toMatchObject({ state: 'paid', paidBy: 'platform' });
  const colleague = staffActor('kite-office', ['window-clerk'], { accountId: 'three@kite-office' });
  expect((await post(`${path}/ask`, {}, colleague)).status).toBe(404);
});
