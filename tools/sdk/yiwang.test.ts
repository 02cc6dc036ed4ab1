import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bookings, list, madeUpId, startStand } from '@modules/interfaces/testing';
import { createClient, YiwangError } from './yiwang.ts';

let stand: Awaited<ReturnType<typeof startStand>>;
let options: { origin: string; key: string; secret: string };
const what = { purpose: 'planning', caseNo: 'SDK-1', parameters: { court: '2' } };

/** A city that answers over the network, with one interface made and granted. */
beforeAll(async () => {
  stand = await startStand({ record: { key: madeUpId(999), fields: {} } });
  await stand.book(bookings);
  const { city, officer, grants } = stand;
  const path = '/api/interfaces/definitions';
  await city.request({ method: 'POST', path, body: list, as: officer });
  await city.request({ method: 'POST', path: `${path}/${list.id}/publish`, body: { revision: 1 }, as: officer });
  grants.give({
    id: 'grant-sdk',
    delivery: 'interface',
    interface: list.id,
    application: 'racket-shop',
    organisation: 'courts-bureau',
    fields: ['booking_no'],
    purposes: [{ id: 'planning', title: { zh: '排期', en: 'Planning' } }],
    legalBasis: { zh: '章程第九条', en: 'Statutes, article 9' },
  });
  await city.http.listen({ port: 0, host: '127.0.0.1' });
  city.clock.advance(Date.now() - city.clock.now().getTime());
  const { keyId, secret } = await stand.newKey();
  const { port } = city.http.server.address() as AddressInfo;
  options = { origin: `http://127.0.0.1:${port}`, key: keyId, secret };
});
afterAll(() => stand.city.stop());

test.each(['sm3', 'sha256'] as const)(
  'signed with %s, all pages come, each answer with its receipt',
  async (algorithm) => {
    const client = createClient({ ...options, algorithm });
    const numbers: unknown[] = [];
    for await (const row of client.rows(list.id, what)) numbers.push(row.values['booking_no']);
    expect(numbers).toHaveLength(30);
    expect(new Set(numbers).size).toBe(30);
    const answer = await client.call(list.id, { ...what, version: '1' });
    expect(answer.receipt.id).toBe(answer.callId);
  },
);

test('refusals bear the code, the words and the faults of the platform', async () => {
  const refused = await createClient(options)
    .call(list.id, { ...what, purpose: 'curiosity' })
    .catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(YiwangError);
  expect(refused).toMatchObject({ status: 403, code: 'interfaces.purpose-not-granted', requestId: expect.any(String) });
  const bad = createClient(options).call(list.id, { ...what, parameters: {} });
  await expect(bad).rejects.toMatchObject({ faults: [{ pointer: '/parameters/court', code: 'required' }] });
  const wrong = createClient({ ...options, secret: 'sk_wrong' }).call(list.id, what);
  await expect(wrong).rejects.toMatchObject({ status: 401, code: 'interfaces.signature-wrong' });
});

test('it waits when told to and comes again with a fresh nonce, but not for longer than it may; without a receipt nothing counts', async () => {
  const nonces: unknown[] = [];
  const replies = [
    { status: 429, wait: '0', body: { code: 'interfaces.too-many-calls' } },
    { status: 503, wait: '0', body: { code: 'interfaces.busy' } },
    { status: 200, body: { callId: 'c', mode: 'verify', result: 'match', receipt: { id: 'c', salt: 's' } } },
    { status: 429, wait: '3600', body: { code: 'interfaces.quota-used', title: 'tomorrow' } },
    { status: 200, body: { callId: 'c', mode: 'verify', result: 'match' } },
  ];
  const server = createServer((request, response) => {
    nonces.push(request.headers['x-yiwang-nonce']);
    const reply = replies.shift();
    response.writeHead(reply?.status ?? 500, reply?.wait === undefined ? {} : { 'retry-after': reply.wait });
    response.end(JSON.stringify(reply?.body));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  try {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = createClient({ ...options, origin });
    expect(await client.call('check', what)).toMatchObject({ result: 'match' });
    expect(new Set(nonces).size).toBe(3);
    const tomorrow = client.call('check', what);
    await expect(tomorrow).rejects.toMatchObject({ code: 'interfaces.quota-used', retryAfterSeconds: 3600 });
    await expect(client.call('check', what)).rejects.toMatchObject({ code: 'sdk.no-receipt' });
  } finally {
    server.close();
  }
});
