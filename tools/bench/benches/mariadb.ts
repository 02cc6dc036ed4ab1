import { setTimeout as sleep } from 'node:timers/promises';
import type { RowDataPacket } from 'mysql2/promise';
import { mysqlConnector } from '@platform/source-mysql';
import { mariadbMissing } from '@platform/source-mysql/testing';
import { wholeOption, type Bench } from '../bench.ts';
import { MARIADB_ROW, POSTGRES_ROW, seed, writeLoad } from '../mariadb/load.ts';
import { openMariadbStage, type MariadbStage } from '../mariadb/stage.ts';

const SEEDED = 200_000;

export const bench: Bench = {
  what: 'Change capture from MariaDB into the lake, checked, exactly once, against a MariaDB replica applying the same log.',
  unit: 'changes a second, end to end',
  async run({ options, say }) {
    if (mariadbMissing !== undefined) throw new Error(`not run: ${mariadbMissing}`);
    const changes = wholeOption(options, 'changes', 300_000);
    const threads = wholeOption({ threads: '1', ...options }, 'threads', 1);
    say('starting two MariaDB servers and a PostgreSQL cluster');
    const stage = await openMariadbStage({ replicaFlush: 2, threads: threads === 1 ? 0 : threads });
    try {
      await seed(stage.source, SEEDED);
      const version = await prepareBoth(stage);
      say(`writing ${changes} changes`);
      const written = await writeLoad(stage.source, changes, { from: SEEDED + 1, rows: SEEDED });
      say('decoding alone: the reader with nothing behind it');
      const decoding = await decode(stage, written);
      say(`  ${decoding} changes a second`);
      say('MariaDB’s own replica');
      const peer = await drain(
        () => stage.replica.query('start slave'),
        async (id) =>
          (await stage.replica.query<RowDataPacket[]>('select 1 from department.`load` where id = ?', [id]))[0].length >
          0,
        written,
      );
      await stage.replica.query('stop slave');
      say(`  ${Math.round(peer.perSecond)} changes a second`);
      say('the rail');
      let rail: ReturnType<MariadbStage['rail']> | undefined;
      const before = process.cpuUsage();
      const ours = await drain(
        () => {
          rail = stage.rail();
          return Promise.resolve();
        },
        async (id) => (await stage.hub.pool.query('select from lake.raw_load where id = $1', [id])).rows.length > 0,
        written,
      );
      const used = process.cpuUsage(before);
      say(`  ${Math.round(ours.perSecond)} changes a second`);
      await rail?.stop();
      const equal = await sameRows(stage);
      if (!equal) throw new Error('The lake is not what the source is');
      return {
        ours: Math.round(ours.perSecond),
        peer: Math.round(peer.perSecond),
        peer_name: `replica of MariaDB ${version}`,
        ratio: Math.round((ours.perSecond / peer.perSecond) * 1_000) / 1_000,
        decode_only: decoding,
        changes: written,
        seconds: Math.round(ours.seconds * 100) / 100,
        peer_seconds: Math.round(peer.seconds * 100) / 100,
        rss_mb: Math.round(process.resourceUsage().maxRSS / 1024),
        cpu_seconds: Math.round((used.user + used.system) / 1e4) / 100,
        equal,
        server: version,
        same: 'the same binary log from the same place, one after the other; 60 % inserts, 30 % updates, 10 % deletes in transactions of 1 to 50',
        ours_means:
          'decoded by our own reader, every value checked, written to PostgreSQL with source, batch and time, its place in the same transaction, synchronous commit; reader, checker and this bench in one process',
        peer_means: `master_use_gtid = slave_pos, ${threads === 1 ? 'one applier thread (the default)' : `${threads} applier threads`}, innodb_flush_log_at_trx_commit = 2, no log of its own`,
        decode_only_means: 'from the log to Change events with text values, thrown away',
      };
    } finally {
      await stage.stop();
    }
  },
};

