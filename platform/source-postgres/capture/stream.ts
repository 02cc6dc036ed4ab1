import type { Duplex } from 'node:stream';
import type pg from 'pg';
import {
  sourceErrors,
  type BulkEvent,
  type CapturedTable,
  type CaptureEvent,
  type CaptureStream,
} from '@platform/sources';
import type { DomainError } from '@platform/kernel';
import { PgoutputDecoder, type TypeNames } from './decoder.ts';
import { lsnOf, lsnText } from './lsn.ts';
import { endClient } from './session.ts';
import { unpacked } from './unpack.ts';
import { errorOf, Frames, queryMessage, statusMessage, takeSocket } from './wire.ts';

/** When this much waits to be taken, the socket is read no more; below half of it, again. */
const MOST_WAITING_BYTES = 2 * 1024 * 1024;
/** The server ends a connection from which it hears nothing for wal_sender_timeout (60 s by default); we may be busy applying. */
const SIGN_OF_LIFE_MS = 10_000;
/** A connection that tells nothing for so long, though asked, is dead. */
const SILENCE_MS = 60_000;

export type TypeResolver = TypeNames & {
  resolve(types: readonly { readonly oid: number; readonly modifier: number }[]): Promise<void>;
};

/**
 * A running START_REPLICATION. Positions are acknowledged when told to, repeated by timer, and never run ahead of what was told: the server
 * then never forgets what is not kept here.
 */
