import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@platform/log';
import { loadPacks } from '@platform/packs';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeFixturePack } from './fixture-pack.ts';
import { type DemoDepartments, startDemoDepartments } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'yiwang-activity-'));
let departments: DemoDepartments;

/** What the hub's login sees in a department's database. */
async function ask(setting: string, text: string): Promise<Record<string, string>[]> {
  const client = new pg.Client({ connectionString: departments.deployment[setting] });
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
  writeFixturePack(root);
  departments = await startDemoDepartments({
    folder: join(root, 'departments'),
    people: 400,
    packs: loadPacks({ folder: root, ids: ['fixture'] }),
    log: silentLog,
    unsafeFast: true,
  });
});
afterAll(async () => {
  await departments.stop();
  rmSync(root, { recursive: true, force: true });
});

test('departments go on working: rows change, one at a time, and none is lost', async () => {
  const states = async (): Promise<string> =>
    (await ask('DESK_DATABASE_URL', `select string_agg("STATE", ',' order by "NO") as states from desk.files`))[0]?.[
      'states'
    ] ?? '';
  const before = await states();
  await expect.poll(states, { timeout: 40_000, interval: 200 }).not.toBe(before);
  expect((await states()).split(',')).toHaveLength(before.split(',').length);
});

test('a table without a key tells whole rows, one with a key only that; the hub may follow the log and not write', async () => {
  const identity = async (setting: string, table: string): Promise<string | undefined> =>
    (await ask(setting, `select relreplident::text as identity from pg_class where oid = '${table}'::regclass`))[0]?.[
      'identity'
    ];
  expect(await identity('FRONT_DATABASE_URL', 'front.people')).toBe('f');
  expect(await identity('DESK_DATABASE_URL', 'desk.files')).toBe('d');
  expect(
    await ask(
      'DESK_DATABASE_URL',
      `select current_setting('wal_level') as level, rolreplication::text as may from pg_roles where rolname = current_user`,
    ),
  ).toEqual([{ level: 'logical', may: 'true' }]);
  expect(await ask('DESK_DATABASE_URL', 'select tablename from pg_publication_tables')).toEqual([
    { tablename: 'files' },
  ]);
  await expect(ask('DESK_DATABASE_URL', 'delete from desk.files')).rejects.toThrow(/permission denied/);
});
