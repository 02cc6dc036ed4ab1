import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { sql } from '@platform/database';
import { deliveryFits } from '@platform/rail';
import { staffActor, startTestCity, type TestCity, type TestResponse } from '@platform/testkit';
import type { CataloguePort } from '@modules/catalogue/contract';
import type { LineFacts } from '@modules/exchange/contract';
import { trimChanges } from './jobs/trim-changes.ts';
import { createStreams } from './module.ts';
import { startReceiver, waysideStream, type Wayside } from './testing/wayside.ts';

const officer = staffActor('courts-bureau', ['data-officer'], { organisations: 'all' });
const text = (zh: string) => ({ zh, en: zh });
const item = (name: string, more: object) => ({ name, title: text(name), type: 'text' as const, ...more });
const resource = {
  id: 'players-roll',
  title: text('球员名册'),
  provider: 'tennis-club-office',
  shareType: 'conditional',
  grade: 2,
  key: ['citizen_id'],
  items: [
    item('citizen_id', { type: 'citizen-id', grade: 3, mask: 'citizen-id' }),
    item('name', { mask: 'name' }),
    item('notes', {}),
    item('status', { personal: false }),
    item('goals', { personal: false, type: 'integer' }),
    item('secret_plan', { personal: false, grade: 4 }),
  ],
};
const person = (n: number, more: Record<string, string | null> = {}) => ({ citizen_id: `99020319500101000${n}`, name: '张三', notes: '私', status: 'active', goals: '3', secret_plan: '甲', ...more });
const change = (op: 'c' | 'u' | 'd' | 'r', n: number, more: Record<string, string | null> = {}) => ({
  op,
  key: { citizen_id: person(n).citizen_id },
  before: op === 'u' || op === 'd' ? person(n) : null,
  after: op === 'd' ? null : person(n, more),
});

let city: TestCity<ReturnType<typeof createStreams>>;
let stream: Wayside;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let streamed: Record<string, boolean>;
let lineId = '';

beforeAll(async () => {
  receiver = await startReceiver();
  city = await startTestCity({
    packs: { ids: ['tennis-club'] },
    resolveApplication: async (request) => ({ kind: 'application', applicationId: String(request.headers['x-application'] ?? 'racket-shop'), organisation: 'courts-bureau' }),
    modules: (f) => {
      stream = waysideStream(f.clock, []);
      streamed = {};
      const facts = (): LineFacts[] => stream.lines.map((line) => ({ ...line, streamed: streamed[line.id] ?? false }));
      return [
        createStreams({
          ...f,
          organisations: { find: (id: string) => ({ id, name: text(id) }) as never },
          catalogue: { resource: () => resource, find: () => resource } as unknown as Pick<CataloguePort, 'resource' | 'find'>,
          exchange: {
            lines: async () => facts(),
            findLine: async (id) => facts().find((line) => line.id === id),
            setStreamed: async (id, on) => void (streamed[id] = on),
          },
          changes: stream,
        }),
      ];
    },
  });
  await city.modules[0]?.start?.();
});
afterAll(async () => {
  await city.stop();
  await receiver.stop();
});
beforeEach(() => {
  city.clock.advance(60_000);
  receiver.received.length = 0;
  receiver.answer = () => 204;
  lineId = `line-${randomUUID()}`;
  stream.lines.splice(0, stream.lines.length, {
    id: lineId,
    connectionId: 'club-db',
    title: text('球员'),
    system: text('俱乐部'),
    organisation: 'tennis-club-office',
    resource: 'players-roll',
    table: { schema: 'public', table: 'players' },
    mapping: [],
    mode: 'capture',
    state: 'live',
    streamed: false,
    sourceAt: null,
    rowsInLake: null,
  });
});

const post = (path: string, body: unknown = {}, as = officer): Promise<TestResponse> => city.request({ method: 'POST', path: `/api/streams${path}`, body, as });
const get = (path: string, as = officer): Promise<TestResponse> => city.request({ path: `/api/streams${path}`, as });
const wanted = (more: object = {}) => ({ title: text('订阅'), kind: 'pull', application: 'racket-shop', purpose: '会员折扣', basis: '批〔2026〕1号', grade: 3, lines: [{ lineId, items: [] }], ...more });
const make = async (more: object = {}): Promise<{ id: string; secret: string }> => {
  const made = await post('/subscriptions', wanted(more));
  expect(made.body).toMatchObject({ id: expect.any(String) });
  return made.body;
};
const webhook = (more: object = {}) => make({ kind: 'webhook', application: undefined, organisation: 'courts-bureau', url: receiver.url, lines: [{ lineId, items: ['citizen_id'] }], ...more });
const view = async (id: string) => (await get(`/subscriptions/${id}`)).body;
const take = async (query = '', headers: Record<string, string> = {}) => {
  const answer = await city.http.inject({ method: 'GET', url: `/api/streams/v1/lines/${lineId}/changes${query}`, headers });
  const text = answer.body;
  return { status: answer.statusCode, text, headers: answer.headers, body: answer.statusCode === 200 ? undefined : JSON.parse(text) };
};
const lines = (answer: { text: string }) => answer.text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
const delivered = () => receiver.received.flatMap((one) => one.json.changes);

