import { setTimeout as sleep } from 'node:timers/promises';
import { wholeOption, type Bench } from '../bench.ts';
import { measureDelay } from '../capture/delay.ts';
import { COLUMNS, seed, writeLoad } from '../capture/load.ts';
import { cpuSeconds } from '../machine.ts';
import { openCaptureStage, type CaptureStage, type RailProcess } from '../capture/stage.ts';

const SEEDED = 200_000;

export const bench: Bench = {
  what: "Change capture from PostgreSQL into the lake, checked, exactly once, against PostgreSQL's own logical replication of the same log between the same clusters.",
  unit: 'changes a second, end to end',
  async run({ options, say }) {
    const changes = wholeOption(options, 'changes', 600_000);
    const great = wholeOption(options, 'great', 2_000_000);
    const seconds = wholeOption(options, 'seconds', 20);
    const profile = options['profile'] !== undefined;
    say('starting two PostgreSQL clusters');
    const stage = await openCaptureStage();
    let rail: RailProcess | undefined;
    try {
      await seed(stage.source, SEEDED);
      await prepareBoth(stage);
      say(`writing ${changes} changes`);
      const written = await writeLoad(stage.source, changes, { from: SEEDED + 1, rows: SEEDED });
      say('PostgreSQL’s own logical replication');
      const peer = await drain(
        stage,
        () => stage.peer.query('alter subscription peer enable'),
        async (id) => (await stage.peer.query('select from load where id = $1', [id])).rows.length > 0,
        written,
      );
      await stage.peer.query('alter subscription peer disable');
      say(`  ${Math.round(peer.perSecond)} changes a second`);
      say('the rail');
      const ours = await drain(
        stage,
        async () => {
          rail = await stage.rail({ profile });
        },
        async (id) => (await stage.hub.pool.query('select from lake.raw_load where id = $1', [id])).rows.length > 0,
        written,
        () => rail,
      );
      const drainMemory = (rail as unknown as RailProcess).mostMemory();
      say(`  ${Math.round(ours.perSecond)} changes a second`);
      const equal = await sameRows(stage);
      if (!equal) throw new Error('The lake is not what the source is');
      if (options['only'] === 'drain') {
        await (rail as unknown as RailProcess).stop();
        return {
          ours: Math.round(ours.perSecond),
          peer: Math.round(peer.perSecond),
          ratio: ratio(ours.perSecond, peer.perSecond),
          rss_mb: drainMemory,
          cpu: ours.cpu,
          peer_cpu: peer.cpu,
        };
      }
      say('delay at 3,500 changes a second');
      const delay = await measureDelay(stage, { perSecond: 3_500, seconds, from: SEEDED + changes + 1_000 });
      say(`  p50 ${delay.p50} ms, p99 ${delay.p99} ms`);
      say(`one transaction of ${great} rows`);
      const began = performance.now();
      await stage.source.query(
        `insert into load (id, name, kind, quantity, address) select i, '姓名' || i, 'great', i % 1000, '鼓楼区解放路' || i % 999 || '号' from generate_series(10000000::bigint, ${10_000_000 + great - 1}) i`,
      );
      while (
        (await stage.hub.pool.query('select from lake.raw_load where id = $1', [10_000_000 + great - 1])).rows
          .length === 0
      )
        await sleep(50);
      const greatSeconds = (performance.now() - began) / 1_000;
      if (!(await sameRows(stage))) throw new Error('The lake is not what the source is');
      const memory = (rail as unknown as RailProcess).mostMemory();
      await (rail as unknown as RailProcess).stop();
      return {
        ours: Math.round(ours.perSecond),
        peer: Math.round(peer.perSecond),
        ratio: ratio(ours.perSecond, peer.perSecond),
        p50_ms: delay.p50,
        p99_ms: delay.p99,
        delay_at: delay.perSecond,
        rss_mb: memory,
        rss_mb_draining: drainMemory,
        great_transaction_rows: great,
        great_transaction_seconds: Math.round(greatSeconds * 10) / 10,
        changes: written,
        cpu_cores: ours.cpu,
        peer_cpu_cores: peer.cpu,
        seconds: Math.round(ours.seconds * 100) / 100,
        peer_seconds: Math.round(peer.seconds * 100) / 100,
        equal,
        postgres: stage.version,
        same: 'the same log from the same place, into an empty-handed subscriber and the rail one after the other, on durable clusters on this machine',
        ours_means:
          'decoded, every value checked, written with source, batch and time, its place written in the same transaction, synchronous commit',
        peer_means: `CREATE SUBSCRIPTION with its defaults (synchronous_commit off) into a table (${COLUMNS.split(',')[0]}, …) without other indexes`,
      };
    } catch (error) {
      await rail?.stop().catch(() => undefined);
      throw error;
    } finally {
      await stage.stop();
    }
  },
};

