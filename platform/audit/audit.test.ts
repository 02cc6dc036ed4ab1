import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, sql } from '@platform/database';
import { startTestCity, type TestCity } from '@platform/testkit';
import type { Module } from '@platform/module';
import { CHECKPOINT_KEY, forgetEntries, startSequencer, verifyAudit, type Sequencer } from './index.ts';

let city: TestCity<Module>;
let sequencer: Sequencer;
let checkpointFile: string;

beforeAll(async () => {
  city = await startTestCity({ modules: () => [{ name: 'alpha' }] });
  checkpointFile = join(city.settings.dataFolder, 'audit', 'checkpoints.jsonl');
  sequencer = startSequencer({
    database: city.database,
    clock: city.clock,
    keys: city.keys,
    checkpointFile,
    intervalMs: 3_600_000,
  });
  for (let round = 0; round < 3; round += 1) {
    await city.database.forModule('alpha').transaction(async (tx) => {
      for (let n = 0; n < 5; n += 1) {
        await city.audit.append(tx, {
          actor: { kind: 'system', name: 'test' },
          action: 'alpha.did-it',
          subject: `thing:${n}`,
          detail: { round, n },
          trace: 't',
        });
      }
      await city.audit.recordRead(tx, {
        actor: { kind: 'system', name: 'test' },
        organisation: 'office',
        subject: 'abc',
        channel: 'interface',
        resource: 'r',
        fields: ['a', 'b'],
        purpose: { zh: '测试', en: 'test' },
        trace: 't',
      });
    });
    await sequencer.run();
  }
});
afterAll(async () => {
  await sequencer.stop();
  await city.stop();
});

const verify = () => verifyAudit({ database: city.database, keys: city.keys, checkpointFile });
/** Does harm as someone who owns the database, looks, and takes it back. */
async function harmed(harm: string): Promise<string[]> {
  const tables = ['audit_entry', 'data_read', 'audit_checkpoint'];
  for (const table of tables)
    await city.database.pool.query(`create table if not exists platform.keep_${table} as table platform.${table}`);
  try {
    await city.database.pool.query(harm);
    return (await verify()).faults.map((fault) => fault.what);
  } finally {
    for (const table of tables)
      await city.database.pool.query(
        `delete from platform.${table}; insert into platform.${table} select * from platform.keep_${table}`,
      );
  }
}

test('an untouched audit is whole and signed to its end', async () => {
  expect(await verify()).toMatchObject({ rows: 18, signedUpTo: '18', unsigned: 0, faults: [] });
});

test.each([
  ['an altered row', `update platform.audit_entry set detail = '{"n":9}' where seq = 4`, 'altered-or-reordered'],
  ['an altered actor', `update platform.audit_entry set actor_id = 'someone' where seq = 1`, 'altered-or-reordered'],
  ['a removed row', `delete from platform.audit_entry where seq = 3`, 'removed'],
  [
    'a cut tail with its checkpoint',
    `delete from platform.audit_entry where seq > 12; delete from platform.data_read where seq > 12; delete from platform.audit_checkpoint where seq > 12`,
    'tail-cut',
  ],
  ['a forged checkpoint', `update platform.audit_checkpoint set hash = sha256('x') where seq = 6`, 'checkpoint-forged'],
])('%s is found', async (_name, harm, what) => {
  expect(await harmed(harm)).toContain(what);
  expect((await verify()).faults).toEqual([]);
});

test('two rows that changed places are found', async () => {
  const swap = `update platform.audit_entry set seq = -1 where seq = 2; update platform.audit_entry set seq = 2 where seq = 3; update platform.audit_entry set seq = 3 where seq = -1`;
  expect(await harmed(swap)).toContain('altered-or-reordered');
});

test('a module cannot read, change or remove what it appended', async () => {
  for (const statement of [
    sql`select * from platform.audit_entry`,
    sql`update platform.audit_entry set action = 'x'`,
    sql`delete from platform.audit_entry`,
  ]) {
    await expect(city.database.forModule('alpha').transaction((tx) => tx.run(statement))).rejects.toThrow(
      /permission denied/,
    );
  }
});

