import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSeconds } from '../machine.ts';
import { COLUMNS, INVALID_EVERY } from './holdings-table.ts';
import type { Servers } from './servers.ts';

/** Whether `psql` can be run here. */
export function psqlThere(): boolean {
  return spawnSync('psql', ['--version']).status === 0;
}

export type Copying = { seconds: number; cpu: { source: number; hub: number } };

/** `psql -c "COPY t TO STDOUT" | psql -c "COPY t FROM STDIN"`, into a table with the same columns and primary key. */
export async function copyByPsql(servers: Servers, rows: number): Promise<Copying> {
  await servers.hub.pool.query(
    `drop table if exists peer_holdings; create table peer_holdings (${COLUMNS}, primary key (id))`,
  );
  await servers.settle();
  const before = [cpuSeconds(servers.pids.source).server, cpuSeconds(servers.pids.hub).server] as const;
  const began = performance.now();
  const reading = spawn('psql', [servers.sourceUrl, '-qc', 'copy holdings to stdout'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // The pipe is handed to the second psql as it is: nothing of ours stands between them.
  const writing = spawn('psql', [servers.hubUrl, '-qc', 'copy peer_holdings from stdin'], {
    stdio: [reading.stdout, 'inherit', 'inherit'],
  });
  const [[read], [wrote]] = await Promise.all([once(reading, 'exit'), once(writing, 'exit')]);
  const seconds = (performance.now() - began) / 1_000;
  const after = [cpuSeconds(servers.pids.source).server, cpuSeconds(servers.pids.hub).server] as const;
  if (read !== 0 || wrote !== 0) throw new Error(`psql failed: ${read}, ${wrote}`);
  const { rows: counted } = await servers.hub.pool.query<{ count: bigint }>(
    'select count(*) as count from peer_holdings',
  );
  if (Number(counted[0]?.count) !== rows) throw new Error(`psql copied ${String(counted[0]?.count)} rows`);
  await servers.hub.pool.query('drop table peer_holdings');
  const used = (of: 0 | 1): number => Math.round((after[of] - before[of]) * 10) / 10;
  return { seconds, cpu: { source: used(0), hub: used(1) } };
}

/** Seconds of one reading: all of it, those from the last chunk's end on (indexes, the end of the run), and CPU by process. */
export type Reading = { seconds: number; ending: number; cpu: { node: number; source: number; hub: number } };

/** A whole reading of the line into the empty lake table, from the moment it is asked for until the run is done */
export async function readByRun(servers: Servers, rows: number): Promise<Reading> {
  const { pool } = servers.hub;
  await pool.query('truncate lake.raw_holdings');
  await pool.query('truncate exchange.quarantined');
  await servers.settle();
  const before = [cpuSeconds(servers.pids.source), cpuSeconds(servers.pids.hub)] as const;
  const began = performance.now();
  const { rows: asked } = await pool.query<{ id: string }>(
    `insert into exchange.run (id, line_id, reason, state, created_at, trace) values (gen_random_uuid(), 'bench-line', 'asked', 'waiting', now(), 'bench') returning id`,
  );
  await pool.query(`select pg_notify('yiwang_rail', '')`);
  const id = asked[0]?.id;
  for (;;) {
    await sleep(20);
    const { rows: found } = await pool.query<{ state: string; fault: unknown }>(
      'select state, fault from exchange.run where id = $1',
      [id],
    );
    const run = found[0];
    if (run?.state === 'done') break;
    if (run?.state !== 'waiting' && run?.state !== 'running')
      throw new Error(`The run ended ${run?.state}: ${JSON.stringify(run?.fault)}`);
  }
  const seconds = (performance.now() - began) / 1_000;
  const after = [cpuSeconds(servers.pids.source), cpuSeconds(servers.pids.hub)] as const;
  const { rows: ends } = await pool.query<{ ending: number }>(
    `select extract(epoch from finished_at - (select max(done_at) from exchange.chunk where run_id = r.id))::float8 as ending from exchange.run r where id = $1`,
    [id],
  );
  await checkLake(servers, rows);
  const used = (of: 0 | 1, what: 'node' | 'server'): number =>
    Math.round((after[of][what] - before[of][what]) * 10) / 10;
  return {
    seconds,
    ending: Math.round((ends[0]?.ending ?? 0) * 10) / 10,
    cpu: { node: used(0, 'node'), source: used(0, 'server'), hub: used(1, 'server') },
  };
}

/** The lake must hold every sound row as the source has it, and quarantine the others. */
async function checkLake({ source, hub }: Servers, rows: number): Promise<void> {
  const SUMS = `count(*)::int as count, sum(id)::text as ids, sum(hashtextextended(concat_ws('|', citizen_id, name, sex, born, phone, address, registered_on, updated_at, status, points), 0))::text as texts, sum(amount)::text as amounts`;
  const bad = Math.floor(rows / INVALID_EVERY);
  const [{ rows: wanted }, { rows: there }, { rows: kept }] = await Promise.all([
    source.query(`select ${SUMS} from holdings where id % ${INVALID_EVERY} <> 0`),
    hub.pool.query(`select ${SUMS} from lake.raw_holdings where _source = 'bench-line'`),
    hub.pool.query<{ count: number }>(`select count(*)::int as count from exchange.quarantined where state = 'kept'`),
  ]);
  if (JSON.stringify(wanted) !== JSON.stringify(there))
    throw new Error(`The lake differs: ${JSON.stringify([wanted, there])}`);
  if (kept[0]?.count !== bad) throw new Error(`${String(kept[0]?.count)} rows in quarantine instead of ${bad}`);
}
