// long-file: one server that plays every kind of API
import { createHmac, createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readCopyBatch, type SourceSession, type Value } from '@platform/sources';
import { describeConnector, type KitColumn, type KitTable } from '@platform/sources/conformance';
import { isForbiddenAddress } from './guard.ts';
import { httpConnector } from './http-connector.ts';

const connector = httpConnector({ allowLocal: true, firstWaitMs: 5 });

type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => void;
async function serve(handler: Handler): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) =>
    handler(request, response, new URL(request.url ?? '/', 'http://x')),
  );
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready);
  });
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
const json = (response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};

const TYPES: Record<string, object> = {
  integer: { type: 'integer' },
  numeric: { type: 'number' },
  boolean: { type: 'boolean' },
  json: {},
};
/** A value as a JSON API writes it. */
function written(value: Value, column: KitColumn): string {
  if (value === null) return 'null';
  if (column.type === 'integer' || column.type === 'numeric') return value;
  if (column.type === 'boolean') return value === 't' ? 'true' : 'false';
  return JSON.stringify(value);
}

describeConnector('HTTP JSON', {
  connector,
  types: ['integer', 'text', 'numeric', 'boolean', 'date', 'timestamp', 'timestamptz', 'bytes', 'json'],
  declaredTypes: false,
  nullAndEmpty: true,
  keys: false,
  async start() {
    const tables = new Map<string, { table: KitTable; rows: readonly (readonly Value[])[] }>();
    const { server, origin } = await serve((request, response, url) => {
      if (request.headers.authorization !== 'Bearer kit-token') return json(response, {}, 401);
      if (url.pathname === '/openapi.json') {
        const paths = Object.fromEntries(
          [...tables.values()].map(({ table }) => [
            `/${table.name}`,
            {
              get: {
                operationId: table.name,
                parameters: [
                  { in: 'query', name: 'offset' },
                  { in: 'query', name: 'limit' },
                ],
                responses: {
                  200: {
                    content: {
                      'application/json': {
                        schema: {
                          type: 'object',
                          properties: {
                            total: { type: 'integer' },
                            items: { type: 'array', items: { $ref: `#/components/schemas/${table.name}` } },
                          },
                        },
                      },
                    },
                  },
                },
              },
            },
          ]),
        );
        const schemas = Object.fromEntries(
          [...tables.values()].map(({ table }) => [
            table.name,
            {
              properties: Object.fromEntries(
                table.columns.map((column) => [column.name, TYPES[column.type] ?? { type: 'string' }]),
              ),
            },
          ]),
        );
        return json(response, { openapi: '3.1.0', paths, components: { schemas } });
      }
      const held = tables.get(url.pathname.slice(1));
      if (!held) return json(response, {}, 404);
      const { table } = held;
      const since = url.searchParams.get('since');
      const offset = Number(url.searchParams.get('offset') ?? 0);
      const limit = Math.min(Number(url.searchParams.get('limit') ?? 200), 200);
      const place = table.columns.findIndex((column) => column.name === 'n');
      const rows = held.rows.filter((row) => since === null || Number(row[place]) >= Number(since));
      const items = rows
        .slice(offset, offset + limit)
        .map(
          (row) =>
            `{${table.columns.map((column, index) => `${JSON.stringify(column.name)}:${written(row[index] ?? null, column)}`).join(',')}}`,
        );
      return json(response, `{"total":${rows.length},"items":[${items.join(',')}]}`);
    });
    const settings = {
      baseUrl: origin,
      openapi: { url: '/openapi.json' },
      collections: [{ name: 'kit_cursor', path: '/kit_cursor', since: { parameter: 'since', column: 'n' } }],
      auth: { kind: 'bearer' },
      retries: 1,
    };
    return {
      settings,
      secret: { value: 'kit-token' },
      wrongPassword: { settings, secret: { value: 'another-token' } },
      unreachable: { settings: { ...settings, baseUrl: 'http://127.0.0.1:1' }, secret: { value: 'kit-token' } },
      async createTable(table, rows) {
        tables.set(table.name, { table, rows });
        return { schema: '', table: table.name };
      },
      async stop() {
        server.closeAllConnections();
        server.close();
      },
    };
  },
});