test('a subject sees the office and the purpose, not the officer, and nothing before its time', async () => {
  const later = new Date(city.clock.now().getTime() + 86_400_000);
  await city.database.forModule('alpha').transaction((tx) =>
    city.audit.recordRead(tx, {
      actor: {
        kind: 'staff',
        accountId: 'officer-7',
        organisation: 'police',
        roles: [],
        permissions: new Set(),
        organisations: [],
      },
      organisation: 'police',
      subject: 'delayed',
      channel: 'interface',
      resource: 'r',
      fields: ['a'],
      purpose: { zh: '侦查', en: 'inquiry' },
      visibleFrom: later,
      trace: 't',
    }),
  );
  const read = () => city.database.forModule('alpha').read((tx) => city.audit.readsOf(tx, 'delayed', 10));
  expect(await read()).toEqual([]);
  city.clock.set(later);
  const [shown] = await read();
  expect(shown).toMatchObject({ organisation: 'police', purpose: { zh: '侦查', en: 'inquiry' } });
  expect(JSON.stringify(shown)).not.toContain('officer-7');
});

test('a list of people that was altered after its read is found', async () => {
  await city.database.forModule('alpha').transaction(async (tx) => {
    await city.audit.listPeople(tx, 'file', 1, ['one', 'two', 'three']);
    await city.audit.recordListRead(tx, {
      list: 'file',
      actor: { kind: 'system', name: 'test' },
      organisation: 'office',
      channel: 'file',
      resource: 'r',
      fields: ['a'],
      purpose: { zh: '测试', en: 'test' },
      trace: 't',
    });
  });
  while ((await sequencer.run()) > 0);
  expect((await verify()).faults).toEqual([]);
  await city.database.pool.query(`update platform.read_list_piece set subjects = '{one,three}'`);
  expect((await verify()).faults.map(({ what }) => what)).toEqual(['list-altered']);
  await city.database.pool.query(`update platform.read_list_piece set subjects = '{one,two,three}'`);
});

test('checkpoints of an older key still verify after a rotation', async () => {
  city.keys.rotate(CHECKPOINT_KEY);
  await city.database.forModule('alpha').transaction((tx) =>
    city.audit.append(tx, {
      actor: { kind: 'system', name: 'test' },
      action: 'alpha.did-it',
      subject: 'thing:9',
      trace: 't',
    }),
  );
  await sequencer.run();
  const { rows } = await city.database.pool.query(
    'select distinct key_version from platform.audit_checkpoint order by 1',
  );
  expect(rows.map((row) => row.key_version)).toEqual([1, 2]);
  expect((await verify()).faults).toEqual([]);
});

test('the audit is as whole on a server that keeps another time zone', async () => {
  const { rows } = await city.database.pool.query<{ login: string }>('select current_user as login');
  await city.database.pool.query(`alter role "${rows[0]?.login}" set timezone = 'Asia/Shanghai'`);
  const elsewhere = await openDatabase({
    url: city.database.pool.options.connectionString as string,
    maxConnections: 2,
  });
  try {
    const report = await verifyAudit({ database: elsewhere, keys: city.keys, checkpointFile });
    expect(report.faults).toEqual([]);
    expect(report.rows).toBeGreaterThan(17);
  } finally {
    await elsewhere.close();
    await city.database.pool.query(`alter role "${rows[0]?.login}" reset timezone`);
  }
});

