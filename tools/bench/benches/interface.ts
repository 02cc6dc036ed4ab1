import { spawnSync } from 'node:child_process';
import { wholeOption, type Bench, type BenchContext } from '../bench.ts';
import { cpuSeconds } from '../machine.ts';
import { openInterfaceStage, PGBENCH, type InterfaceStage, type Service } from '../interface/stage.ts';
import type { LoadResult } from '../interface/load.ts';

/** More than any round can use; signing is done before the clock runs. */
const READY_PER_SECOND = 28_000;

export const bench: Bench = {
  what: 'Point look-ups through a data interface over HTTP, everything on (key, signature, nonce, grant, mask, purpose, usage record, record of the read, receipt), against pgbench -S and an unguarded route.',
  unit: 'look-ups a second',
  async run({ options, say }: BenchContext) {
    const people = wholeOption(options, 'people', 100_000);
    const seconds = wholeOption(options, 'seconds', 8);
    const rounds = wholeOption(options, 'rounds', 5);
    const clients = wholeOption(options, 'clients', 256);
    say('starting PostgreSQL, filling the registry');
    const stage = await openInterfaceStage(people, say);
    try {
      const ours: LoadResult[] = [];
      const plain: LoadResult[] = [];
      const pgbench: number[] = [];
      const settling: number[] = [];
      const cpu: { node: number; postgres: number; callers: number }[] = [];
      let counted = 0;
      const product = await stage.product();
      await stage.load(order(stage, product, 3, clients)).then(({ answered }) => (counted += answered));
      await settled(stage);
      for (let round = 0; round < rounds; round += 1) {
        pgbench.push(runPgbench(stage, clients, seconds));
        const unguarded = await stage.plain(Math.min(clients, 20));
        await stage.load(plainOrder(stage, unguarded, 1, clients));
        plain.push(expectAll(await stage.load(plainOrder(stage, unguarded, seconds, clients))));
        await unguarded.stop();
        if (options['profile'] === true && round === 0) await product.profile('start');
        const before = usage(product, stage);
        const result = expectAll(await stage.load(order(stage, product, seconds, clients)));
        const after = usage(product, stage);
        if (options['profile'] === true && round === 0) await product.profile('/tmp/yiwang-interface.cpuprofile');
        cpu.push(perCall(before, after, result));
        counted += result.answered;
        ours.push(result);
        settling.push(await settled(stage));
        say(
          `round ${round + 1}: pgbench ${Math.round(pgbench.at(-1) as number)}, unguarded ${Math.round((plain.at(-1) as LoadResult).perSecond)}, ours ${Math.round(result.perSecond)} a second, unpacked and chained ${settling.at(-1)} s later`,
        );
      }
      const speed = median(ours.map(({ perSecond }) => perSecond));
      if (options['profile'] === 'half') await product.profile('start');
      const half = expectAll(
        await stage.load({ ...order(stage, product, seconds, clients), rate: Math.floor(speed / 2) }),
      );
      counted += half.answered;
      if (options['profile'] === 'half') await product.profile('/tmp/yiwang-interface-half.cpuprofile');
      await product.stop();
      const kept = await count(stage);
      if (
        kept.calls !== counted ||
        kept.usage !== counted ||
        kept.receipts !== counted ||
        kept.reads !== counted ||
        kept.unmarked !== 0
      )
        throw new Error(`${counted} calls were answered, but the database has ${JSON.stringify(kept)}`);
      return {
        ours: Math.round(speed),
        // Each round against its own: a machine that others share is not equally fast in all of them.
        ratio_pgbench: median(ours.map(({ perSecond }, index) => ratio(perSecond, pgbench[index] as number))),
        ratio_plain: median(
          ours.map(({ perSecond }, index) => ratio(perSecond, (plain[index] as LoadResult).perSecond)),
        ),
        p99_ms: half.p99,
        p50_ms: half.p50,
        half_load_per_second: Math.round(half.perSecond),
        pgbench: Math.round(median(pgbench)),
        plain: Math.round(median(plain.map(({ perSecond }) => perSecond))),
        full_load_p99_ms: median(ours.map(({ p99 }) => p99)),
        // With the time until every call was unpacked, every read chained and every receipt sealed counted in.
        settled_per_second: Math.round(
          median(ours.map(({ answered, seconds: took }, index) => answered / (took + (settling[index] as number)))),
        ),
        settle_seconds: median(settling),
        cpu_us_per_call: cpu.at(-1),
        clients,
        rounds: ours.map(({ perSecond }, index) => ({
          ours: Math.round(perSecond),
          pgbench: Math.round(pgbench[index] as number),
          plain: Math.round((plain[index] as LoadResult).perSecond),
        })),
        counted: kept,
        interface: stage.call.interface,
        people,
        postgres: stage.version,
        peer_name: `${PGBENCH} -S -M prepared -c ${clients} -j 2; Fastify with a pg pool and one prepared statement`,
        database:
          'embedded PostgreSQL, fsync and synchronous_commit on, TCP on this machine; server, callers and database share its cores',
      };
    } finally {
      await stage.stop();
    }
  },
};

