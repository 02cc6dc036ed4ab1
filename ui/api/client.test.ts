import { afterEach, describe, expect, test, vi } from 'vitest';
import { ApiProblem, configureApi, newIdempotencyKey, pathWith, request } from './client.ts';

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  vi.fn<typeof fetch>(
    async () =>
      new Response(typeof body === 'string' ? body : JSON.stringify(body), {
        status,
        headers: { 'content-type': 'application/json', ...headers },
      }),
  );

const failure = async (promise: Promise<unknown>): Promise<ApiProblem> => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ApiProblem);
  return error as ApiProblem;
};

afterEach(() => vi.unstubAllGlobals());

test('says which app asks, in which language, and gives every write a key of its own', async () => {
  const sent = answer(200, { ok: true });
  vi.stubGlobal('fetch', sent);
  configureApi({ app: 'console' });
  await request('POST', '/api/things', { body: { a: 1 } });
  await request('POST', '/api/things', { body: { a: 1 } });
  const headers = sent.mock.calls.map(([, init]) => init?.headers as Record<string, string>);
  expect(headers[0]).toMatchObject({
    'x-yiwang-app': 'console',
    'accept-language': 'zh-CN',
    'content-type': 'application/json',
  });
  expect(headers[0]?.['idempotency-key']).toHaveLength(32);
  expect(headers[0]?.['idempotency-key']).not.toBe(headers[1]?.['idempotency-key']);
});

test('a key given by the caller is kept, so that a repeat happens once', async () => {
  const sent = answer(200, {});
  vi.stubGlobal('fetch', sent);
  const idempotencyKey = newIdempotencyKey();
  await request('POST', '/api/x', { idempotencyKey });
  expect(sent.mock.calls[0]?.[1]?.headers).toMatchObject({ 'idempotency-key': idempotencyKey });
});

describe('an error answer', () => {
  test('keeps its words, its code, the number to quote and the faults of fields', async () => {
    const errors = [{ pointer: '/phone', code: 'mobile-phone', detail: '还差 1 位' }];
    vi.stubGlobal(
      'fetch',
      answer(400, { title: '填写的内容有 1 处需要修改。', code: 'http.bad-input', requestId: 'r-1', errors }),
    );
    const problem = await failure(request('POST', '/api/x'));
    expect(problem).toMatchObject({
      message: '填写的内容有 1 处需要修改。',
      status: 400,
      code: 'http.bad-input',
      requestId: 'r-1',
      errors,
    });
  });

  test('401 tells the app that the sign-in has ended; a wrong password on the sign-in page does not', async () => {
    const onSignedOut = vi.fn<() => void>();
    configureApi({ app: 'portal', onSignedOut });
    vi.stubGlobal('fetch', answer(401, { title: '请登录', code: 'access.sign-in' }));
    await failure(request('POST', '/api/sign-in/abc', { body: {} }));
    expect(onSignedOut).not.toHaveBeenCalled();
    await failure(request('GET', '/api/cases/mine'));
    expect(onSignedOut).toHaveBeenCalledOnce();
  });

  test("a proxy's page instead of ours still gives status, number and how long to wait", async () => {
    vi.stubGlobal(
      'fetch',
      answer(503, '<html>busy</html>', { 'content-type': 'text/html', 'x-request-id': 'r-2', 'retry-after': '30' }),
    );
    expect(await failure(request('GET', '/api/x'))).toMatchObject({ status: 503, requestId: 'r-2', retryAfter: 30 });
  });

  test('a page with status 200 is no answer of ours', async () => {
    vi.stubGlobal('fetch', answer(200, '<html></html>', { 'content-type': 'text/html' }));
    expect(await failure(request('GET', '/api/x'))).toMatchObject({ status: 502 });
  });
});

test('no network is a problem with its own code, not a crash', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')));
  expect(await failure(request('GET', '/api/x'))).toMatchObject({ status: 0, code: 'client.network' });
});

test('silence ends after a while', async () => {
  vi.stubGlobal(
    'fetch',
    (_: string, init: RequestInit) =>
      new Promise((_resolve, reject) => init.signal?.addEventListener('abort', () => reject(new Error('aborted')))),
  );
  expect(await failure(request('GET', '/api/x', { timeoutMs: 20 }))).toMatchObject({ code: 'client.slow' });
});

test('empty parameters are left out of an address, others are escaped', () => {
  expect(pathWith('/api/matters', { q: '打 球', cursor: undefined, empty: '' })).toBe(
    '/api/matters?q=%E6%89%93+%E7%90%83',
  );
  expect(pathWith('/api/matters')).toBe('/api/matters');
});
