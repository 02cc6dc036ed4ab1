import type { CapturedTable, CaptureEvent, CaptureStream, TableShape } from '@platform/sources';
import { DomainError } from '@platform/kernel';
import { sourceErrors } from '@platform/sources';
import type { Link } from '../connect.ts';
import { mysqlErrors, toSourceError } from '../errors.ts';
import { parsePosition } from '../position.ts';
import { sendRaw } from '../raw-command.ts';
import type { Target } from '../settings.ts';
import type { Charsets } from './charsets.ts';
import { dumpPayload, registerPayload } from './protocol.ts';
import { logReader } from './reader.ts';

/** What waits for the receiver before the socket is paused; the source keeps the rest in its log. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024;
const MOST_WAITING_EVENTS = 4096;
/** The server tells that it is there this often when nothing happens; heard nothing for the longer time, the connection is gone. */
const HEARTBEAT_MS = 250;
const SILENCE_MS = 30_000;

/** Has the server send its log from `after` on, over this connection, which from now on does nothing else. */
export async function openStream(options: {
  readonly link: Link;
  readonly target: Target;
  readonly mariadb: boolean;
  readonly after: string;
  readonly serverId: number;
  readonly application: string;
  readonly tables: readonly CapturedTable[];
  readonly charsets: Charsets;
  readonly signal: AbortSignal;
  lookUp(table: TableShape): Promise<TableShape | undefined>;
  acknowledged(position: string, at: Date | undefined): void;
  closed(): void;
}): Promise<CaptureStream> {
  const { link, target, signal } = options;
  const { connection } = link;
  for (const statement of settings(options.mariadb)) await link.ask(statement);

  const queue: { event: CaptureEvent; bytes: number }[] = [];
  let waitingBytes = 0;
  let failure: Error | undefined;
  let closing = false;
  let full = false;
  let lookingUp = false;
  let wake: (() => void) | undefined;
  let told = options.after;
  let heard = Date.now();
  let idlePlanned = false;
  let lastCommit: { position: string; at: Date } | undefined;
  const ring = (): void => {
    wake?.();
    wake = undefined;
  };
  const fail = (error: Error): void => {
    failure ??= error;
    connection.destroy();
    ring();
  };
  /** The socket runs when neither the receiver nor a look-up holds it. */
  const steer = (): void => {
    if (full || lookingUp) connection.pause();
    else connection.resume();
  };
  const tell = (event: CaptureEvent): void => {
    const bytes = event.kind === 'changes' ? event.bytes : 64;
    queue.push({ event, bytes });
    waitingBytes += bytes;
    if (event.kind === 'commit') {
      told = event.position;
      lastCommit = { position: event.position, at: event.committedAt };
    }
    if (!full && (waitingBytes > MOST_WAITING_BYTES || queue.length > MOST_WAITING_EVENTS)) {
      full = true;
      steer();
    }
    ring();
  };
  const reader = logReader({ ...options, tell });
  const tellIdle = (again: boolean): void => {
    const position = reader.idlePosition();
    if (position === undefined || closing || lookingUp || (!again && position === told)) return;
    told = position;
    tell({ kind: 'idle', position });
  };
  /** Once for all that one read of the socket brought. */
  const planIdle = (): void => {
    if (idlePlanned) return;
    idlePlanned = true;
    setImmediate(() => {
      idlePlanned = false;
      if (failure === undefined) tellIdle(false);
    });
  };

  const { file, offset } = parsePosition(options.after);
  sendRaw(connection, registerPayload(options.serverId, options.application), () => true, fail);
  sendRaw(
    connection,
    dumpPayload(file, offset, options.serverId),
    (packet) => {
      heard = Date.now();
      if (packet.buffer[packet.offset] === 0xfe && packet.end - packet.offset < 9) {
        fail(sourceErrors.interrupted({ place: target.place, reason: 'end of log' }));
        return true;
      }
      if (failure !== undefined || closing) return false;
      try {
        const pending = reader.take(packet);
        if (pending) {
          lookingUp = true;
          steer();
          pending
            .catch((error: Error) => fail(coded(error)))
            .finally(() => {
              lookingUp = false;
              if (failure === undefined && !closing) steer();
            });
        }
      } catch (error) {
        fail(coded(error as Error));
        return true;
      }
      planIdle();
      return false;
    },
    (error) => fail(toSourceError(error, target)),
  );
  const coded = (error: Error): Error => {
    if (error instanceof DomainError) return error;
    return mysqlErrors.unreadableLog({ position: told, reason: error.message.slice(0, 200) }, { cause: error });
  };

  const watch = setInterval(() => {
    // While we do not read we hear nothing, whatever the server does.
    if (full || lookingUp) heard = Date.now();
    else if (Date.now() - heard > SILENCE_MS)
      fail(sourceErrors.interrupted({ place: target.place, reason: `${SILENCE_MS / 1000} s without a sign` }));
  }, 1000).unref();

  let over = false;
  const close = (): Promise<void> => {
    if (!over) {
      over = true;
      closing = true;
      clearInterval(watch);
      signal.removeEventListener('abort', stop);
      connection.destroy();
      options.closed();
      ring();
    }
    return Promise.resolve();
  };
  const stop = (): void => {
    failure ??= signal.reason as Error;
    void close();
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });

  async function* events(): AsyncGenerator<CaptureEvent> {
    try {
      for (;;) {
        if (failure !== undefined) throw failure;
        if (closing) return;
        const next = queue.shift();
        if (next === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        waitingBytes -= next.bytes;
        if (full && waitingBytes < MOST_WAITING_BYTES / 2 && queue.length < MOST_WAITING_EVENTS / 2) {
          full = false;
          steer();
        }
        yield next.event;
      }
    } finally {
      await close();
    }
  }
  const iterator = events();
  return {
    [Symbol.asyncIterator]: () => iterator,
    acknowledge(position) {
      options.acknowledged(position, lastCommit?.position === position ? lastCommit.at : undefined);
    },
    nudge() {
      if (failure === undefined) tellIdle(true);
    },
    close,
  };
}

function settings(mariadb: boolean): string[] {
  const beat = HEARTBEAT_MS * 1_000_000;
  return mariadb
    ? [
        // We know GTIDs, checkpoints and that events may be left out; checksums come as the log has them.
        `set @mariadb_slave_capability = 4, @master_binlog_checksum = @@global.binlog_checksum, @master_heartbeat_period = ${beat}`,
      ]
    : [
        `set @master_binlog_checksum = @@global.binlog_checksum, @source_binlog_checksum = @@global.binlog_checksum, @master_heartbeat_period = ${beat}, @source_heartbeat_period = ${beat}`,
      ];
}