describe('what a subscription may see', () => {
  test('nothing personal that was not granted: masked as catalogued or left out; nothing above the grade; the key as a pseudonym', async () => {
    await make();
    stream.come(change('c', 1));
    const [told] = lines(await take());
    expect(told.after).toEqual({ _key: expect.stringMatching(/^[0-9a-f]{32}$/), citizen_id: expect.stringContaining('*'), name: '张*', status: 'active', goals: 3 });
    expect(told).toMatchObject({ before: null, op: 'c', source: { name: 'club-db', table: 'players', line: lineId } });
  });

  test('a granted item leaves whole, and rows are told apart by their own key', async () => {
    await make({ lines: [{ lineId, items: ['citizen_id', 'name'] }] });
    stream.come(change('d', 2));
    const [told] = lines(await take());
    expect(told).toMatchObject({ op: 'd', after: null, before: { citizen_id: person(2).citizen_id, name: '张三' } });
    expect(told.before).not.toHaveProperty('_key');
    expect(told.before).not.toHaveProperty('notes');
  });

  test('a change of what it does not see is not told', async () => {
    await make();
    stream.come(change('u', 3, { notes: '别的', secret_plan: '乙' }));
    stream.come(change('u', 3, { status: 'left' }));
    const told = lines(await take());
    expect(told.map((one) => one.after.status)).toEqual(['left']);
  });

  test.each([
    ['an item above the grade', { grade: 2, lines: [{ lineId: '', items: ['citizen_id'] }] }, 'streams.item-above-grade'],
    ['an item that is not there', { lines: [{ lineId: '', items: ['shoe_size'] }] }, 'streams.unknown-item'],
    ['no basis', { basis: ' ' }, 'streams.basis-missing'],
    ['an unknown application', { application: 'nobody' }, 'streams.unknown-application'],
    ['a webhook without an address', { kind: 'webhook', application: undefined, organisation: 'courts-bureau' }, 'streams.webhook-incomplete'],
    ['an address with a password', { kind: 'webhook', organisation: 'courts-bureau', url: 'https://a:b@city.example/' }, 'rail.bad-address'],
  ])('%s is refused', async (_what, more, code) => {
    const body = { ...wanted(more) } as { lines: { lineId: string }[] };
    body.lines = body.lines.map((line) => ({ ...line, lineId }));
    expect((await post('/subscriptions', body)).body.code).toBe(code);
  });

  test('staff without the permission may neither make nor see one', async () => {
    const clerk = staffActor('courts-bureau', ['clerk']);
    expect((await post('/subscriptions', wanted(), clerk)).status).toBe(403);
    expect((await get('/subscriptions', clerk)).status).toBe(403);
  });
});