export function openStream(options: {
  client: pg.Client;
  place: string;
  slot: string;
  publication: string;
  after: string;
  tables: readonly CapturedTable[];
  oids: ReadonlyMap<number, number>;
  types: TypeResolver;
  signal: AbortSignal;
}): Promise<CaptureStream> {
  const { client, place, signal } = options;
  const socket: Duplex = takeSocket(client);
  const waiting: ({ event: BulkEvent; bytes: number } | undefined)[] = [];
  let waitingBytes = 0;
  let taken = 0;
  let taker: { resolve(result: IteratorResult<BulkEvent>): void; reject(error: Error): void } | undefined;
  let failure: Error | undefined;
  let closed = false;
  let paused = false;
  let acknowledged = lsnOf(options.after);
  let acknowledgeSent = acknowledged;
  let heard = Date.now();
  let begun: { resolve(stream: CaptureStream): void; reject(error: Error): void } | undefined;

  const emit = (event: BulkEvent, bytes: number): void => {
    if (taker) {
      const { resolve } = taker;
      taker = undefined;
      resolve({ value: event, done: false });
      return;
    }
    waiting.push({ event, bytes });
    waitingBytes += bytes + 64;
    if (!paused && waitingBytes > MOST_WAITING_BYTES) {
      paused = true;
      socket.pause();
    }
  };
  const decoder = new PgoutputDecoder({ tables: options.tables, oids: options.oids, types: options.types, emit });

  const end = (): void => {
    if (closed) return;
    closed = true;
    clearInterval(timer);
    signal.removeEventListener('abort', abort);
    endClient(client);
  };
  const fail = (error: Error): void => {
    if (closed || failure) return;
    failure = error;
    end();
    begun?.reject(error);
    // What came before the fault is whole and is told first.
    taker?.reject(error);
    taker = undefined;
  };
  const interrupted = (reason: string): DomainError => sourceErrors.interrupted({ place, reason }, { retryAfter: 5 });
  const abort = (): void => {
    if (closed) return;
    end();
    begun?.reject(signal.reason as Error);
    taker?.resolve({ value: undefined, done: true });
    taker = undefined;
  };

  const send = (askReply: boolean): void => {
    if (closed || !socket.writable) return;
    acknowledgeSent = acknowledged;
    socket.write(statusMessage(acknowledged, askReply));
  };

  const frames = new Frames((bytes, from, to) => {
    switch (bytes[from]) {
      case 0x64: {
        // d: CopyData
        const kind = bytes[from + 5];
        if (kind === 0x77) {
          const needed = decoder.message(bytes, from + 30, to);
          if (needed === undefined) return true;
          options.types.resolve(needed).then(
            () => {
              if (!closed) frames.resume();
            },
            (error: Error) => fail(error),
          );
          return false;
        }
        if (kind === 0x6b) {
          const high = bytes.readUInt32BE(from + 6);
          const low = bytes.readUInt32BE(from + 10);
          if (!decoder.inTransaction) emit({ kind: 'idle', position: lsnText(high, low) }, 0);
          if (bytes[from + 22] === 1) send(false);
        }
        return true;
      }
      case 0x57: {
        // W: CopyBothResponse
        begun?.resolve(stream);
        begun = undefined;
        return true;
      }
      case 0x45: {
        // E: ErrorResponse
        const { code, message } = errorOf(bytes, from, to);
        fail(faultOf(code, message, place));
        return true;
      }
      case 0x63: // c: CopyDone, the server ends
        fail(interrupted('来源结束了复制 / the source ended the replication'));
        return true;
      default:
        return true;
    }
  });

  socket.on('data', (chunk: Buffer) => {
    heard = Date.now();
    try {
      frames.push(chunk);
    } catch (error) {
      fail(sourceErrors.failed({ place, reason: (error as Error).message }, { cause: error }));
    }
  });
  socket.on('error', (error: NodeJS.ErrnoException) => fail(interrupted(error.code ?? 'socket')));
  socket.on('close', () => fail(interrupted('连接断开 / connection closed')));

  const timer = setInterval(() => {
    if (Date.now() - heard > SILENCE_MS && !paused) {
      fail(interrupted('超时 / timed out'));
      return;
    }
    send(!paused);
  }, SIGN_OF_LIFE_MS);
  timer.unref();
  signal.addEventListener('abort', abort);

  const events: AsyncIterator<BulkEvent> & AsyncIterable<BulkEvent> = {
    [Symbol.asyncIterator]: () => events,
    next() {
      if (taken < waiting.length) {
        const { event, bytes } = waiting[taken] as { event: BulkEvent; bytes: number };
        // What was taken must not be kept until all before it is cleared away: its room holds half a megabyte.
        waiting[taken] = undefined;
        taken += 1;
        if (taken > 1_000 || taken === waiting.length) {
          waiting.splice(0, taken);
          taken = 0;
        }
        waitingBytes -= bytes + 64;
        if (paused && waitingBytes < MOST_WAITING_BYTES / 2) {
          paused = false;
          heard = Date.now();
          socket.resume();
        }
        return Promise.resolve({ value: event, done: false });
      }
      if (failure) return Promise.reject(failure);
      if (closed) return Promise.resolve({ value: undefined, done: true });
      return new Promise((resolve, reject) => {
        taker = { resolve, reject };
      });
    },
    return() {
      end();
      return Promise.resolve({ value: undefined, done: true });
    },
  };

  const stream: CaptureStream = {
    bulk: () => events,
    [Symbol.asyncIterator]: () =>
      unpacked(events, options.tables)[Symbol.asyncIterator]() as AsyncIterator<CaptureEvent>,
    acknowledge(position) {
      const lsn = lsnOf(position);
      if (lsn <= acknowledged) return;
      acknowledged = lsn;
      // Many commits a second need not each be told; the last one is, at once or with the next.
      if (acknowledgeSent === lsn || acknowledgeTimer) return;
      acknowledgeTimer = setTimeout(() => {
        acknowledgeTimer = undefined;
        if (acknowledgeSent !== acknowledged) send(false);
      }, 20);
      acknowledgeTimer.unref();
    },
    nudge: () => send(true),
    async close() {
      if (acknowledgeSent !== acknowledged) send(false);
      const wasWaiting = taker;
      taker = undefined;
      end();
      wasWaiting?.resolve({ value: undefined, done: true });
    },
  };
  let acknowledgeTimer: NodeJS.Timeout | undefined;

  return new Promise<CaptureStream>((resolve, reject) => {
    begun = { resolve, reject };
    if (signal.aborted) {
      abort();
      return;
    }
    const names = `"${options.publication.replaceAll('"', '""')}"`.replaceAll("'", "''");
    socket.write(
      queryMessage(
        `START_REPLICATION SLOT "${options.slot}" LOGICAL ${options.after} (proto_version '1', publication_names '${names}')`,
      ),
    );
    socket.resume();
  });
}

/** What the server's refusal means to people. Messages of the server are not passed on: they may hold values. */
function faultOf(code: string, message: string, place: string): DomainError {
  if (code === '42704') return sourceErrors.logLost({ place });
  // "cannot read from logical replication slot", "requested WAL segment … has already been removed"
  if (code === '55000' || code === '58P01' || /has already been removed|invalidated/.test(message))
    return sourceErrors.logLost({ place });
  if (code === '55006')
    return sourceErrors.interrupted({ place, reason: '复制槽正被占用 / the slot is in use' }, { retryAfter: 2 });
  if (code.startsWith('57') || code.startsWith('08'))
    return sourceErrors.interrupted({ place, reason: `SQLSTATE ${code}` }, { retryAfter: 5 });
  return sourceErrors.failed({ place, reason: `SQLSTATE ${code}` });
}
