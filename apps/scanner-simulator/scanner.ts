import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { sm3 } from '@platform/crypto';
import { eicarScan } from '@platform/files';
import type { Log } from '@platform/log';
import { HABITS, type Habits } from './habits.ts';

/** What it says of itself, kept with each file it passes: so nobody takes it for protection. */
export const SIMULATED = '模拟器 simulator（只识别 EICAR 测试文件 / EICAR test file only）';

export type SimulatedScanner = {
  port: number;
  /** What it looked at so far. */
  counts(): { scanned: number; found: number; dropped: number; failed: number };
  stop(): Promise<void>;
};

const LONGEST_COMMAND = 64;

/** A malware scanner on loopback that speaks clamd's protocol: `PING`, `VERSION`, `INSTREAM`, after `z` or `n`, one a connection. */
export async function startScanner(options: {
  port?: number;
  habits?: Partial<Habits>;
  log: Log;
}): Promise<SimulatedScanner> {
  const habits: Habits = { ...HABITS, ...options.habits };
  const { log } = options;
  const counts = { scanned: 0, found: 0, dropped: 0, failed: 0 };
  const open = new Set<Socket>();
  let turn = 0;

  /** A number from 0 to 1, always the same for the same turn. */
  const drawn = (): number => sm3(`${habits.seed}\n${turn}`).readUInt32BE(0) / 2 ** 32;

  async function look(socket: Socket, said: (text: string) => void, rest: Buffer): Promise<void> {
    turn += 1;
    counts.scanned += 1;
    const drop = drawn() < habits.dropped;
    const fail = !drop && drawn() < habits.dropped + habits.failed;
    const content = new PassThrough();
    const verdict = eicarScan.scan(content);
    try {
      for await (const piece of pieces(socket, rest, habits.maxBytes)) {
        if (!content.write(piece)) await once(content, 'drain');
      }
    } catch (error) {
      content.end();
      await verdict;
      log.info({ turn, reason: (error as Error).message }, 'not taken whole');
      if (habits.mute && error instanceof OverLimit && error.unread) return void socket.resetAndDestroy();
      return said((error as Error).message);
    }
    content.end();
    const found = await verdict;
    await pause(habits.slowMs);
    if (drop) {
      counts.dropped += 1;
      log.info({ turn }, 'dropped on purpose');
      return void socket.destroy();
    }
    if (fail) {
      counts.failed += 1;
      log.info({ turn }, 'failed on purpose');
      return said('stream: Simulated failure ERROR');
    }
    if (found.result === 'malware') counts.found += 1;
    log.info({ turn, result: found.result }, 'scanned');
    said(found.result === 'malware' ? `stream: ${found.finding} FOUND` : 'stream: OK');
  }

  async function serve(socket: Socket): Promise<void> {
    let heard = Buffer.alloc(0);
    let ends = -1;
    while (ends < 0) {
      const more = await nextOf(socket);
      if (!more) return;
      heard = Buffer.concat([heard, more]);
      ends = heard.indexOf(heard[0] === 0x7a ? 0 : 0x0a);
      if (ends < 0 && heard.length > LONGEST_COMMAND) return void socket.end('UNKNOWN COMMAND\n');
    }
    const mark = heard[0] === 0x7a ? '\0' : '\n';
    const said = (text: string): void => void socket.end(`${text}${mark}`);
    const command = heard.subarray(1, ends).toString('latin1');
    if (command === 'PING') said('PONG');
    else if (command === 'VERSION') said(SIMULATED);
    else if (command === 'INSTREAM') await look(socket, said, heard.subarray(ends + 1));
    else said('UNKNOWN COMMAND');
  }

  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => open.delete(socket));
    void serve(socket).catch(() => socket.destroy());
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    counts: () => ({ ...counts }),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/** The next bytes; undefined when the other side has ended. */
async function nextOf(socket: Socket): Promise<Buffer | undefined> {
  for (;;) {
    const bytes = socket.read() as Buffer | null;
    if (bytes) return bytes;
    if (socket.readableEnded || socket.destroyed) return undefined;
    await new Promise<void>((resume) => {
      const go = (): void => {
        for (const event of ['readable', 'end', 'close'] as const) socket.off(event, go);
        resume();
      };
      for (const event of ['readable', 'end', 'close'] as const) socket.once(event, go);
    });
  }
}

class OverLimit extends Error {
  /** Whether content has come that nobody reads any more. */
  readonly unread: boolean;
  constructor(unread: boolean) {
    super('INSTREAM size limit exceeded. ERROR');
    this.unread = unread;
  }
}

/** The pieces of a stream as clamd takes them: each after its length in four bytes, one of length 0 at the end. */
async function* pieces(socket: Socket, rest: Buffer, most: number): AsyncGenerator<Buffer> {
  let held = rest;
  let size = 0;
  const take = async (count: number): Promise<Buffer> => {
    while (held.length < count) {
      const more = await nextOf(socket);
      if (!more) throw new Error('stream: Connection ended ERROR');
      held = Buffer.concat([held, more]);
    }
    const taken = held.subarray(0, count);
    held = held.subarray(count);
    return taken;
  };
  for (;;) {
    const length = (await take(4)).readUInt32BE(0);
    if (length === 0) return;
    size += length;
    if (size > most) throw new OverLimit(held.length > 0);
    yield await take(length);
  }
}