describe('pulling', () => {
  test('goes on from the number given, in order, and says what comes next', async () => {
    const { id } = await make();
    for (let n = 1; n <= 5; n += 1) stream.come(change('c', n));
    const first = await take('?limit=2');
    const next = first.headers['x-yiwang-next'] as string;
    const rest = await take(`?after=${next}&limit=100`);
    const seqs = [...lines(first), ...lines(rest)].map((one) => one.source.seq);
    expect(seqs).toHaveLength(5);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect((await view(id)).lines[0]).toMatchObject({ position: Number(next), waiting: 3, taken: 5, personalTaken: 5 });
  });

  test('waits for a change that comes while it waits', async () => {
    await make();
    const waiting = take('?waitMs=5000');
    setTimeout(() => stream.come(change('c', 1)), 50);
    expect(lines(await waiting)).toHaveLength(1);
  });

  test('a place that was trimmed, or was never there, is answered with where the stream begins', async () => {
    await make();
    for (let n = 1; n <= 4; n += 1) stream.come(change('c', n));
    const [{ newest } = { newest: 0n }] = await stream.spans([lineId]);
    await stream.trim(lineId, newest - 1n);
    const gone = await take(`?after=${newest - 3n}`);
    expect([gone.status, gone.body.code, gone.headers['x-yiwang-begins']]).toEqual([410, 'streams.position-gone', String(newest - 1n)]);
    expect((await take(`?after=${newest + 9n}`)).status).toBe(410);
    expect(lines(await take(`?after=${newest - 1n}`))).toHaveLength(1);
    expect((await take('?after=-1')).body.code).toBe('streams.bad-position');
  });

  test('another application, and one whose subscription is paused, gets nothing', async () => {
    const { id } = await make();
    expect((await take('', { 'x-application': 'stranger' })).body.code).toBe('streams.not-subscribed');
    await post(`/subscriptions/${id}/pause`);
    expect((await take()).body.code).toBe('streams.paused');
    await post(`/subscriptions/${id}/resume`);
    expect((await take()).status).toBe(200);
  });

  test('events flow over one connection and go on after the last id', async () => {
    await make();
    await city.http.listen({ port: 0, host: '127.0.0.1' });
    const { port } = city.http.server.address() as { port: number };
    const read = async (headers: Record<string, string>, enough: (text: string) => boolean): Promise<string> => {
      const stop = new AbortController();
      const answer = await fetch(`http://127.0.0.1:${port}/api/streams/v1/lines/${lineId}/changes`, { headers: { accept: 'text/event-stream', ...headers }, signal: stop.signal });
      let all = '';
      for await (const part of answer.body as unknown as AsyncIterable<Uint8Array>) {
        all += Buffer.from(part).toString();
        if (enough(all)) break;
      }
      stop.abort();
      return all;
    };
    const first = stream.come(change('c', 1));
    setTimeout(() => stream.come(change('c', 2)), 100);
    const both = await read({}, (all) => all.split('event: change').length === 3);
    expect(both).toContain(`id: ${first}\n`);
    const later = await read({ 'last-event-id': String(first) }, (all) => all.includes('event: change'));
    expect(later).not.toContain(`id: ${first}\n`);
    expect(later).toContain(`id: ${first + 1n}\n`);
  });
});

describe('a webhook', () => {
  test('gets what comes, signed, in order, with ids that stay the same', async () => {
    const { id, secret } = await webhook({ algorithm: 'sha256' });
    for (let n = 1; n <= 3; n += 1) stream.come(change('c', n));
    await vi.waitFor(() => expect(delivered()).toHaveLength(3), 5_000);
    const [one] = receiver.received;
    const header = (name: string) => String(one?.headers[`x-yiwang-${name}`]);
    const signed = { id: header('delivery'), time: header('time'), body: one?.body as Buffer };
    expect(deliveryFits(signed, secret, 'sha256', header('signature'))).toBe(true);
    expect(deliveryFits({ ...signed, body: Buffer.from('{}') }, secret, 'sha256', header('signature'))).toBe(false);
    expect(delivered().map((told) => told.id)).toEqual(delivered().map((told) => `${lineId}:${told.value.source.seq}`));
    await vi.waitFor(async () => expect((await view(id)).lines[0]).toMatchObject({ waiting: 0, taken: 3, personalTaken: 3 }));
    const usage = (await get(`/subscriptions/${id}/usage`)).body.items;
    expect(usage).toMatchObject([{ lineId, purpose: '会员折扣', changes: 3, personal: 3 }]);
    const audited = await city.database.asPlatform.read((tx) => tx.rows(sql`select 1 from platform.audit_entry where action = 'streams.take-personal-data' and subject = ${`subscription:${id}`}`));
    expect(audited).toHaveLength(1);
  });

  test('a receiver that errs is tried again until it takes them, and nothing is left out', async () => {
    let fails = 2;
    receiver.answer = () => (fails-- > 0 ? 503 : 204);
    const { id } = await webhook();
    stream.come(change('c', 1));
    stream.come(change('c', 2));
    await vi.waitFor(async () => expect(await view(id)).toMatchObject({ state: 'failing', failures: 1, fault: { code: 'streams.unreachable' } }), 5_000);
    city.clock.advance(10_000);
    await vi.waitFor(async () => expect((await view(id)).failures).toBe(2), 5_000);
    city.clock.advance(10_000);
    await vi.waitFor(async () => expect(await view(id)).toMatchObject({ state: 'active', failures: 0 }), 5_000);
    expect(new Set(delivered().map((told) => told.id)).size).toBe(2);
    const { items } = (await get(`/subscriptions/${id}/deliveries`)).body;
    expect(items.map((row: { outcome: string }) => row.outcome)).toEqual(['delivered', 'unreachable', 'unreachable']);
  });

  test('one change that is refused goes alone to the dead letters; its neighbours arrive; it can be looked at and replayed', async () => {
    let mended = false;
    const bad = (told: { key: unknown }) => JSON.stringify(told.key).includes(person(2).citizen_id);
    receiver.answer = ({ json }) => (!mended && json.changes.some(bad) ? 422 : 200);
    const { id } = await webhook();
    for (let n = 1; n <= 3; n += 1) stream.come(change('c', n));
    await vi.waitFor(async () => {
      city.clock.advance(5_000);
      expect(await view(id)).toMatchObject({ deadLetters: 1, lines: [{ waiting: 0, taken: 2 }] });
    }, 15_000);
    const { items } = (await get(`/subscriptions/${id}/dead-letters`)).body;
    expect(items).toMatchObject([{ changes: 1, attempts: 3, status: 422, state: 'kept' }]);
    const path = `/subscriptions/${id}/dead-letters/${items[0].id}`;
    expect((await get(path)).body.code).toBe('streams.purpose-missing');
    expect((await get(`${path}?purpose=%E6%8E%92%E6%9F%A5`)).body.content[0].key).toEqual({ citizen_id: person(2).citizen_id });
    mended = true;
    expect((await post(`/subscriptions/${id}/dead-letters/replay`)).body).toEqual({ waiting: 1 });
    await vi.waitFor(async () => expect((await get(`/subscriptions/${id}/dead-letters`)).body.items[0].state).toBe('replayed'), 5_000);
    expect((await view(id)).deadLetters).toBe(0);
  });

  test('after a day without an answer it pauses itself and says so; resumed, it goes on where it stopped', async () => {
    receiver.answer = () => 500;
    const { id } = await webhook();
    stream.come(change('c', 1));
    await vi.waitFor(async () => expect((await view(id)).state).toBe('failing'), 5_000);
    city.clock.advance(25 * 3_600_000);
    await vi.waitFor(async () => expect(await view(id)).toMatchObject({ state: 'paused', fault: { code: 'streams.failed-too-long' } }), 5_000);
    receiver.answer = () => 200;
    receiver.received.length = 0;
    await post(`/subscriptions/${id}/resume`);
    await vi.waitFor(() => expect(delivered()).toHaveLength(1), 5_000);
  });

  test('410 ends it at once; a test call shows people what the receiver says', async () => {
    const { id } = await webhook();
    receiver.answer = () => 410;
    expect((await post(`/subscriptions/${id}/test`)).body).toMatchObject({ outcome: 'gone', status: 410 });
    stream.come(change('c', 1));
    await vi.waitFor(async () => expect(await view(id)).toMatchObject({ state: 'paused', fault: { code: 'streams.receiver-gone' } }), 5_000);
  });
});

