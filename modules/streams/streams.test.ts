import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { staffActor } from '@platform/testkit';
import { trimChanges } from './jobs/trim-changes.ts';
import { change, linesOf, openStand, person } from './testing/stand.ts';

let stand: Awaited<ReturnType<typeof openStand>>;
beforeAll(async () => {
  stand = await openStand();
});
afterAll(() => stand.stop());
beforeEach(() => stand.next());

describe('what a subscription may see', () => {
  test('nothing personal that was not granted: masked as catalogued or left out; nothing above the grade; the key as a pseudonym', async () => {
    await stand.make();
    stand.stream.come(change('c', 1));
    const [told] = linesOf(await stand.take());
    expect(told.after).toEqual({
      _key: expect.stringMatching(/^[0-9a-f]{32}$/),
      citizen_id: expect.stringContaining('*'),
      name: '张*',
      status: 'active',
      goals: 3,
    });
    expect(told).toMatchObject({
      before: null,
      op: 'c',
      source: { name: 'club-db', table: 'players', line: stand.lineId() },
    });
  });

  test('a granted item leaves whole, and rows are told apart by their own key', async () => {
    await stand.make({ lines: [{ lineId: stand.lineId(), items: ['citizen_id', 'name'] }] });
    stand.stream.come(change('d', 2));
    const [told] = linesOf(await stand.take());
    expect(told).toMatchObject({ op: 'd', after: null, before: { citizen_id: person(2).citizen_id, name: '张三' } });
    expect(told.before).not.toHaveProperty('_key');
    expect(told.before).not.toHaveProperty('notes');
  });

  test('a change of what it does not see is not told', async () => {
    await stand.make();
    stand.stream.come(change('u', 3, { notes: '别的', secret_plan: '乙' }));
    stand.stream.come(change('u', 3, { status: 'left' }));
    const told = linesOf(await stand.take());
    expect(told.map((one) => one.after.status)).toEqual(['left']);
  });

  test.each([
    [
      'an item above the grade',
      { grade: 2, lines: [{ lineId: '', items: ['citizen_id'] }] },
      'streams.item-above-grade',
    ],
    ['an item that is not there', { lines: [{ lineId: '', items: ['shoe_size'] }] }, 'streams.unknown-item'],
    ['an unknown application', { application: 'nobody' }, 'streams.unknown-application'],
    [
      'a webhook without an address',
      { kind: 'webhook', application: undefined, organisation: 'courts-bureau' },
      'streams.webhook-incomplete',
    ],
    [
      'an address with a password',
      { kind: 'webhook', organisation: 'courts-bureau', url: 'https://a:b@stand.city.example/' },
      'rail.bad-address',
    ],
  ])('%s is refused', async (_what, more, code) => {
    const body = { ...stand.wanted(more) } as { lines: { lineId: string }[] };
    body.lines = body.lines.map((line) => ({ ...line, lineId: stand.lineId() }));
    expect((await stand.post('/subscriptions', body)).body.code).toBe(code);
  });

  test('staff without the permission may neither make nor see one', async () => {
    const clerk = staffActor('courts-bureau', ['clerk']);
    expect((await stand.post('/subscriptions', stand.wanted(), clerk)).status).toBe(403);
    expect((await stand.get('/subscriptions', clerk)).status).toBe(403);
  });
});