const ratio = (ours: number, peer: number): number => Math.round((ours / peer) * 1_000) / 1_000;

/** Both begin with the seeded rows and keep their place in the log from before the load. */
async function prepareBoth(stage: CaptureStage): Promise<void> {
  await stage.peer.query(`create table load (${COLUMNS})`);
  await stage.source.query('create publication peer for table load');
  await stage.source.query(`select pg_create_logical_replication_slot('peer', 'pgoutput')`);
  const { rows } = await stage.source.query<Record<string, string>>('select * from load');
  void rows;
  await copyOver(stage);
  await stage.peer.query(`create subscription peer connection '${stage.sourceUrl.replaceAll("'", "''")}' publication peer
    with (slot_name = 'peer', create_slot = false, enabled = false, copy_data = false)`);
  await stage.connectLine();
  const rail = await stage.rail();
  for (;;) {
    const line = await stage.hub.pool.query<{ state: string; fault: unknown }>(
      `select state, fault from exchange.line`,
    );
    if (line.rows[0]?.state === 'live') break;
    if (line.rows[0]?.state === 'held') throw new Error(JSON.stringify(line.rows[0].fault));
    await sleep(100);
  }
  await rail.stop();
  await stage.hub.pool.query('vacuum analyze lake.raw_load');
  await stage.peer.query('vacuum analyze load');
}

async function copyOver(stage: CaptureStage): Promise<void> {
  const columns = COLUMNS.split(',')
    .map((column) => column.trim().split(/[\s]/)[0])
    .filter((name) => name && !/^\d/.test(name));
  const { rows } = await stage.source.query<{ all: string }>(
    `select jsonb_agg(t)::text as all from (select ${columns.join(', ')} from load) t`,
  );
  await stage.peer.query(`insert into load select * from jsonb_populate_recordset(null::load, $1::jsonb)`, [
    rows[0]?.all,
  ]);
}

/** From the moment the first change is there to the one when the last is. */
async function drain(
  stage: CaptureStage,
  start: () => Promise<unknown>,
  there: (id: number) => Promise<boolean>,
  changes: number,
  rail: () => RailProcess | undefined = () => undefined,
): Promise<{ perSecond: number; seconds: number; cpu: Cpu }> {
  await start();
  while (!(await there(0))) await sleep(2);
  const began = performance.now();
  const before = cpuOf(stage, rail());
  while (!(await there(-1))) await sleep(10);
  const seconds = (performance.now() - began) / 1_000;
  const after = cpuOf(stage, rail());
  const cores = (name: keyof Cpu): number => Math.round(((after[name] - before[name]) / seconds) * 100) / 100;
  return {
    seconds,
    perSecond: changes / seconds,
    cpu: { source: cores('source'), hub: cores('hub'), rail: cores('rail'), machine: cores('machine') },
  };
}

/** Cores in use on the average; what `machine` has beside these is other programs. */
type Cpu = { source: number; hub: number; rail: number; machine: number };

function cpuOf(stage: CaptureStage, rail: RailProcess | undefined): Cpu {
  const { server: source, machine } = cpuSeconds(stage.pids.source);
  return { source, hub: cpuSeconds(stage.pids.hub).server, rail: rail?.cpu() ?? 0, machine };
}

/** Whether the lake holds exactly the source's rows. */
async function sameRows(stage: CaptureStage): Promise<boolean> {
  const sum = `select count(*)::text as rows, sum(hashtextextended(concat_ws('|', id, name, kind, amount, quantity, born, changed_at, address, code, open, note, ref), 0)::numeric)::text as sum`;
  const [source, lake] = await Promise.all([
    stage.source.query<{ rows: string; sum: string }>(`${sum} from load`),
    stage.hub.pool.query<{ rows: string; sum: string }>(`${sum} from lake.raw_load`),
  ]);
  return source.rows[0]?.rows === lake.rows[0]?.rows && source.rows[0]?.sum === lake.rows[0]?.sum;
}
