import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import fc from 'fast-check';
import { Type } from 'typebox';
import { systemClock, uuidV7 } from '@platform/kernel';
import { directAnswers } from './direct.ts';
import { feature } from './feature.ts';
import { read, standBefore } from './front.ts';

// Calls that are whole in one piece are answered before Node's server; a connection with anything else on it belongs to the server from then on.
let server: Server;
let port = 0;
let front: { close(): void };
let release: () => void = () => undefined;
const left: boolean[] = [];
const sockets: Socket[] = [];
beforeAll(async () => {
  const held = new Promise<void>((done) => (release = done));
  const echo = feature({
    name: 'test.echo',
    method: 'POST',
    path: '/api/open/echo/:id',
    summary: { zh: '回声', en: 'Echo' },
    access: { application: true },
    body: Type.Object({ say: Type.String() }),
    direct: async ({ params, body, headers }) => {
      const { say } = body as { say: string };
      if (say === 'wait') await held;
      return {
        status: 200,
        body: JSON.stringify({ id: params['id'], say, x: headers['x-more'] }),
        sent: (whole) => void left.push(whole),
      };
    },
    handle: async () => undefined,
  });
  const door = directAnswers({ features: [echo], ids: uuidV7(systemClock), bodyLimit: 100_000 });
  server = createServer((request, response) => {
    if (door.serve(request, response)) return;
    request.resume();
    request.on('end', () => response.end('by the server'));
  });
  front = standBefore(server, door);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((done) => server.close(done));
});

/** Writes pieces one after the other on one connection and waits until `answers` answers came. */
function say(pieces: readonly string[], answers: number): Promise<string> {
  return new Promise((done, failed) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    sockets.push(socket);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
      if (text.split('HTTP/1.1 ').length > answers) done(text);
    });
    socket.on('close', () => done(`${text}<closed>`));
    socket.on('error', failed);
    void (async () => {
      for (const piece of pieces) {
        socket.write(piece);
        await new Promise((resume) => setTimeout(resume, 30));
      }
    })();
  });
}

const post = (body: string, more = '', path = '/api/open/echo/7'): string =>
  `POST ${path} HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

test('answers calls one after the other, also those sent before the answer, in any pieces', async () => {
  const one = post('{"say":"一"}', 'X-More: a b\r\n');
  expect(await say([one, one], 2)).toMatch(/200 OK[^]*"say":"一","x":"a b"[^]*200 OK[^]*"say":"一"/);
  expect(await say([one + post('{"say":"two"}')], 2)).toMatch(/"say":"一"[^]*"say":"two"/);
  expect(await say([one.slice(0, 60), one.slice(60, -5), one.slice(-5), post('{"say":"two"}')], 2)).toMatch(
    /"say":"一"[^]*"say":"two"/,
  );
  expect(await say([post('{"say":')], 1)).toMatch(/400 Bad Request[^]*http.bad-json/);
  // The first waits; what comes meanwhile is answered after it, in order.
  const both = say([post('{"say":"wait"}'), post('{"say":"after"}')], 2);
  setTimeout(release, 100);
  expect(await both).toMatch(/"say":"wait"[^]*"say":"after"/);
});

test('all else is the server’s, from the first byte on', async () => {
  const one = post('{"say":"x"}');
  expect(await say(['GET /page HTTP/1.1\r\nHost: here\r\n\r\n'], 1)).toContain('by the server');
  expect(await say([one, 'GET /page HTTP/1.1\r\nHost: here\r\n\r\n', one], 3)).toMatch(
    /"say":"x"[^]*by the server[^]*"say":"x"/,
  );
  expect(await say([post('{"say":"x"}', '', '/api/other')], 1)).toContain('by the server');
  expect(await say([post('{"say":"x"}', 'Cookie: a=b\r\n')], 1)).toContain('by the server');
  expect(await say([post('{"say":"x"}', 'Connection: close\r\n')], 1)).toMatch(/"say":"x"[^]*$/);
  const pieces =
    'POST /api/open/echo/7 HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n';
  expect(await say([pieces], 1)).toContain('by the server');
  // What could be read in two ways is refused by the server, not answered here.
  expect(await say([post('{"say":"x"}', 'Content-Length: 3\r\n')], 1)).toContain('400 Bad Request');
  expect(await say([post('{"say":"x"}', 'Transfer-Encoding: chunked\r\n')], 1)).toContain('400 Bad Request');
});

test('a caller that goes is told as not having received; closing ends idle connections', async () => {
  left.length = 0;
  await say([post('{"say":"x"}')], 1);
  expect(left).toEqual([true]);
  const idle = connect({ port, host: '127.0.0.1' });
  sockets.push(idle);
  await new Promise((done) => idle.once('connect', done));
  const gone = new Promise((done) => idle.once('close', done));
  await new Promise((resume) => setTimeout(resume, 30));
  front.close();
  await gone;
});

test('reads nothing that is not a POST written just so', () => {
  const good = Buffer.from(post('{"say":"x"}'));
  expect(read(good)?.headers).toMatchObject({ host: 'here', 'content-type': 'application/json' });
  fc.assert(
    fc.property(
      fc.nat(good.length - 12),
      fc.constantFrom('\n', '\r', '\0', '\t', ' ', ':', '\x80', 'é'),
      fc.boolean(),
      (at, put, instead) => {
        const bytes = Buffer.concat([
          good.subarray(0, at),
          Buffer.from(put, 'latin1'),
          good.subarray(instead ? at + 1 : at),
        ]);
        const found = read(bytes);
        // Blanks and colons may stand within a value; nothing else of these may get through.
        if (found && !bytes.equals(good)) expect([' ', ':']).toContain(put);
      },
    ),
  );
});