describe('pulling', () => {
  test('goes on from the number given, in order, and says what comes next', async () => {
    const { id } = await stand.make();
    for (let n = 1; n <= 5; n += 1) stand.stream.come(change('c', n));
    const first = await stand.take('?limit=2');
    const next = first.headers['x-yiwang-next'] as string;
    const rest = await stand.take(`?after=${next}&limit=100`);
    const seqs = [...linesOf(first), ...linesOf(rest)].map((one) => one.source.seq);
    expect(seqs).toHaveLength(5);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect((await stand.view(id)).lines[0]).toMatchObject({
      position: Number(next),
      waiting: 3,
      taken: 5,
      personalTaken: 5,
    });
  });

  test('waits for a change that comes while it waits', async () => {
    await stand.make();
    const waiting = stand.take('?waitMs=5000');
    setTimeout(() => stand.stream.come(change('c', 1)), 50);
    expect(linesOf(await waiting)).toHaveLength(1);
  });

  test('a place that was trimmed, or was never there, is answered with where the stream begins', async () => {
    await stand.make();
    for (let n = 1; n <= 4; n += 1) stand.stream.come(change('c', n));
    const [{ newest } = { newest: 0n }] = await stand.stream.spans([stand.lineId()]);
    await stand.stream.trim(stand.lineId(), newest - 1n);
    const gone = await stand.take(`?after=${newest - 3n}`);
    expect([gone.status, gone.body.code, gone.headers['x-yiwang-begins']]).toEqual([
      410,
      'streams.position-gone',
      String(newest - 1n),
    ]);
    expect((await stand.take(`?after=${newest + 9n}`)).status).toBe(410);
    expect(linesOf(await stand.take(`?after=${newest - 1n}`))).toHaveLength(1);
    expect((await stand.take('?after=-1')).body.code).toBe('streams.bad-position');
  });

  test('another application, and one whose subscription is paused, gets nothing', async () => {
    const { id } = await stand.make();
    expect((await stand.take('', { 'x-application': 'stranger' })).body.code).toBe('streams.not-subscribed');
    await stand.post(`/subscriptions/${id}/pause`);
    expect((await stand.take()).body.code).toBe('streams.paused');
    await stand.post(`/subscriptions/${id}/resume`);
    expect((await stand.take()).status).toBe(200);
  });

  test('events flow over one connection and go on after the last id', async () => {
    await stand.make();
    await stand.city.http.listen({ port: 0, host: '127.0.0.1' });
    const { port } = stand.city.http.server.address() as { port: number };
    const read = async (headers: Record<string, string>, enough: (text: string) => boolean): Promise<string> => {
      const stop = new AbortController();
      const answer = await fetch(`http://127.0.0.1:${port}/api/streams/v1/lines/${stand.lineId()}/changes`, {
        headers: { accept: 'text/event-stream', ...headers },
        signal: stop.signal,
      });
      let all = '';
      for await (const part of answer.body as unknown as AsyncIterable<Uint8Array>) {
        all += Buffer.from(part).toString();
        if (enough(all)) break;
      }
      stop.abort();
      return all;
    };
    const first = stand.stream.come(change('c', 1));
    setTimeout(() => stand.stream.come(change('c', 2)), 100);
    const both = await read({}, (all) => all.split('event: change').length === 3);
    expect(both).toContain(`id: ${first}\n`);
    const later = await read({ 'last-event-id': String(first) }, (all) => all.includes('event: change'));
    expect(later).not.toContain(`id: ${first}\n`);
    expect(later).toContain(`id: ${first + 1n}\n`);
  });
});

describe('the stream itself', () => {
  test('is turned on with the first subscription and off with the last', async () => {
    const one = await stand.make();
    const two = await stand.make();
    expect(stand.streamed[stand.lineId()]).toBe(true);
    await stand.post(`/subscriptions/${one.id}/remove`);
    expect(stand.streamed[stand.lineId()]).toBe(true);
    await stand.post(`/subscriptions/${two.id}/remove`);
    expect(stand.streamed[stand.lineId()]).toBe(false);
  });

  test('taken changes go after their time; who is behind is first warned, then paused and told what was lost', async () => {
    const { id } = await stand.make();
    const own = {
      ...stand.city,
      hub: stand.city.database,
      database: stand.city.database.forModule('streams'),
      changes: stand.stream,
      exchange: { lines: async () => stand.stream.lines },
    } as never;
    const retention = { leastHours: 1, mostHours: 72, bytes: 2 ** 40 };
    const first = stand.stream.come(change('c', 1));
    stand.city.clock.advance(2 * 3_600_000);
    await trimChanges(own, retention);
    expect((await stand.stream.spans([stand.lineId()]))[0]?.floor).toBeLessThan(first);
    stand.city.clock.advance(36 * 3_600_000);
    await trimChanges(own, retention);
    expect(await stand.view(id)).toMatchObject({ state: 'active', fault: { code: 'streams.falling-behind' } });
    stand.city.clock.advance(36 * 3_600_000);
    await trimChanges(own, retention);
    expect(await stand.view(id)).toMatchObject({
      state: 'paused',
      fault: { code: 'streams.changes-lost' },
      lines: [{ lostAt: expect.any(String) }],
    });
    expect((await stand.take()).status).toBe(410);
    // Naming a place that is there is how the caller says that it has begun anew.
    expect((await stand.take(`?after=${first}`)).status).toBe(200);
    expect((await stand.view(id)).state).toBe('active');
  });

  test('what all have taken goes after an hour, and sooner when it is more than there is room for', async () => {
    await stand.make();
    const own = {
      ...stand.city,
      hub: stand.city.database,
      database: stand.city.database.forModule('streams'),
      changes: stand.stream,
      exchange: { lines: async () => stand.stream.lines },
    } as never;
    const last = stand.stream.come(change('c', 1));
    await stand.take(`?after=${last}`);
    stand.city.clock.advance(30 * 60_000);
    await trimChanges(own, { leastHours: 1, mostHours: 72, bytes: 2 ** 40 });
    expect((await stand.stream.spans([stand.lineId()]))[0]?.floor).toBeLessThan(last);
    await trimChanges(own, { leastHours: 1, mostHours: 72, bytes: 10 });
    expect((await stand.stream.spans([stand.lineId()]))[0]?.floor).toBe(last);
  });
});
