import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { silentLog } from '@platform/log';
import { loadPacks } from '@platform/packs';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DemoDepartments, startDemoDepartments } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'yiwang-activity-'));
const packs = loadPacks({ folder: resolve(import.meta.dirname, '../../packs'), ids: ['mingzhou'] });
const busy = packs.all('sample').flatMap(({ value }) => value.tables.filter((table) => table.activity));
let departments: DemoDepartments;

async function ask(source: string, text: string): Promise<Record<string, string>[]> {
  const { settings } = packs.get('sources', source).value as { settings: { urlFrom: string } };
  const client = new pg.Client({ connectionString: departments.deployment[settings.urlFrom] });
  await client.connect();
  try {
    return (await client.query<Record<string, string>>(text)).rows;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  // The server runs as another user when the tests run as root.
  chmodSync(root, 0o755);
  departments = await startDemoDepartments({
    folder: join(root, 'departments'),
    people: 600,
    packs,
    log: silentLog,
    unsafeFast: true,
  });
});
afterAll(async () => {
  await departments.stop();
  rmSync(root, { recursive: true, force: true });
});

test('departments go on working: rows change, and each change can be followed by its key', async () => {
  const [table] = busy.toSorted((a, b) => (a.activity?.everySeconds ?? 0) - (b.activity?.everySeconds ?? 0));
  const { target } = table as (typeof busy)[number];
  if (target.kind !== 'table') throw new Error('activity belongs to tables');
  const name = `"${target.schema}"."${target.table}"`;
  const newest = async (): Promise<number> =>
    Number(
      (await ask(table?.source ?? '', `select max(xmin::text::bigint)::text as newest from ${name}`))[0]?.['newest'],
    );
  const before = await newest();
  await expect.poll(newest, { timeout: 15_000, interval: 300 }).toBeGreaterThan(before);
});

test('a table without a key tells whole rows, one with a key only that; the hub may follow the log', async () => {
  const identity = async (source: string): Promise<Record<string, string>[]> =>
    ask(
      source,
      `select relname, relreplident from pg_class where relkind = 'r' and relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema')`,
    );
  expect(await identity('psb-household')).toEqual([{ relname: 'hj_rkjbxx', relreplident: 'f' }]);
  expect(await identity('hrss-enrolment')).toEqual([{ relname: 'cbdj', relreplident: 'd' }]);
  expect(
    await ask(
      'hrss-enrolment',
      `select current_setting('wal_level') as level, rolreplication::text as may from pg_roles where rolname = current_user`,
    ),
  ).toEqual([{ level: 'logical', may: 'true' }]);
  expect(await ask('hrss-enrolment', 'select tablename from pg_publication_tables order by 1')).toEqual([
    { tablename: 'cbdj' },
  ]);
});