describe('an API', () => {
  let handler: Handler;
  let at: { server: Server; origin: string };
  let requests: URL[] = [];
  beforeAll(async () => {
    at = await serve((request, response, url) => {
      requests.push(url);
      handler(request, response, url);
    });
  });
  beforeEach(() => {
    requests = [];
  });
  afterAll(() => {
    at.server.closeAllConnections();
    at.server.close();
  });
  const ALL = Array.from({ length: 23 }, (_, index) => ({ id: index + 1, name: `人${index + 1}` }));
  const open = (settings: object = {}, secret?: string): Promise<SourceSession> =>
    connector.open({
      settings: {
        baseUrl: `${at.origin}/api/`,
        retries: 2,
        collections: [{ name: 'people', path: 'people' }],
        ...settings,
      },
      ...(secret === undefined ? {} : { secret: { value: secret } }),
      limits: { connections: 2 },
      application: 'test',
    });
  test('may be described in YAML too, at its address or pasted; one that unfolds without end is refused', async () => {
    const yaml = `
openapi: 3.0.3
paths:
  /people:
    get:
      operationId: people
      responses:
        '200':
          content:
            application/json:
              schema: { type: object, properties: { items: { type: array, items: &person { type: object, properties: { id: { type: integer }, name: { type: string } } } } } }
`;
    handler = (_request, response, url) =>
      response.end(url.pathname.endsWith('.yaml') ? yaml : '{"items":[{"id":1,"name":"甲"}]}');
    const columns = async (openapi: object): Promise<string[]> => {
      const session = await open({ collections: [], openapi });
      const shape = await session.shape({ schema: '', table: 'people' });
      await session.close();
      return shape.columns.map((column) => column.name);
    };
    expect(await columns({ url: '/openapi.yaml' })).toEqual(['id', 'name']);
    expect(await columns({ document: yaml })).toEqual(['id', 'name']);
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefgh'
        .split('')
        .map((name, place) => `${name}: &${name} [${'*'.concat('abcdefg'[place] as string, ', ').repeat(9)}]`),
    ].join('\n');
    await expect(columns({ document: bomb })).rejects.toMatchObject({ code: 'sources.bad-settings' });
  });
  async function ids(session: SourceSession, rowsPerChunk = 1_000): Promise<number[]> {
    const shape = { schema: '', table: 'people', columns: [], key: [], identity: 'none' as const };
    const found: number[] = [];
    for (const chunk of (await session.snapshot?.plan(shape, rowsPerChunk)) ?? []) {
      const reading = await session.snapshot?.read(shape, ['id'], chunk, { signal: new AbortController().signal });
      for await (const batch of reading?.batches ?? []) for (const [id] of readCopyBatch(batch)) found.push(Number(id));
    }
    return found;
  }
  const EVERY = ALL.map(({ id }) => id);

  test('is read whole by pages, also when it gives fewer than asked for', async () => {
    handler = (_, response, url) => {
      const page = Number(url.searchParams.get('pageNo'));
      json(response, { code: 0, data: { list: ALL.slice((page - 1) * 4, page * 4), total: 23 } });
    };
    const paging = { kind: 'page', parameter: 'pageNo', sizeParameter: 'pageSize', size: 4, total: '/data/total' };
    const collections = [
      { name: 'people', path: '/people', items: '/data/list', paging, parameters: { area: '东 区' } },
    ];
    expect(await ids(await open({ collections }))).toEqual(EVERY);
    expect(requests[0]?.searchParams.get('area')).toBe('东 区');
    expect(requests[0]?.pathname).toBe('/api/people');
    const chunked = await open({ collections });
    expect(
      (await chunked.snapshot?.plan({ schema: '', table: 'people', columns: [], key: [], identity: 'none' }, 8))
        ?.length,
    ).toBe(3);
    expect(await ids(chunked, 8)).toEqual(EVERY);
  });

  test('is read by offset without a total, by cursor, and by Link header', async () => {
    handler = (_, response, url) => {
      const from = Number(url.searchParams.get('skip') ?? 0);
      json(response, ALL.slice(from, from + 5));
    };
    expect(await ids(await open({ paging: { kind: 'offset', parameter: 'skip', size: 10 } }))).toEqual(EVERY);
    handler = (_, response, url) => {
      const from = Number(url.searchParams.get('after') ?? 0);
      json(response, { rows: ALL.slice(from, from + 5), meta: { next: from + 5 < ALL.length ? from + 5 : null } });
    };
    const byCursor = {
      collections: [{ name: 'people', path: 'people', items: '/rows' }],
      paging: { kind: 'cursor', parameter: 'after', next: '/meta/next' },
    };
    expect(await ids(await open(byCursor))).toEqual(EVERY);
    handler = (_, response, url) => {
      const from = Number(url.searchParams.get('at') ?? 0);
      const link: Record<string, string> =
        from + 5 < ALL.length
          ? { link: `</first>; rel="first", <${at.origin}/api/people?at=${from + 5}>; rel="next"` }
          : {};
      json(response, ALL.slice(from, from + 5), 200, link);
    };
    expect(await ids(await open({ paging: { kind: 'link' } }))).toEqual(EVERY);
  });

  test('that gives the same page for ever is told on, not read for ever', async () => {
    handler = (_, response) => json(response, ALL);
    await expect(open({ paging: { kind: 'page' } }).then((it) => ids(it))).rejects.toThrow(/same one/);
    handler = (_, response) => json(response, { next: 'again', items: ALL });
    const cursor = { collections: [{ name: 'people', path: 'people', items: '/items' }], paging: { kind: 'cursor' } };
    await expect(open(cursor).then((it) => ids(it))).rejects.toThrow(/same one/);
  });

  test('that is busy or breaks now and then is asked again, after the time it names', async () => {
    const waits: number[] = [];
    let before = 0;
    let tries = 0;
    handler = (request, response) => {
      waits.push(performance.now() - before);
      before = performance.now();
      tries += 1;
      if (tries === 1) json(response, {}, 429, { 'retry-after': '1' });
      else if (tries === 2) request.socket.destroy();
      else json(response, ALL);
    };
    expect(await ids(await open())).toEqual(EVERY);
    expect(waits[1]).toBeGreaterThan(900);
  });

  test.each([
    [401, 'sources.wrong-password', 1],
    [403, 'sources.not-allowed', 1],
    [404, 'sources.table-missing', 1],
    [400, 'sources.failed', 1],
    [503, 'sources.interrupted', 3],
  ])('that answers %i fails as %s after asking %i time(s)', async (status, code, times) => {
    handler = (_, response) => json(response, { message: 'the secret is abc' }, status);
    await expect(open({ auth: { kind: 'basic', user: 'u' } }, 'abc').then((it) => ids(it))).rejects.toMatchObject({
      code,
    });
    expect(requests.length).toBe(times);
  });

  test('is never believed about its size, its form, or where to go', async () => {
    handler = (_, response) => json(response, `[${'"x",'.repeat(400_000)}1]`);
    await expect(open({ mostMegabytes: 1 }).then((it) => ids(it))).rejects.toMatchObject({ code: 'sources.too-large' });
    handler = (_, response) => json(response, '<html>');
    await expect(open().then((it) => ids(it))).rejects.toMatchObject({ code: 'sources.failed' });
    handler = (_, response) => json(response, { error: 'none' });
    await expect(open().then((it) => ids(it))).rejects.toThrow(/no list/);
    const other = await serve((_, response) => json(response, ALL));
    handler = (_, response) => json(response, '', 302, { location: `${other.origin}/api/people` });
    await expect(open({ auth: { kind: 'bearer' } }, 't').then((it) => ids(it))).rejects.toThrow(/redirected/);
    handler = (_, response) => json(response, ALL, 200, { link: `<${other.origin}/next>; rel="next"` });
    await expect(open({ paging: { kind: 'link' } }).then((it) => ids(it))).rejects.toThrow(/another host/);
    handler = (_, response, url) =>
      url.searchParams.has('moved')
        ? json(response, ALL)
        : json(response, '', 307, { location: '/api/people?moved=1' });
    expect(await ids(await open())).toEqual(EVERY);
    handler = (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).write('[');
    await expect(open({ timeoutSeconds: 1, retries: 0 }).then((it) => ids(it))).rejects.toMatchObject({
      code: 'sources.interrupted',
    });
    other.server.closeAllConnections();
    other.server.close();
  });

  test.each([
    [
      'basic',
      { kind: 'basic', user: '用户' },
      (headers: Record<string, unknown>) =>
        headers['authorization'] === `Basic ${Buffer.from('用户:s3cret').toString('base64')}`,
    ],
    ['bearer', { kind: 'bearer' }, (headers: Record<string, unknown>) => headers['authorization'] === 'Bearer s3cret'],
    [
      'a header',
      { kind: 'header', header: 'X-Api-Key' },
      (headers: Record<string, unknown>) => headers['x-api-key'] === 's3cret',
    ],
    [
      'a signature',
      { kind: 'hmac', user: 'ak_1' },
      (headers: Record<string, unknown>) => {
        const hash = createHash('sm3').update('').digest('hex');
        const text = `GET\n/api/people\n${String(headers['x-yiwang-time'])}\n${String(headers['x-yiwang-nonce'])}\n${hash}`;
        return (
          headers['x-yiwang-key'] === 'ak_1' &&
          headers['x-yiwang-signature'] === createHmac('sm3', 's3cret').update(text).digest('hex')
        );
      },
    ],
  ])('lets us in by %s', async (_, auth, right) => {
    handler = (request, response) => (right(request.headers) ? json(response, ALL) : json(response, {}, 401));
    expect(await ids(await open({ auth }, 's3cret'))).toEqual(EVERY);
    await expect(open({ auth }, 'wrong').then((it) => ids(it))).rejects.toMatchObject({
      code: 'sources.wrong-password',
    });
    await expect(open({ auth })).rejects.toMatchObject({ code: 'sources.bad-settings' });
  });

  test('that does not answer in the order of its cursor is told on, since rows could be passed over', async () => {
    const collections = [{ name: 'people', path: 'people', since: { parameter: 'since', column: 'at' } }];
    const taken = async (): Promise<number> => {
      const session = await open({ collections });
      const shape = await session.shape({ schema: '', table: 'people' });
      const reading = session.cursor?.readFrom(shape, ['at'], 'at', '2026-01-02', {
        signal: new AbortController().signal,
      });
      let rows = 0;
      for await (const batch of reading?.batches ?? []) rows += batch.rows;
      return rows;
    };
    handler = (_, response) =>
      json(
        response,
        ['2026-01-01', '2026-01-02', '2026-01-02', '2026-01-03'].map((at) => ({ at })),
      );
    expect(await taken()).toBe(3);
    handler = (_, response) =>
      json(
        response,
        ['2026-01-03', '2026-01-02'].map((at) => ({ at })),
      );
    await expect(taken()).rejects.toThrow(/not in the order of at/);
  });

  test('with fields inside fields gives them as JSON, or one of them by its place', async () => {
    handler = (_, response) => json(response, '[{"id": 1, "address": {"city": "明州", "no": 1.50}, "tags": ["a"]}]');
    const session = await open();
    const shape = await session.shape({ schema: '', table: 'people' });
    expect(shape.columns.map(({ name, type }) => [name, type])).toEqual([
      ['id', 'integer'],
      ['address', 'json'],
      ['tags', 'json'],
    ]);
    expect(await session.sample(shape, ['id', 'address', '/address/city', '/address/none'], 5)).toEqual([
      ['1', '{"city":"明州","no":1.50}', '明州', null],
    ]);
  });
});

describe('an address', () => {
  const strict = httpConnector({ firstWaitMs: 1 });
  const open = (baseUrl: string) =>
    strict
      .open({
        settings: { baseUrl, retries: 0, collections: [{ name: 'a', path: 'a' }] },
        limits: { connections: 1 },
        application: 'test',
      })
      .then((it) => it.report());

  test.each([
    'http://127.0.0.1:1/',
    'http://localhost:1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://169.254.169.254/latest/meta-data',
    'http://0.0.0.0/',
    'https://user:pass@example.org/',
    'ftp://example.org/',
    'file:///etc/passwd',
  ])('%s is not asked', async (url) => {
    await expect(open(url)).rejects.toMatchObject({ code: 'sources.bad-settings' });
  });

  test('of a department’s own network may be asked', () => {
    for (const address of ['10.1.2.3', '172.16.0.9', '192.168.1.1', '59.202.1.1', 'fd12::1'])
      expect(isForbiddenAddress(address)).toBe(false);
    for (const address of [
      '127.9.9.9',
      '::1',
      '::',
      'fe80::1',
      '::ffff:169.254.1.1',
      '255.255.255.255',
      'not an address',
    ])
      expect(isForbiddenAddress(address)).toBe(true);
  });
});
