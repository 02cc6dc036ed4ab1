import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkedUrl, guardedPost, mayReach } from './guarded-post.ts';

describe('where a webhook may go', () => {
  test.each(['10.1.2.3', '192.168.0.9', '172.16.4.4', '203.0.113.5', '2001:db8::1', 'fd12::7'])(
    '%s: a department',
    (address) => expect(mayReach(address)).toBe(true),
  );
  test.each([
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '169.254.169.254',
    '100.100.100.200',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1%eth0',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '::ffff:169.254.169.254',
    'localhost',
    '',
  ])('%s: nowhere', (address) => expect(mayReach(address)).toBe(false));
  test('this machine only where that was allowed', () =>
    expect([mayReach('127.0.0.1', true), mayReach('169.254.1.1', true)]).toEqual([true, false]));
  test.each(['ftp://a/', 'https://user:pw@a/', 'https://a/#x', 'no address', 'http://'])('%s is no address', (text) =>
    expect(() => checkedUrl(text)).toThrow(/rail.bad-address/),
  );
});

describe('a call', () => {
  let server: Server;
  let url = '';
  let hits = 0;
  beforeAll(async () => {
    server = createServer((request, response) => {
      hits += 1;
      if (request.url === '/slow') return;
      if (request.url === '/moved') response.writeHead(302, { location: url });
      else if (request.url === '/busy') response.writeHead(429, { 'retry-after': '7' });
      response.end('x'.repeat(100_000));
    });
    await new Promise<void>((resume) => server.listen(0, '127.0.0.1', resume));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const post = (path: string, more = {}) =>
    guardedPost({ url: url + path, headers: {}, body: Buffer.from('{}'), timeoutMs: 300, ourselves: true, ...more });

  test('tells the status, and for how long to wait', async () => {
    expect(await post('')).toEqual({ status: 200 });
    expect(await post('busy')).toEqual({ status: 429, retryAfterMs: 7_000 });
  });
  test('does not follow a redirect', async () => {
    hits = 0;
    expect([(await post('moved')).status, hits]).toEqual([302, 1]);
  });
  test('does not wait for ever, and never calls this machine unless allowed', async () => {
    await expect(post('slow')).rejects.toMatchObject({ code: 'rail.unreachable' });
    hits = 0;
    await expect(post('', { ourselves: false })).rejects.toMatchObject({ code: 'rail.address-refused' });
    await expect(
      guardedPost({ url: url.replace('127.0.0.1', 'localhost'), headers: {}, body: Buffer.alloc(0), timeoutMs: 300 }),
    ).rejects.toMatchObject({ code: 'rail.address-refused' });
    expect(hits).toBe(0);
  });
  test('nobody there is told as such', async () => {
    await expect(
      guardedPost({ url: 'http://127.0.0.1:1/', headers: {}, body: Buffer.alloc(0), timeoutMs: 300, ourselves: true }),
    ).rejects.toMatchObject({ code: 'rail.unreachable' });
  });
});
