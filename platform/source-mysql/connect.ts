import mysql, { type Connection } from 'mysql2';
import { sourceErrors } from '@platform/sources';
import { toSourceError } from './errors.ts';
import type { Target } from './settings.ts';

/** Rows of a small question, all values as text. */
export type Rows = Record<string, string | null>[];

/** A connection of ours: session settings made, so that values come in one form whatever the server's own settings are. */
export type Link = {
  readonly connection: Connection;
  /** Whether it broke while nobody asked anything. */
  lost(): boolean;
  /** @param values put in by the driver, quoted; identifiers come by `??` */
  ask(statement: string, values?: readonly unknown[]): Promise<Rows>;
};

const SESSION = [
  // Zero dates, backslashes and long texts as they are; UTC, so that a TIMESTAMP is an instant.
  `set session sql_mode = '', time_zone = '+00:00', net_write_timeout = 3600, net_read_timeout = 600`,
];

/** @throws sources.unreachable, wrong-password, no-such-database, not-allowed */
export async function connect(target: Target, application: string): Promise<Link> {
  const connection = mysql.createConnection({
    ...target.config,
    charset: 'utf8mb4_bin',
    connectTimeout: 10_000,
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    decimalNumbers: false,
    enableKeepAlive: true,
    // No file of ours is ever sent because a server asks for it.
    flags: ['-LOCAL_FILES'],
    // Everything as text; buffers stay buffers.
    typeCast: (field) => (/BLOB|BIT|GEOMETRY/.test(field.type) ? (field.buffer() as never) : field.string()),
    connectAttributes: { program_name: application },
  });
  // What goes wrong between questions shows at the next one; without a listener it would end the process.
  let lost = false;
  const gone = (): void => {
    lost = true;
  };
  connection.on('error', gone);
  connection.on('end', gone);
  const link: Link = {
    connection,
    lost: () => lost,
    ask: (statement, values = []) =>
      new Promise((resolve, reject) => {
        connection.query(mysql.format(statement, [...values] as never), (error, rows) => {
          if (error) reject(toSourceError(error, target));
          else resolve((rows as Record<string, unknown>[]).map?.(textual) ?? []);
        });
      }),
  };
  try {
    await new Promise<void>((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));
    for (const statement of SESSION) await link.ask(statement);
    return link;
  } catch (error) {
    connection.destroy();
    throw toSourceError(error, target);
  }
}

function textual(row: Record<string, unknown>): Record<string, string | null> {
  const told: Record<string, string | null> = {};
  for (const [name, value] of Object.entries(row))
    told[name] =
      value === null || value === undefined ? null : Buffer.isBuffer(value) ? value.toString('utf8') : String(value);
  return told;
}

/** Ends a connection without waiting for anything it still does. */
export function disconnect(link: Link): void {
  link.connection.destroy();
}

const IDLE_MS = 10_000;

/** Connections to one source, never more than allowed at once; asked for in turn. */
export type Links = {
  /** Runs `work` with a connection. One that failed is not used again. */
  lend<T>(work: (link: Link) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** A connection for a longer time. `broken` (the default) ends it, else it may be used again. */
  borrow(signal?: AbortSignal): Promise<{ link: Link; release(broken: boolean): void }>;
  /** Leaves one of the connections allowed to someone else, who opens it; an idle one is ended for it. */
  reserve(): Promise<{ give(): void }>;
  close(): void;
};

export function openLinks(target: Target, options: { connections: number; application: string }): Links {
  const idle: { link: Link; timer: NodeJS.Timeout }[] = [];
  const lent = new Set<Link>();
  const queue: (() => void)[] = [];
  let taken = 0;
  let closed = false;

  const leave = (): void => {
    taken -= 1;
    queue.shift()?.();
  };
  const drop = (entry: (typeof idle)[number]): void => {
    const place = idle.indexOf(entry);
    if (place < 0) return;
    idle.splice(place, 1);
    clearTimeout(entry.timer);
    disconnect(entry.link);
  };
  async function borrow(signal?: AbortSignal): Promise<{ link: Link; release(broken: boolean): void }> {
    signal?.throwIfAborted();
    await enter(signal);
    try {
      if (closed) throw sourceErrors.interrupted({ place: target.place, reason: '已关闭 / closed' });
      let waiting = idle.pop();
      for (; waiting?.link.lost() === true; waiting = idle.pop()) {
        clearTimeout(waiting.timer);
        disconnect(waiting.link);
      }
      if (waiting) clearTimeout(waiting.timer);
      const link = waiting?.link ?? (await connect(target, options.application));
      lent.add(link);
      if (closed) disconnect(link);
      let over = false;
      return {
        link,
        release(broken) {
          if (over) return;
          over = true;
          lent.delete(link);
          if (broken || closed) disconnect(link);
          else {
            const entry = { link, timer: setTimeout(() => drop(entry), IDLE_MS).unref() };
            idle.push(entry);
          }
          leave();
        },
      };
    } catch (error) {
      leave();
      throw error;
    }
  }

  async function enter(signal?: AbortSignal): Promise<void> {
    while (taken >= options.connections && !closed) {
      await new Promise<void>((resolve) => queue.push(resolve));
      if (signal?.aborted) {
        queue.shift()?.();
        signal.throwIfAborted();
      }
    }
    taken += 1;
  }

  return {
    borrow,
    async reserve() {
      await enter();
      const waiting = taken + idle.length > options.connections ? idle[0] : undefined;
      if (waiting) drop(waiting);
      let given = false;
      return {
        give() {
          if (given) return;
          given = true;
          leave();
        },
      };
    },
    async lend(work, signal) {
      const { link, release } = await borrow(signal);
      let broken = true;
      try {
        const result = await work(link);
        broken = false;
        return result;
      } finally {
        release(broken);
      }
    },
    close() {
      closed = true;
      for (const entry of idle.slice()) drop(entry);
      for (const link of lent) disconnect(link);
      for (const wake of queue.splice(0)) wake();
    },
  };
}
