import { createHash } from 'node:crypto';
import type { CaptureReader, Retention } from '@platform/sources';
import { sourceErrors } from '@platform/sources';
import { readCharsets } from './binlog/charsets.ts';
import { openStream } from './binlog/stream.ts';
import { MOST_OFFSET } from './binlog/protocol.ts';
import { readShape, type Server } from './catalogue.ts';
import { connect, disconnect, type Link, type Links } from './connect.ts';
import { findObstacles } from './obstacles.ts';
import { comparePositions, fileNumber, formatPosition, parsePosition, sawTransaction } from './position.ts';
import type { Target } from './settings.ts';
import { logEnd } from './snapshot.ts';

type Deps = {
  target: Target;
  server: Server;
  links: Links;
  application: string;
  /** A connection less for reading while a stream is open. @throws sources.bad-settings when there would be none */
  reserve(): Promise<{ give(): void }>;
};
type Log = { file: string; size: number };

export function captureReader({ target, server, links, application, reserve }: Deps): CaptureReader {
  /** The server keeps no place for anyone: what was kept for good here, by name. */
  const places = new Map<string, { position: string; at?: Date }>();
  const { place } = target;
  let paceSample: { at: number; position: string } | undefined;

  const readLogs = async (link: Link): Promise<Log[]> =>
    (await link.ask('show binary logs')).map((row) => ({
      file: row['Log_name'] ?? '',
      size: Number(row['File_size']),
    }));
  async function end(link: Link): Promise<string> {
    const told = await logEnd(link, server);
    if (told === undefined) throw sourceErrors.failed({ place, reason: '未开启二进制日志 / no binary log' });
    return told;
  }
  /** Whether the log can still be read from here on. */
  async function reaches(link: Link, position: string): Promise<boolean> {
    const { file, offset, gtid, server: wrote } = parsePosition(position);
    const now = await end(link);
    if (wrote !== '' && wrote !== parsePosition(now).server) return false;
    if (comparePositions(position, now) > 0) return false;
    const log = (await readLogs(link)).find((each) => each.file === file);
    if (log === undefined || offset > log.size) return false;
    if (!server.mariadb || gtid === '' || offset > MOST_OFFSET) return true;
    // After RESET MASTER there is a log of the same name with other contents.
    const there = await gtidAt(link, { file, offset });
    return there !== undefined && sorted(there) === sorted(gtid);
  }
  async function gtidAt(link: Link, { file, offset }: { file: string; offset: number }): Promise<string | undefined> {
    const [row] = await link.ask('select binlog_gtid_pos(?, ?) as gtid', [file, offset]);
    return row?.['gtid'] ?? undefined;
  }
  const lost = (): Error => sourceErrors.logLost({ place });

  return {
    obstacles: (tables) => links.lend((link) => findObstacles(link, server, `'${target.user}'@'…'`, tables)),

    async prepare(name, _tables, known) {
      return links.lend(async (link) => {
        const here = known ?? places.get(name)?.position;
        if (here !== undefined && (await reaches(link, here))) {
          places.set(name, { position: here });
          return { position: here, fresh: false };
        }
        const at = parsePosition(await end(link));
        const position = formatPosition({ ...at, gtid: server.mariadb ? ((await gtidAt(link, at)) ?? '') : '' });
        places.set(name, { position });
        // Nothing is made at the server, so nothing is new there: fresh only when what the caller has is out of reach.
        return { position, fresh: here !== undefined };
      });
    },

    async open({ name, tables, after, signal }) {
      const charsets = await links.lend(async (link) => {
        if (!(await reaches(link, after))) throw lost();
        return readCharsets(link);
      });
      const reserved = await reserve();
      let link: Link | undefined;
      try {
        link = await connect(target, application);
        places.set(name, { position: after });
        return await openStream({
          link,
          target,
          mariadb: server.mariadb,
          after: await fromNextFile(after),
          serverId: target.serverId ?? numberOf(name),
          application,
          tables,
          charsets,
          signal,
          lookUp: (table) => links.lend((other) => readShape(other, server, table)).catch((): undefined => undefined),
          acknowledged(position, at) {
            const before = places.get(name);
            if (before && comparePositions(position, before.position) < 0) return;
            const known = at ?? before?.at;
            places.set(name, { position, ...(known === undefined ? {} : { at: known }) });
          },
          closed: () => reserved.give(),
        });
      } catch (error) {
        if (link) disconnect(link);
        reserved.give();
        throw error;
      }
    },

    async retention(name): Promise<Retention> {
      const kept = places.get(name);
      if (kept === undefined) return { bytes: 0, lost: false };
      return links.lend(async (link) => {
        if (!(await reaches(link, kept.position))) return { bytes: 0, lost: true };
        const { file, offset } = parsePosition(kept.position);
        const logs = await readLogs(link);
        let bytes = -offset;
        for (const log of logs) if (fileNumber(log.file) >= fileNumber(file)) bytes += log.size;
        const behind = comparePositions(kept.position, await end(link)) < 0;
        const seconds =
          behind && kept.at ? Math.max(0, Math.round((Date.now() - kept.at.getTime()) / 1000)) : undefined;
        return { bytes: Math.max(0, bytes), lost: false, ...(seconds === undefined ? {} : { seconds }) };
      });
    },

    end: () => links.lend(end),

    async pace() {
      return links.lend(async (link) => {
        paceSample ??= { at: Date.now(), position: await end(link) };
        if (Date.now() - paceSample.at < 1000) await new Promise((resolve) => setTimeout(resolve, 1000));
        const position = await end(link);
        const logs = await readLogs(link);
        const from = parsePosition(paceSample.position);
        if (!logs.some((log) => log.file === from.file)) {
          paceSample = undefined;
          return undefined;
        }
        let bytes = -from.offset;
        const until = parsePosition(position);
        for (const log of logs) {
          if (fileNumber(log.file) < fileNumber(from.file) || fileNumber(log.file) > fileNumber(until.file)) continue;
          bytes += log.file === until.file ? until.offset : log.size;
        }
        const now = Date.now();
        const rate = bytes / ((now - paceSample.at) / 1000);
        // The rate of lately: the sample is moved on once it is old.
        if (now - paceSample.at > 60_000) paceSample = { at: now, position };
        return Math.max(0, rate);
      });
    },

    drop(name) {
      places.delete(name);
      return Promise.resolve();
    },

    compare: comparePositions,
    saw: sawTransaction,
    distance(from, to) {
      const left = parsePosition(from);
      const right = parsePosition(to);
      return left.file === right.file ? right.offset - left.offset : undefined;
    },
  };

  /** No position of more than 32 bits can be asked for; but beyond that only the end of the file's last transaction can lie. */
  async function fromNextFile(after: string): Promise<string> {
    const at = parsePosition(after);
    if (at.offset <= MOST_OFFSET) return after;
    const logs = await links.lend(readLogs);
    const next = logs.find((log) => fileNumber(log.file) === fileNumber(at.file) + 1);
    if (next === undefined) throw lost();
    return formatPosition({ ...at, file: next.file, offset: 4 });
  }
}

const sorted = (gtids: string): string => gtids.split(',').toSorted().join(',');

/** A replica number that hardly anyone has, always the same for a name: between 2^30 and 2^31. */
function numberOf(name: string): number {
  return 2 ** 30 + (createHash('sha256').update(name).digest().readUInt32BE(0) % 2 ** 30);
}
