import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { staffActor, startTestCity, type TestCity, type TestResponse } from '@platform/testkit';
import type { CataloguePort } from '@modules/catalogue/contract';
import type { LineFacts } from '@modules/exchange/contract';
import type { Grant, GrantsPort, LostGrant } from '@modules/sharing/contract';
import { createStreams } from '../module.ts';
import { startReceiver, waysideStream, type Wayside } from './wayside.ts';

export const officer = staffActor('courts-bureau', ['data-officer'], { organisations: 'all' });
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
export const person = (n: number, more: Record<string, string | null> = {}) => ({
  citizen_id: `99020319500101000${n}`,
  name: '张三',
  notes: '私',
  status: 'active',
  goals: '3',
  secret_plan: '甲',
  ...more,
});
export const change = (op: 'c' | 'u' | 'd' | 'r', n: number, more: Record<string, string | null> = {}) => ({
  op,
  key: { citizen_id: person(n).citizen_id },
  before: op === 'u' || op === 'd' ? person(n) : null,
  after: op === 'd' ? null : person(n, more),
});

export const GRANT: Grant = {
  id: 'grant-1',
  resource: 'players-roll',
  delivery: 'subscription',
  application: 'racket-shop',
  organisation: 'courts-bureau',
  fields: resource.items.map(({ name }) => name),
  purposes: [{ id: 'discount', title: text('会员折扣') }],
  legalBasis: text('批〔2026〕1号'),
};

export type Taken = { status: number; text: string; headers: Record<string, unknown>; body: { code?: string } };

/** A city with this module over a stream in memory, and a department's system that is called. A fresh line for each test by `next`. */
export async function openStand() {
  const receiver = await startReceiver();
  const given = new Map<string, Grant>();
  const lost = new Map<string, LostGrant>();
  const grants: Pick<GrantsPort, 'byId' | 'of' | 'lost'> = {
    byId: (id) => given.get(id),
    of: (filter) =>
      [...given.values()].filter((one) =>
        Object.entries(filter).every(([key, value]) => one[key as keyof Grant] === value),
      ),
    lost: (id) => lost.get(id),
  };
  const streamed: Record<string, boolean> = {};
  const held: { stream?: Wayside; lineId: string } = { lineId: '' };
  const city: TestCity<ReturnType<typeof createStreams> | { name: string; start?: () => Promise<void> }> =
    await startTestCity({
      packs: { ids: ['tennis-club'] },
      resolveApplication: async (request) => ({
        kind: 'application',
        applicationId: String(request.headers['x-application'] ?? 'racket-shop'),
        organisation: 'courts-bureau',
      }),
      modules: (f) => {
        const stream = waysideStream(f.clock, []);
        held.stream = stream;
        const facts = (): LineFacts[] =>
          stream.lines.map((line) => ({ ...line, streamed: streamed[line.id] ?? false }));
        return [
          { name: 'sharing' },
          createStreams({
            ...f,
            organisations: { find: (id: string) => ({ id, name: text(id) }) as never },
            catalogue: { resource: () => resource, find: () => resource } as unknown as Pick<
              CataloguePort,
              'resource' | 'find'
            >,
            exchange: {
              lines: async () => facts(),
              findLine: async (id) => facts().find((line) => line.id === id),
              setStreamed: async (id, on) => void (streamed[id] = on),
            },
            changes: stream,
            grants,
          }),
        ];
      },
    });
  const stream = held.stream as Wayside;
  await city.modules[1]?.start?.();
  const post = (path: string, body: unknown = {}, as = officer): Promise<TestResponse> =>
    city.request({ method: 'POST', path: `/api/streams${path}`, body, as });
  const get = (path: string, as = officer): Promise<TestResponse> => city.request({ path: `/api/streams${path}`, as });
  const wanted = (more: object = {}) => ({
    title: text('订阅'),
    kind: 'pull',
    application: 'racket-shop',
    purpose: '会员折扣',
    basis: '批〔2026〕1号',
    grade: 3,
    lines: [{ lineId: held.lineId, items: [] }],
    ...more,
  });
  const make = async (more: object = {}): Promise<{ id: string; secret: string }> => {
    const made = await post('/subscriptions', wanted(more));
    expect(made.body).toMatchObject({ id: expect.any(String) });
    return made.body;
  };
  return {
    city,
    stream,
    receiver,
    streamed,
    given,
    lost,
    post,
    get,
    wanted,
    make,
    lineId: () => held.lineId,
    next() {
      city.clock.advance(60_000);
      receiver.received.length = 0;
      receiver.answer = () => 204;
      lost.clear();
      given.clear();
      given.set(GRANT.id, GRANT);
      held.lineId = `line-${randomUUID()}`;
      stream.lines.splice(0, stream.lines.length, {
        id: held.lineId,
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
    },
    webhook: (more: object = {}) =>
      make({
        kind: 'webhook',
        application: undefined,
        organisation: 'courts-bureau',
        url: receiver.url,
        lines: [{ lineId: held.lineId, items: ['citizen_id'] }],
        ...more,
      }),
    view: async (id: string) => (await get(`/subscriptions/${id}`)).body,
    async take(query = '', headers: Record<string, string> = {}): Promise<Taken> {
      const url = `/api/streams/v1/lines/${held.lineId}/changes${query}`;
      const { statusCode: status, body, headers: told } = await city.http.inject({ method: 'GET', url, headers });
      return { status, text: body, headers: told, body: status === 200 ? {} : JSON.parse(body) };
    },
    delivered: () => receiver.received.flatMap((one) => one.json.changes),
    async stop() {
      await city.stop();
      await receiver.stop();
    },
  };
}

/** The envelopes of an answer. */
export const linesOf = (answer: { text: string }) =>
  answer.text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
