import { setTimeout as sleep } from 'node:timers/promises';
import type { CrashStage } from './stage.ts';
import { lineOf, TABLES, type CrashTable } from './tables.ts';

const PATIENCE_MS = 90_000;
const SHOWN = 5;

/** What source and lake were found to have, when nothing was on its way. */
export type Found = {
  rows: number;
  changes: number;
  /** Rows of the source that the lake has not, and changes that the stream has not. */
  lost: number;
  /** Changes told twice, and rows that the lake has and the source has not. */
  doubled: number;
  /** Rows that are not the same, and keys whose changes came in another order. */
  differing: number;
  /** In words, with some keys. */
  faults: string[];
};

/** Where the stream was checked up to: what came before was found whole. */
export type Checked = { n: string; seq: string };

/** Waits until the lake has all that the source has committed. The writer must have paused. @throws when it does not come in time */
export async function catchUp(stage: CrashStage): Promise<number> {
  const began = Date.now();
  const [end] = await stage.sourceSql<{ lsn: string }>('select pg_current_wal_insert_lsn()::text as lsn');
  // A change of each connection's own behind it, so that its place moves at once.
  await stage.sourceSql(
    `insert into papers values (0, 'marker', 'marker', 1) on conflict (id) do update set pages = papers.pages + 1`,
  );
  await stage.sourceSql(
    `insert into bulk values (0, 1, 'marker') on conflict (id) do update set batch = bulk.batch + 1`,
  );
  for (;;) {
    const [row] = await stage.hubSql<{ there: boolean }>(
      `select count(*) filter (where position::pg_lsn >= $1::pg_lsn) = 2 as there from exchange.capture`,
      [end?.lsn],
    );
    if (row?.there) return Date.now() - began;
    if (Date.now() - began > PATIENCE_MS)
      throw new Error(
        `The lake did not catch up within ${PATIENCE_MS / 1000} s: ${JSON.stringify(await state(stage))}`,
      );
    await sleep(100);
  }
}

/** Waits until no table is being read and every line follows its source. */
export async function allLive(stage: CrashStage): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(200)) {
    const [row] = await stage.hubSql<{ open: number; live: number; held: number }>(
      `select (select count(*)::int from exchange.run where state in ('waiting', 'running')) as open,
         count(*) filter (where state = 'live')::int as live, count(*) filter (where state = 'held')::int as held from exchange.line`,
    );
    if (row?.open === 0 && row.live === TABLES.length) return;
    if ((row?.held ?? 0) > 0 || Date.now() > end)
      throw new Error(`Lines are not live: ${JSON.stringify(await state(stage))}`);
  }
}

/** For people: how lines, captures and runs stand. */
export async function state(stage: CrashStage): Promise<object[]> {
  const lines =
    await stage.hubSql<object>(`select l.id, l.state, l.fault ->> 'code' as fault, c.state as capture, c.position, c.fault ->> 'code' as capture_fault,
    (select r.state || ' ' || coalesce(r.fault ->> 'code', '') from exchange.run r where r.line_id = l.id order by r.id desc limit 1) as run
    from exchange.line l left join exchange.capture c using (connection_id) order by l.id`);
  // Where each lane stands, and the database's process of whoever applies it (the class of those locks is in nats-leases.ts).
  const lanes =
    await stage.hubSql<object>(`select p.connection_id || ':' || p.no as lane, p.sequence::text, p.applied_at,
    (select string_agg(k.pid::text, ' ') from pg_locks k where k.locktype = 'advisory' and k.granted and k.classid = 73578
       and k.objid::bigint = (hashtext(p.connection_id || ':' || p.no)::bigint & 4294967295)) as applied_by
    from exchange.rail_partition p order by p.connection_id, p.no`);
  return [...lines, ...lanes];
}

const values = ({ items }: CrashTable): string =>
  items.map(({ name }) => `coalesce(${name}::text, '∅')`).join(`, E'\\x1f', `);
const hashOf = (table: CrashTable): string => `md5(concat(${values(table)}))`;

/** Compares every table, and what the stream told since the last time. */
export async function compare(stage: CrashStage, checked: Checked): Promise<Found> {
  const found: Found = { rows: 0, changes: 0, lost: 0, doubled: 0, differing: 0, faults: [] };
  for (const table of TABLES) {
    const sum = `select count(*)::int as rows, coalesce(sum(('x' || substr(${hashOf(table)}, 1, 15))::bit(60)::bigint), 0)::text as hash from`;
    const [source] = await stage.sourceSql<{ rows: number; hash: string }>(`${sum} ${table.name}`);
    const [lake] = await stage.hubSql<{ rows: number; hash: string }>(`${sum} lake.raw_${table.name}`);
    found.rows += source?.rows ?? 0;
    if (source?.hash !== lake?.hash || source?.rows !== lake?.rows) await differences(stage, table, found);
  }
  await checkStream(stage, checked, found);
  const [kept] = await stage.hubSql<{ kept: number }>(`select count(*)::int as kept from exchange.quarantined`);
  if ((kept?.kept ?? 0) > 0) found.faults.push(`${kept?.kept} rows in quarantine, though all of them are good`);
  return found;
}