test('entries whose term is over go behind a signed gap, whole or not at all; a gap that the platform did not make is found', async () => {
  const { pool } = city.database;
  const count = async (table: string) =>
    (await pool.query(`select count(*)::int as n from platform.${table}`)).rows[0].n;
  const append = (subject: string) =>
    city.database
      .forModule('alpha')
      .transaction((tx) =>
        city.audit.append(tx, { actor: { kind: 'system', name: 'test' }, action: 'alpha.did-it', subject, trace: 't' }),
      );
  const verifyNow = () => verifyAudit({ ...city, checkpointFile, now: city.clock.now() });
  const forget = (before: string) =>
    forgetEntries({ ...city, before: new Date(before), now: city.clock.now(), limit: 1_000 });
  city.clock.set('2027-03-01T00:00:00Z');
  await append('younger');
  while ((await sequencer.run()) > 0);
  const entries = await count('audit_entry');
  city.clock.set('2027-06-01T00:00:00Z');
  // Somebody altered an old row: nothing is swept away with it.
  await pool.query(`update platform.audit_entry set action = 'alpha.other' where seq = 2`);
  await expect(forget('2026-12-01T00:00:00Z')).rejects.toMatchObject({ code: 'audit.not-whole' });
  expect(await count('audit_entry')).toBe(entries);
  await pool.query(`update platform.audit_entry set action = 'alpha.did-it' where seq = 2`);
  // Six months: entries go, reads between them stay, and so does what is younger.
  const reads = await count('data_read');
  const { removed } = await forget('2026-12-01T00:00:00Z');
  expect(removed).toBe(entries - 1);
  expect(await count('data_read')).toBe(reads);
  expect(await verifyNow()).toMatchObject({ faults: [], forgotten: removed, rows: reads + 1 });
  expect(await forget('2026-12-01T00:00:00Z')).toEqual({ removed: 0, upTo: null });
  // A gap over what is there no more, made by whoever owns the database: without our signature it does not count.
  await pool.query(`create table keep as table platform.data_read; create table kept as table platform.audit_gap`);
  const last = (await pool.query(`select max(seq)::int as seq from platform.data_read`)).rows[0].seq;
  await pool.query(
    `with one as (delete from platform.data_read where seq = ${last} returning seq, hash)
     insert into platform.audit_gap select seq, seq, hash, $1, $2, 'entry', 1, '\\x3000' from one`,
    [new Date('2026-12-01T00:00:00Z'), city.clock.now()],
  );
  expect((await verifyNow()).faults.map(({ what }) => what)).toContain('removed-early');
  await pool.query(`delete from platform.audit_gap; insert into platform.audit_gap select * from kept`);
  await pool.query(`insert into platform.data_read select * from keep where seq = ${last}`);
  // Years later reads go as well; what then stands next to each other is one gap, under one signature.
  city.clock.set('2033-06-01T00:00:00Z');
  await append('newest');
  while ((await sequencer.run()) > 0);
  await pool.query(`select set_config('role', $1, true)`, ['none']);
  const gone = await pool.query(
    `select * from platform.forget_reads('2030-01-01', '2033-06-01', 1000, array(select id from platform.data_read order by seq limit 1), '{}')`,
  );
  expect(Number(gone.rows[0].removed)).toBe(reads - 1);
  const gaps = await count('audit_gap');
  expect((await forget('2028-06-01T00:00:00Z')).removed).toBe(1);
  // The read that somebody's open question names is still there, and what stood beside the last entry is one gap with it.
  expect(await count('data_read')).toBe(1);
  expect(await count('audit_gap')).toBe(gaps);
  expect((await verifyNow()).faults).toEqual([]);
});

test('what is removed is found by its place, however large the trail is', async () => {
  const client = await city.database.pool.connect();
  try {
    await client.query('begin');
    await client.query(`insert into platform.audit_entry (id, at, actor_kind, actor_id, action, subject, detail, trace, seq, hash)
      select gen_random_uuid(), '2030-01-01', 'system', 's', 'a.b', 'c:d', '{}', 't', 1000000 + n, '\\x00' from generate_series(1, 20000) n`);
    await client.query(`insert into platform.data_read (id, at, subject, organisation, actor_kind, actor_id, channel, resource, fields, purpose, visible_from, trace, seq, hash)
      select gen_random_uuid(), '2030-01-01', 's', 'o', 'system', 's', 'console', 'r', '{}', '{}', '2030-01-01', 't', 2000000 + n, '\\x00' from generate_series(1, 20000) n`);
    await client.query('analyze platform.audit_entry; analyze platform.data_read');
    const plan = async (query: string) =>
      (await client.query(`explain ${query}`)).rows.map((row) => row['QUERY PLAN']).join('\n');
    for (const query of [
      `select * from platform.audit_entry e where seq <= 1010000 and at < '2031-01-01' order by seq limit 500`,
      `delete from platform.audit_entry where id = any(array(select gen_random_uuid() from generate_series(1, 10)))`,
      `delete from platform.data_read r where r.id = any(array(select o.id from platform.data_read o where o.seq <= 2010000 and o.at < '2031-01-01'
         and o.visible_from < '2031-01-01' and o.id <> all(array[gen_random_uuid()]) order by o.seq limit 500))`,
    ])
      expect(await plan(query)).not.toContain('Seq Scan');
  } finally {
    await client.query('rollback');
    client.release();
  }
});
