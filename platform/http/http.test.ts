import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { Type } from 'typebox';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { asPerson } from '@platform/access';
import type { Module } from '@platform/module';
import { personActor, staffActor, startTestCity, type TestCity } from '@platform/testkit';
import { sql } from '@platform/database';
import { encodeCursor, feature, Page, PageQuery, cursorPage, decodeCursor } from './index.ts';

let city: TestCity<Module>;
let done = 0;

const body = Type.Object(
  { name: Type.String({ minLength: 2 }), age: Type.Integer({ minimum: 0 }) },
  { additionalProperties: false },
);

beforeAll(async () => {
  city = await startTestCity({
    modules: () => [
      {
        name: 'alpha',
        features: [
          feature({
            name: 'alpha.do-it',
            method: 'POST',
            path: '/api/do',
            summary: { zh: '做', en: 'Do' },
            access: { signedIn: 'person' },
            body,
            status: 201,
            response: Type.Object({ count: Type.Integer(), by: Type.String() }),
            handle: async ({ actor }, input) => {
              if (input.body.name === 'fail') throw new Error('secret detail of 990203195001010024');
              done += 1;
              return { count: done, by: asPerson(actor).accountId, leaked: 'never' } as never;
            },
          }),
          feature({
            name: 'alpha.decide',
            method: 'POST',
            path: '/api/decide',
            summary: { zh: '决定', en: 'Decide' },
            access: { permission: 'cases.decide' },
            response: Type.Object({ ok: Type.Boolean() }),
            handle: async () => ({ ok: true }),
          }),
          feature({
            name: 'alpha.find',
            method: 'GET',
            path: '/api/find',
            summary: { zh: '找', en: 'Find' },
            access: { public: true },
            query: Type.Interface([PageQuery], { q: Type.Optional(Type.String()) }),
            response: Type.Object({ found: Type.String() }),
            handle: ({ reply }, { query }) =>
              city.database.forModule('alpha').read(async (tx) => {
                if (query.q?.startsWith('{'))
                  return tx.one<{ found: string }>(sql`select ${query.q}::text::jsonb ->> 'a' as found`);
                const id = decodeCursor(query.cursor, 1)?.[0];
                if (query.q === 'kept') reply.header('cache-control', 'public, max-age=60');
                return tx.one<{ found: string }>(
                  sql`select coalesce(${query.q ?? null}::text, ${id ?? null}::uuid::text, 'nothing') as found`,
                );
              }),
          }),
          feature({
            name: 'alpha.upload',
            method: 'POST',
            path: '/api/upload',
            summary: { zh: '传', en: 'Upload' },
            access: { public: true },
            response: Type.Object({ said: Type.String() }),
            bodyLimit: 5 * 1024 * 1024,
            handle: async (context) => ({
              said: (await (await context.request.file())?.toBuffer())?.toString('utf8') ?? '',
            }),
          }),
          feature({
            name: 'alpha.list',
            method: 'GET',
            path: '/api/list',
            summary: { zh: '列', en: 'List' },
            access: { public: true },
            query: PageQuery,
            rateLimit: 7,
            response: Page(Type.Object({ n: Type.Integer() })),
            handle: async (_context, { query }) => {
              const after = Number(decodeCursor(query.cursor, 1)?.[0] ?? 0);
              const rows = Array.from({ length: 10 }, (_, index) => ({ n: index + 1 })).filter((row) => row.n > after);
              return cursorPage(rows.slice(0, (query.limit ?? 20) + 1), query.limit ?? 20, (row) => [row.n]);
            },
          }),
        ],
      },
    ],
  });
});
afterAll(() => city.stop());
beforeEach(() => {
  done = 0;
  city.clock.advance(60_000);
});

const person = personActor('person-1', 'subject-1');
const post = (more: object) =>
  city.request({ method: 'POST', path: '/api/do', body: { name: '张三', age: 70 }, as: person, ...more });