describe('the stream itself', () => {
  test('is turned on with the first subscription and off with the last', async () => {
    const one = await make();
    const two = await make();
    expect(streamed[lineId]).toBe(true);
    await post(`/subscriptions/${one.id}/remove`);
    expect(streamed[lineId]).toBe(true);
    await post(`/subscriptions/${two.id}/remove`);
    expect(streamed[lineId]).toBe(false);
  });

  test('taken changes go after their time; who is behind is first warned, then paused and told what was lost', async () => {
    const { id } = await make();
    const own = { ...city, hub: city.database, database: city.database.forModule('streams'), changes: stream, exchange: { lines: async () => stream.lines } } as never;
    const retention = { leastHours: 1, mostHours: 72, bytes: 2 ** 40 };
    const first = stream.come(change('c', 1));
    city.clock.advance(2 * 3_600_000);
    await trimChanges(own, retention);
    expect((await stream.spans([lineId]))[0]?.floor).toBeLessThan(first);
    city.clock.advance(36 * 3_600_000);
    await trimChanges(own, retention);
    expect(await view(id)).toMatchObject({ state: 'active', fault: { code: 'streams.falling-behind' } });
    city.clock.advance(36 * 3_600_000);
    await trimChanges(own, retention);
    expect(await view(id)).toMatchObject({ state: 'paused', fault: { code: 'streams.changes-lost' }, lines: [{ lostAt: expect.any(String) }] });
    expect((await take()).status).toBe(410);
    // Naming a place that is there is how the caller says that it has begun anew.
    expect((await take(`?after=${first}`)).status).toBe(200);
    expect((await view(id)).state).toBe('active');
  });

  test('what all have taken goes after an hour, and sooner when it is more than there is room for', async () => {
    await make();
    const own = { ...city, hub: city.database, database: city.database.forModule('streams'), changes: stream, exchange: { lines: async () => stream.lines } } as never;
    const last = stream.come(change('c', 1));
    await take(`?after=${last}`);
    city.clock.advance(30 * 60_000);
    await trimChanges(own, { leastHours: 1, mostHours: 72, bytes: 2 ** 40 });
    expect((await stream.spans([lineId]))[0]?.floor).toBeLessThan(last);
    await trimChanges(own, { leastHours: 1, mostHours: 72, bytes: 10 });
    expect((await stream.spans([lineId]))[0]?.floor).toBe(last);
  });
});
