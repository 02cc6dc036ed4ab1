import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clamdScan, openFiles, type ClamdScan } from '@platform/files';
import { silentLog } from '@platform/log';
import { startScanner, SIMULATED, type SimulatedScanner } from './scanner.ts';
import type { Habits } from './habits.ts';

/** Put together here, so that no scanner finds this file. */
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD', '-ANTIVIRUS-TEST-FILE', '!$H+H*'].join('');
const PDF = `%PDF-1.7\n${EICAR}\n%%EOF`;
const folder = mkdtempSync(join(tmpdir(), 'yiwang-scanner-'));
let well: SimulatedScanner;
beforeAll(async () => {
  well = await startScanner({ log: silentLog });
});
afterAll(async () => {
  await well.stop();
  rmSync(folder, { recursive: true });
});

const at = (port: number): ClamdScan =>
  clamdScan({ address: { host: '127.0.0.1', port }, connectMs: 400, answerMs: 300 });
/** The sound one is waited for as long as a busy machine needs. */
const patiently = (port: number): ClamdScan =>
  clamdScan({ address: { host: '127.0.0.1', port }, connectMs: 10_000, answerMs: 10_000 });
const streamOf = (...pieces: (string | Uint8Array)[]) => Readable.from(pieces.map((one) => Buffer.from(one)));
const keptWhile = async (scan: ClamdScan, text: string): Promise<{ code: string; kept: number }> => {
  const own = mkdtempSync(join(folder, 'files-'));
  const files = openFiles({ folder: own, malwareScan: scan });
  const options = { name: 'a.pdf', context: 'case:1', maxBytes: 1e7, acceptTypes: ['application/pdf'] };
  const code = await files.put(streamOf(text), options).then(
    ({ scan: { by } }) => by,
    (error: { code: string }) => error.code,
  );
  const kept = readdirSync(own, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).length;
  return { code, kept };
};
const having = async (habits: Partial<Habits>, work: (scan: ClamdScan) => Promise<void>): Promise<void> => {
  const scanner = await startScanner({ habits, log: silentLog });
  try {
    await work(at(scanner.port));
  } finally {
    await scanner.stop();
  }
};

describe('over clamd’s protocol', () => {
  test('finds the test text however it is cut into pieces, empty ones among them, and passes what is not it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.array(fc.nat(EICAR.length), { maxLength: 5 }),
        fc.boolean(),
        async (before, cuts, infected) => {
          const whole = Buffer.concat([before, Buffer.from(infected ? EICAR : EICAR.slice(1))]);
          const ends = [0, ...cuts.map((cut) => before.length + cut).sort((a, b) => a - b), whole.length];
          const pieces = ends.slice(1).map((end, index) => whole.subarray(ends[index], end));
          const said = await patiently(well.port).scan(streamOf(Buffer.alloc(0), ...pieces));
          expect(said.result).toBe(infected ? 'malware' : 'clean');
        },
      ),
      { numRuns: 60 },
    );
  });

  test('a file that passed bears the scanner’s own word on itself; one that did not is not kept', async () => {
    expect(await keptWhile(patiently(well.port), '%PDF-1.7\n%%EOF')).toEqual({ code: SIMULATED, kept: 1 });
    expect(await keptWhile(patiently(well.port), PDF)).toEqual({ code: 'files.malware-found', kept: 0 });
  });

  test('more than the socket takes at once goes through, and several at the same time', async () => {
    const large = Array.from({ length: 40 }, () => Buffer.alloc(256 * 1024, 'a'));
    const said = await Promise.all([
      patiently(well.port).scan(Readable.from(large)),
      patiently(well.port).scan(Readable.from([...large, Buffer.from(EICAR)])),
    ]);
    expect(said.map(({ result }) => result)).toEqual(['clean', 'malware']);
  });
});

describe('without an answer nothing is kept, and people are told to try again', () => {
  const failed = { code: 'files.scan-failed', kept: 0 };
  test.each<[string, Partial<Habits>]>([
    ['says ERROR', { failed: 1 }],
    ['ends the connection', { dropped: 1 }],
    ['is too slow', { slowMs: 1_500 }],
  ])('when it %s', async (_, habits) => {
    await having(habits, async (scan) => expect(await keptWhile(scan, PDF)).toEqual(failed));
  });

  test('when nobody listens', async () => {
    const gone = await startScanner({ log: silentLog });
    await gone.stop();
    expect(await keptWhile(at(gone.port), PDF)).toEqual(failed);
  });

  test.each<[string, (socket: Socket) => void]>([
    ['says something else', (socket) => socket.end('stream: fine, I suppose\0')],
    ['says OK and no more', (socket) => void socket.write('stream: OK')],
    ['never ends its answer', (socket) => void socket.write('x'.repeat(10_000))],
    ['takes nothing', () => undefined],
  ])('when it %s', async (_, answer) => {
    const open = new Set<Socket>();
    const server: Server = createServer((socket) => {
      open.add(socket);
      socket.on('error', () => undefined);
      answer(socket);
    });
    await new Promise<void>((resume) => server.listen(0, '127.0.0.1', resume));
    const { port } = server.address() as { port: number };
    expect(await keptWhile(at(port), PDF)).toEqual(failed);
    for (const socket of open) socket.destroy();
    server.close();
  });
});

describe('what is too large for the scanner is told as that: trying again would not help', () => {
  const tooLarge = { code: 'files.too-large-to-scan', kept: 0 };
  test('by its own word', async () => {
    await having({ maxBytes: 20 }, async (scan) => expect(await keptWhile(scan, PDF)).toEqual(tooLarge));
  });

  test('also where it hangs up and its word is lost; what it may take is asked for again later', async () => {
    await having({ maxBytes: 20, mute: true }, async (scan) => expect(await keptWhile(scan, PDF)).toEqual(tooLarge));
    await having({ maxBytes: 1e6, mute: true, dropped: 1 }, async (scan) =>
      expect(await keptWhile(scan, PDF)).toEqual({ code: 'files.scan-failed', kept: 0 }),
    );
  });

  test('and where it says that it looked at a part only', async () => {
    const server = createServer((socket) => socket.end('stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0'));
    await new Promise<void>((resume) => server.listen(0, '127.0.0.1', resume));
    expect(await keptWhile(at((server.address() as { port: number }).port), PDF)).toEqual(tooLarge);
    server.close();
  });
});