test('faults are told for each field, in the reader’s language, with a number to quote', async () => {
  const zh = await post({ body: { name: 'x', age: -1, extra: 1 } });
  expect(zh.status).toBe(400);
  expect(zh.headers['content-type']).toContain('application/problem+json');
  expect(zh.body).toMatchObject({ code: 'http.bad-input', title: '填写的内容有 3 处需要修改。' });
  expect(zh.body.requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(zh.body.errors).toContainEqual({ pointer: '/name', code: 'minLength', detail: '至少 2 个字' });
  const wrongType = await post({ body: { name: '张三', age: 'old' } });
  expect(wrongType.body.errors).toEqual([{ pointer: '/age', code: 'type', detail: '应填整数' }]);
  const blank = await post({ body: { name: ' 　 ', age: 70 } });
  expect(blank.body.errors).toEqual([{ pointer: '/name', code: 'blank', detail: '不能只有空格，请写清楚' }]);
  const en = await post({ body: { age: 1 }, headers: { 'accept-language': 'en' } });
  expect(en.body.errors).toEqual([{ pointer: '/name', code: 'required', detail: 'This is required' }]);
});

test('who is not signed in, or has not the right, is refused before anything happens', async () => {
  expect((await post({ as: { kind: 'anonymous' } })).body.code).toBe('access.sign-in-first');
  expect((await post({ as: staffActor('office', ['clerk']) })).body).toMatchObject({
    status: 403,
    code: 'access.for-people',
  });
  const inEnglish = await post({ as: staffActor('office', ['clerk']), headers: { 'accept-language': 'en' } });
  expect(inEnglish.body.title).toMatch(/^[\x20-\x7e]+$/);
  const decide = (as: object) => city.request({ method: 'POST', path: '/api/decide', as: as as never });
  expect((await decide(staffActor('office', ['leader']))).body).toMatchObject({
    status: 403,
    code: 'access.not-allowed',
  });
  expect((await decide(staffActor('office', ['clerk']))).status).toBe(200);
  expect(done).toBe(0);
});

test('a repeated submit does nothing twice and gets the same answer', async () => {
  const headers = { 'idempotency-key': 'key-12345678' };
  const [first, second] = [await post({ headers }), await post({ headers })];
  expect([first.status, second.status, done]).toEqual([201, 201, 1]);
  expect(second.body).toEqual(first.body);
  expect((await post({ headers, body: { name: '李四', age: 70 } })).body.code).toBe('http.key-reused');
  expect((await post({ headers, as: personActor('person-2', 's') })).body.by).toBe('person-2');
});

test('twenty submits at once with one key do it once', async () => {
  const headers = { 'idempotency-key': 'key-at-once-1' };
  const answers = await Promise.all(Array.from({ length: 20 }, () => post({ headers })));
  expect(done).toBe(1);
  expect(answers.every((answer) => answer.status === 201 || answer.body.code === 'http.still-running')).toBe(true);
});

test('an answer holds only what its schema names, and an error of ours tells nothing of its inside', async () => {
  expect((await post({})).body).toEqual({ count: 1, by: 'person-1' });
  const failed = await post({ body: { name: 'fail', age: 1 } });
  expect([failed.status, failed.body.code]).toEqual([500, 'http.unexpected']);
  expect(failed.text).not.toContain('990203');
  expect(failed.body.title).toContain(failed.body.requestId);
});

test('writes from another site are refused, bad JSON and huge bodies get a clear answer', async () => {
  expect((await post({ headers: { origin: 'https://evil.example' } })).body.code).toBe('http.cross-site');
  expect((await post({ headers: { 'sec-fetch-site': 'cross-site' } })).body.code).toBe('http.cross-site');
  expect((await post({ headers: { origin: 'http://127.0.0.1' } })).status).toBe(201);
  expect((await post({ body: '{"name":', headers: { 'content-type': 'application/json' } })).body.code).toBe(
    'http.bad-json',
  );
  expect((await post({ body: { name: 'x'.repeat(2_000_000), age: 1 } })).body.code).toBe('http.too-large');
  expect((await post({ body: '<x/>', headers: { 'content-type': 'text/xml' } })).body.code).toBe('http.wrong-type');
});

test('a list is paged by cursor to its end, and a made-up cursor is refused', async () => {
  const seen: number[] = [];
  for (let cursor: string | undefined = undefined as string | undefined, first = true; first || cursor; first = false) {
    const page = await city.request({ path: `/api/list?limit=4${cursor ? `&cursor=${cursor}` : ''}` });
    seen.push(...page.body.items.map((item: { n: number }) => item.n));
    cursor = page.body.next;
  }
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect((await city.request({ path: '/api/list?cursor=zzz' })).body.code).toBe('http.bad-cursor');
});

test('too many requests are told to wait, and how long', async () => {
  for (let n = 0; n < 7; n += 1) expect((await city.request({ path: '/api/list' })).status).toBe(200);
  const refused = await city.request({ path: '/api/list' });
  expect(refused.status).toBe(429);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  city.clock.advance(60_000);
  expect((await city.request({ path: '/api/list' })).status).toBe(200);
});

test('answers of the API are not kept by browsers or proxies unless the feature says so', async () => {
  expect((await city.request({ path: '/api/list' })).headers['cache-control']).toBe('no-store');
  expect((await post({ as: { kind: 'anonymous' } })).headers['cache-control']).toBe('no-store');
  expect((await city.request({ path: '/api/find?q=kept' })).headers['cache-control']).toBe('public, max-age=60');
});

test('what no column can hold is a fault of the request, not of ours', async () => {
  const cursor = encodeCursor(["not-a-uuid' or 1=1"]);
  expect((await city.request({ path: `/api/find?cursor=${cursor}` })).body).toMatchObject({
    status: 400,
    code: 'http.bad-cursor',
  });
  for (const q of ['\0', String.raw`{"a":"\ud800"}`, String.raw`{"a":"\udc00"}`, String.raw`{"a":"\u0000"}`])
    expect((await city.request({ path: `/api/find?q=${encodeURIComponent(q)}` })).body).toMatchObject({
      status: 400,
      code: 'http.bad-text',
    });
  // JSON that we wrote wrongly ourselves is no fault of the request.
  expect((await city.request({ path: `/api/find?q=${encodeURIComponent('{')}` })).status).toBe(500);
});

test('what is over its own limit is told that limit; a huge upload is refused before it is sent', async () => {
  const refused = await post({ body: { name: 'x'.repeat(2_000_000), age: 1 } });
  expect([refused.status, refused.body.title]).toEqual([413, '内容太大，最多 1 MB。没有保存任何内容。']);
  await city.http.listen({ port: 0, host: '127.0.0.1' });
  const { port } = city.http.server.address() as { port: number };
  const sent = request({
    port,
    method: 'POST',
    path: '/api/upload',
    headers: { 'content-type': 'multipart/form-data; boundary=x', 'content-length': 2 * 1024 ** 3 },
  });
  sent.on('error', () => undefined);
  sent.flushHeaders();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  expect([answer.statusCode, answer.headers.connection]).toEqual([413, 'close']);
  const problem = JSON.parse(Buffer.concat(await answer.toArray()).toString('utf8')) as { title: string };
  expect(problem.title).toContain('5 MB');
  sent.destroy();
});

test('two files sent under one key are two requests', async () => {
  const upload = (text: string) => {
    const form = new FormData();
    form.set('file', new Blob([text]), 'x.txt');
    return city.request({
      method: 'POST',
      path: '/api/upload',
      body: form,
      headers: { 'idempotency-key': 'key-of-a-file' },
    });
  };
  expect((await upload('genuine')).body.said).toBe('genuine');
  expect((await upload('forged')).body.said).toBe('forged');
});