async function differences(stage: CrashStage, table: CrashTable, found: Found): Promise<void> {
  const list = `select concat_ws('/', ${table.key.join(', ')}) as key, ${hashOf(table)} as hash from`;
  const source = new Map(
    (await stage.sourceSql<{ key: string; hash: string }>(`${list} ${table.name}`)).map(({ key, hash }) => [key, hash]),
  );
  const lake = new Map(
    (await stage.hubSql<{ key: string; hash: string }>(`${list} lake.raw_${table.name}`)).map(({ key, hash }) => [
      key,
      hash,
    ]),
  );
  const missing = [...source.keys()].filter((key) => !lake.has(key));
  const extra = [...lake.keys()].filter((key) => !source.has(key));
  const changed = [...source].filter(([key, hash]) => lake.has(key) && lake.get(key) !== hash).map(([key]) => key);
  found.lost += missing.length;
  found.doubled += extra.length;
  found.differing += changed.length;
  const wrong = [...extra, ...changed].slice(0, SHOWN);
  const rows = await stage.hubSql(
    `select concat_ws('/', ${table.key.join(', ')}) as key, r._at, (select 'reading ' || started_at::text from exchange.run where id = r._load) as brought_by
     from lake.raw_${table.name} r where concat_ws('/', ${table.key.join(', ')}) = any($1)`,
    [wrong],
  );
  if (rows.length > 0) found.faults.push(`${table.name}: ${JSON.stringify(rows)}`);
  for (const [what, keys] of [
    ['missing', missing],
    ['extra', extra],
    ['changed', changed],
  ] as const)
    if (keys.length > 0)
      found.faults.push(`${table.name}: ${keys.length} ${what} in the lake (${keys.slice(0, SHOWN).join(', ')})`);
}

/** What the stream told of each key must be what the source noted of it: each change once, in its order. */
async function checkStream(stage: CrashStage, checked: Checked, found: Found): Promise<void> {
  const truth = await stage.sourceSql<{ n: string; key: string; op: string; version: string }>(
    'select n::text, key::text, op, version::text from truth where n > $1::bigint order by truth.n',
    [checked.n],
  );
  const streamed = TABLES.filter((table) => table.streamed).map(lineOf);
  const told = await stage.hubSql<{ seq: string; key: string; op: string; version: string }>(
    `select seq::text, key ->> 'id' as key, op, coalesce(after, before) ->> 'version' as version from exchange.change
     where seq > $1::bigint and line_id = any($2) order by change.seq`,
    [checked.seq, streamed],
  );
  found.changes = truth.length;
  const byKey = (all: readonly { key: string; op: string; version: string }[]): Map<string, string[]> => {
    const map = new Map<string, string[]>();
    for (const { key, op, version } of all) map.set(key, [...(map.get(key) ?? []), `${op}${version}`]);
    return map;
  };
  const wanted = byKey(truth);
  const came = byKey(told);
  for (const key of new Set([...wanted.keys(), ...came.keys()])) {
    const should = wanted.get(key) ?? [];
    const is = came.get(key) ?? [];
    if (should.join() === is.join()) continue;
    const lost = left(should, is).length;
    const more = left(is, should).length;
    found.lost += lost;
    found.doubled += more;
    if (lost === 0 && more === 0) found.differing += 1;
    if (found.faults.length < 20)
      found.faults.push(`stream of key ${key}: should be ${should.join(' ')}, is ${is.join(' ')}`);
  }
  checked.n = truth.at(-1)?.n ?? checked.n;
  checked.seq = told.at(-1)?.seq ?? checked.seq;
}

/** What is left of a list when each of another is taken away once. */
function left(all: readonly string[], taken: readonly string[]): string[] {
  const rest = [...all];
  for (const one of taken) {
    const place = rest.indexOf(one);
    if (place >= 0) rest.splice(place, 1);
  }
  return rest;
}

/** Rows of the lake under a batch of which nobody was told, and lines whose count of rows is not the lake's; after the last change. */
export async function checkNews(stage: CrashStage): Promise<string[]> {
  const faults: string[] = [];
  for (const table of TABLES) {
    const look = async (): Promise<{ untold: number; counted: number | null; rows: number } | undefined> =>
      (
        await stage.hubSql<{ untold: number; counted: number | null; rows: number }>(
          `select (select count(distinct _load)::int from lake.raw_${table.name} r where not exists
             (select from platform.event e where e.type = 'exchange.changes-applied' and e.payload ->> 'batchId' = r._load::text)) as untold,
           (select rows_in_lake::int from exchange.line where id = $1) as counted, (select count(*)::int from lake.raw_${table.name}) as rows`,
          [lineOf(table)],
        )
      )[0];
    let seen = await look();
    // They are told at most once a second.
    for (let waited = 0; (seen?.untold ?? 0) > 0 && waited < 10_000; waited += 500) {
      await sleep(500);
      seen = await look();
    }
    if ((seen?.untold ?? 0) > 0) faults.push(`${table.name}: rows of ${seen?.untold} batches of which nobody was told`);
    if (seen?.counted !== seen?.rows)
      faults.push(`${table.name}: the line counts ${seen?.counted} rows, the lake has ${seen?.rows}`);
  }
  return faults;
}