function order(stage: InterfaceStage, { port }: Service, seconds: number, clients: number) {
  const { interface: id, keyId, secret, purpose, parameter } = stage.call;
  return {
    port,
    clients,
    seconds,
    path: `/api/open/interfaces/${id}`,
    signed: { keyId, secret, purpose, parameter },
    keys: stage.keys,
    ready: seconds * READY_PER_SECOND,
  };
}

/** The same look-ups by the route that guards nothing. */
function plainOrder(stage: InterfaceStage, { port }: Service, seconds: number, clients: number) {
  return { port, clients, seconds, path: '/people', keys: stage.keys, ready: seconds * 2 * READY_PER_SECOND };
}

function runPgbench(stage: InterfaceStage, clients: number, seconds: number): number {
  const { stdout, stderr } = spawnSync(
    PGBENCH,
    ['-n', '-S', '-M', 'prepared', '-c', String(clients), '-j', '2', '-T', String(seconds), stage.databaseUrl],
    { encoding: 'utf8' },
  );
  const tps = /tps = ([\d.]+) \(without/.exec(stdout)?.[1];
  if (tps === undefined) throw new Error(`pgbench said nothing of its speed: ${stderr}`);
  return Number(tps);
}

function expectAll(result: LoadResult): LoadResult {
  if (result.other > 0)
    throw new Error(`${result.other} requests were not answered with 200; the first: ${result.example}`);
  return result;
}

const usage = (product: Service, stage: InterfaceStage) => ({
  node: cpuSeconds(product.pid).server,
  postgres: cpuSeconds(stage.cluster.pid).server,
});

function perCall(
  before: ReturnType<typeof usage>,
  after: ReturnType<typeof usage>,
  { answered, cpuMicros }: LoadResult,
) {
  const micro = (used: number): number => Math.round((used / answered) * 1e7) / 10;
  return {
    node: micro(after.node - before.node),
    postgres: micro(after.postgres - before.postgres),
    callers: micro(cpuMicros / 1e6),
  };
}

/** Waits until nothing is packed, unchained or unsealed any more, so that what is measured next has the machine for itself; the seconds it took. */
async function settled(stage: InterfaceStage): Promise<number> {
  const began = performance.now();
  for (;;) {
    const { rows } = await stage.pool.query<{
      left: boolean;
    }>(`select exists (select from interfaces.call_pack) or exists (select from platform.read_pack)
      or exists (select from platform.data_read where seq is null) or exists (select from platform.receipt_chunk where batch is null) as left`);
    if (!rows[0]?.left) return Math.round((performance.now() - began) / 100) / 10;
    await new Promise((resume) => setTimeout(resume, 100));
  }
}

async function count(stage: InterfaceStage) {
  const { rows } = await stage.pool.query<Record<string, string>>(`select
    (select count(*) from interfaces.call_seen where status = 200) as calls,
    (select sum(calls) from interfaces.usage) as usage,
    (select sum(cardinality(ids)) from platform.receipt_chunk) as receipts,
    (select count(*) from platform.read_seen) as reads,
    (select count(*) from interfaces.call_batch where answered_at is null or unsent <> '{}') as unmarked,
    (select count(*) from platform.receipt_chunk where batch is null) as unsealed`);
  return Object.fromEntries(Object.entries(rows[0] ?? {}).map(([name, value]) => [name, Number(value)])) as Record<
    'calls' | 'usage' | 'receipts' | 'reads' | 'unmarked' | 'unsealed',
    number
  >;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const ratio = (ours: number, peer: number): number => Math.round((ours / peer) * 1000) / 1000;