/** Both hold the seeded rows and stand in the log before the load. */
async function prepareBoth(stage: MariadbStage): Promise<string> {
  await stage.replica.query('start slave');
  await until(async () => (await count(stage)) === SEEDED);
  await stage.replica.query('stop slave');
  await stage.connectLine();
  const rail = stage.rail();
  await until(async () => {
    const line = await stage.hub.pool.query<{ state: string; fault: unknown }>(
      'select state, fault from exchange.line',
    );
    if (line.rows[0]?.state === 'held' || line.rows[0]?.state === 'failed')
      throw new Error(JSON.stringify(line.rows[0].fault));
    return line.rows[0]?.state === 'live';
  });
  await rail.stop();
  await stage.hub.pool.query('vacuum analyze lake.raw_load');
  const [[row]] = await stage.source.query<RowDataPacket[]>('select version() as version');
  return String(row?.['version']);
}

async function count(stage: MariadbStage): Promise<number> {
  const [[row]] = await stage.replica
    .query<RowDataPacket[]>('select count(*) as n from department.`load`')
    .catch((): [RowDataPacket[], unknown] => [[], undefined]);
  return Number(row?.['n'] ?? 0);
}

async function until(done: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 240_000; !(await done()); await sleep(100))
    if (Date.now() > end) throw new Error('It takes too long');
}

/** From the moment the first change is there to the one when the last is. */
async function drain(
  start: () => Promise<unknown>,
  there: (id: number) => Promise<boolean>,
  changes: number,
): Promise<{ perSecond: number; seconds: number }> {
  await start();
  while (!(await there(0))) await sleep(2);
  const began = performance.now();
  while (!(await there(-1))) await sleep(10);
  const seconds = (performance.now() - began) / 1_000;
  return { seconds, perSecond: changes / seconds };
}

/** Reads the load from where the line stands, keeps nothing. @returns changes a second */
async function decode(stage: MariadbStage, written: number): Promise<number> {
  const { rows } = await stage.hub.pool.query<{ position: string }>('select position from exchange.capture');
  const session = await mysqlConnector.open({
    settings: { host: '127.0.0.1', port: stage.server.port, database: 'department', user: 'reader' },
    secret: { password: 'reader-of-the-bench' },
    limits: { connections: 3 },
    application: 'yiwang-bench',
  });
  try {
    const shape = await session.shape({ schema: 'department', table: 'load' });
    const columns = shape.columns.map((column) => column.name);
    const stream = await session.capture?.open({
      name: 'decode',
      tables: [{ shape, columns }],
      after: rows[0]?.position ?? '',
      signal: AbortSignal.timeout(120_000),
    });
    const began = performance.now();
    let changes = 0;
    for await (const event of stream ?? []) {
      if (event.kind === 'changes') changes += event.changes.length;
      if (event.kind === 'commit' && changes >= written - written * 0.05) {
        // Deleted and updated rows that were gone wrote nothing: the last commit is known by its end.
        if (session.capture && session.capture.compare(event.position, await session.capture.end()) >= 0) break;
      }
    }
    if (changes !== written) throw new Error(`${written} changes were written and ${changes} were told`);
    return Math.round(changes / ((performance.now() - began) / 1_000));
  } finally {
    await session.close();
  }
}

/** Whether the lake holds exactly the source's rows, by sums of hashes that both databases can make. */
async function sameRows(stage: MariadbStage): Promise<boolean> {
  const [[source]] = await stage.source.query<RowDataPacket[]>(
    `select cast(count(*) as char) as n, cast(sum(cast(conv(left(md5(${MARIADB_ROW}), 8), 16, 10) as unsigned)) as char) as hash from \`load\``,
  );
  const lake = await stage.hub.pool.query<{ n: string; hash: string }>(
    `select count(*)::text as n, sum(('x' || left(md5(${POSTGRES_ROW}), 8))::bit(32)::bigint)::text as hash from lake.raw_load`,
  );
  return source?.['n'] === lake.rows[0]?.n && source?.['hash'] === lake.rows[0]?.hash;
}
