import { randomUUID } from 'node:crypto';
import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signRequest } from '../domain/signature.ts';
import { madeUpId, startStand } from '../testing/stand.ts';

// Calls over the network go past the framework; they are answered and refused as they are through it.
const KNOWN = madeUpId(3);
const source = { resource: 'players-roll', organisation: 'courts-bureau', loadId: 'l', at: '2026-11-20T01:00:00Z' };
const record = {
  key: KNOWN,
  fields: { citizen_id: { value: KNOWN, source }, name: { value: '李四', source } },
};
let stand: Awaited<ReturnType<typeof startStand>>;
let key: { keyId: string; secret: string };
let port = 0;
const agent = new Agent({ keepAlive: true });
beforeAll(async () => {
  stand = await startStand({ record });
  key = await stand.newKey();
  await stand.city.http.listen({ port: 0, host: '127.0.0.1' });
  port = (stand.city.http.server.address() as AddressInfo).port;
});
afterAll(async () => {
  agent.destroy();
  await stand.city.stop();
});

const PATH = '/api/open/interfaces/player-check';
const right = { purpose: 'member-discount', caseNo: 'N-1', parameters: { citizenId: KNOWN, name: '李四' } };

function send(
  body: unknown,
  more: { path?: string; text?: string; headers?: Record<string, string>; nonce?: string; secret?: string } = {},
): Promise<{ status: number; headers: IncomingHttpHeaders; text: string; body: Record<string, unknown> }> {
  const path = more.path ?? PATH;
  const text = more.text ?? JSON.stringify(body);
  const time = String(stand.city.clock.now().getTime());
  const nonce = more.nonce ?? randomUUID();
  const parts = { method: 'POST', path: path.split('?')[0] as string, time, nonce, body: Buffer.from(text) };
  return new Promise((done, failed) => {
    const sent = httpRequest(
      {
        port,
        host: '127.0.0.1',
        method: 'POST',
        path,
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(text),
          'x-yiwang-key': key.keyId,
          'x-yiwang-time': time,
          'x-yiwang-nonce': nonce,
          'x-yiwang-signature': signRequest(parts, more.secret ?? key.secret, 'sm3'),
          ...more.headers,
        },
      },
      (response) => {
        let said = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (said += chunk));
        response.on('end', () =>
          done({ status: response.statusCode ?? 0, headers: response.headers, text: said, body: JSON.parse(said) }),
        );
      },
    );
    sent.on('error', failed);
    sent.end(text);
  });
}
/** A header that sends the request through the framework. */
const framework = { headers: { origin: 'http://127.0.0.1' } };

test('answered, with the headers of every other answer, by either way', async () => {
  for (const way of [{}, framework]) {
    const answer = await send(right, way);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ result: 'match', receipt: { id: answer.body['callId'] } });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'self'"),
      'x-request-id': expect.any(String),
    });
  }
  expect((await send(right, { path: `${PATH}/v/1.0.0` })).body).toMatchObject({ result: 'match' });
  expect((await send(right, { path: `${PATH}/v/9.9.9` })).status).toBeGreaterThanOrEqual(400);
  expect((await send(right, { path: `${PATH}?x=1` })).body).toMatchObject({ result: 'match' });
});

test('refused in the same words by either way', async () => {
  const nonce = randomUUID();
  await send(right, { nonce });
  for (const [body, more, code] of [
    [right, { nonce }, 'interfaces.replayed'],
    [right, { secret: 'sk_wrong' }, 'interfaces.signature-wrong'],
    [right, { headers: { 'x-yiwang-key': 'ak_nobody' } }, 'interfaces.key-refused'],
    [right, { path: '/api/open/interfaces/nothing' }, 'interfaces.unknown-interface'],
    [{ ...right, purpose: 'other' }, {}, 'interfaces.purpose-not-granted'],
    [{ ...right, more: 1 }, {}, 'http.bad-input'],
    [{ ...right, parameters: { citizenId: 7 } }, {}, 'http.bad-input'],
    [{ ...right, purpose: '' }, {}, 'http.bad-input'],
    [right, { text: '{"purpose":' }, 'http.bad-json'],
  ] as const) {
    const direct = await send(body, more);
    const through = await send(body, {
      ...more,
      headers: { ...framework.headers, ...('headers' in more ? more.headers : {}) },
    });
    expect(direct.body['code']).toBe(code);
    const { requestId: a, ...one } = direct.body;
    const { requestId: b, ...other } = through.body;
    expect([direct.status, direct.headers['content-type'], one]).toEqual([
      through.status,
      through.headers['content-type'],
      other,
    ]);
    expect(a).not.toBe(b);
    expect(
      (await send(body, { ...more, headers: { 'accept-language': 'en', ...('headers' in more ? more.headers : {}) } }))
        .body['title'],
    ).toMatch(/[a-z]{3}/);
  }
});

test('a caller that goes before its answer is recorded as not having received it', async () => {
  const text = JSON.stringify({ ...right, caseNo: 'N-gone' });
  const time = String(stand.city.clock.now().getTime());
  const nonce = randomUUID();
  const signature = signRequest(
    { method: 'POST', path: PATH, time, nonce, body: Buffer.from(text) },
    key.secret,
    'sm3',
  );
  const sent = httpRequest({
    port,
    host: '127.0.0.1',
    method: 'POST',
    path: PATH,
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      'x-yiwang-key': key.keyId,
      'x-yiwang-time': time,
      'x-yiwang-nonce': nonce,
      'x-yiwang-signature': signature,
    },
  });
  sent.on('error', () => undefined);
  // The database is held up until the caller has gone.
  const blocker = await stand.city.database.pool.connect();
  await blocker.query('begin');
  await blocker.query('lock table interfaces.nonce_use in access exclusive mode');
  sent.end(text);
  await new Promise((resume) => setTimeout(resume, 200));
  sent.destroy();
  await new Promise((resume) => setTimeout(resume, 100));
  await blocker.query('commit');
  blocker.release();
  const listed = async () =>
    (
      await stand.city.request({ path: '/api/interfaces/player-check/calls?limit=5', as: stand.officer })
    ).body.items.find(({ caseNo }: { caseNo: string }) => caseNo === 'N-gone');
  await expect.poll(async () => (await listed())?.answered).toBe('not-sent');
});
