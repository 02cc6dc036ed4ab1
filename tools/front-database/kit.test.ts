import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FRONT_DATABASES } from '@modules/exchange';
import { loadPacks, type Resource } from '@platform/packs';
import { mariadbMissing, startMariadb } from '@platform/source-mysql/testing';
import { readCopyBatch, type CaptureReader, type SourceSession, type TableShape, type Value } from '@platform/sources';
import { createTestDatabase } from '@platform/testkit';
import { frontDatabaseKit, type Dialect } from './kit.ts';

/** Two tables: one with a key of two columns of other types, one as a pack has it. */
const roll = loadPacks({ folder: join(import.meta.dirname, '..', '..', 'packs'), ids: ['tennis-club'] }).all(
  'resources',
)[0]?.value as Resource;
const item = (name: string, type: string, more: object = {}) => ({
  name,
  type,
  title: { zh: `列'${name}`, en: name },
  ...more,
});
const RESOURCES = [
  {
    id: 'court-fees',
    title: { zh: '场地费', en: 'Court fees' },
    key: ['court', 'day'],
    items: [
      item('court', 'integer'),
      item('day', 'date'),
      item('payer', 'text', { maxLength: 20 }),
      item('paid', 'boolean'),
      item('amount', 'number'),
    ],
  },
  roll,
] as unknown as Resource[];

/** A department's database: `run` as its administrator, `application` a second connection of its system. */
type Department = {
  settings: object;
  secret: object;
  run(statement: string): Promise<void>;
  session(): Promise<{ run(statement: string): Promise<void>; end(): Promise<void> }>;
  stop(): Promise<void>;
};

async function postgresDepartment(): Promise<Department> {
  const database = await createTestDatabase('front');
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  const reader = `reader_${database.name.slice(-10)}`;
  const url = new URL(database.superuserUrl);
  return {
    settings: { host: url.hostname, port: Number(url.port), database: database.name, user: reader },
    secret: { password: 'reader-password' },
    run: async (statement) => {
      await client.query(statement.replaceAll('READER', `"${reader}"`));
    },
    async session() {
      const own = new pg.Client({ connectionString: database.superuserUrl });
      await own.connect();
      return { run: async (statement) => void (await own.query(statement)), end: () => own.end() };
    },
    async stop() {
      await client.query(`drop owned by "${reader}"`);
      await client.query(`drop role "${reader}"`);
      await client.end();
      await database.drop();
    },
  };
}

async function mariadbDepartment(): Promise<Department> {
  const server = await startMariadb();
  const root = await server.root();
  await root.query('create database front character set utf8mb4');
  const connect = () => server.root('front');
  const own = await connect();
  await root.end();
  return {
    settings: { host: '127.0.0.1', port: server.port, database: 'front', user: 'reader' },
    secret: { password: 'reader-password' },
    run: async (statement) => void (await own.query(statement)),
    async session() {
      const other = await connect();
      return { run: async (statement) => void (await other.query(statement)), end: () => other.end() };
    },
    async stop() {
      await own.end();
      await server.stop();
    },
  };
}

/** Statements of a file as a client without a script language runs them. */
const statements = (content: string): string[] =>
  content
    .split(/;\n/)
    .map((one) => one.replace(/^--.*$/gm, '').trim())
    .filter((one) => one !== '');

const GRANTS: Record<Dialect, string[]> = {
  postgres: [
    `create role READER login password 'reader-password'`,
    'grant usage on schema public to READER',
    'grant select on all tables in schema public to READER',
  ],
  mysql: [`create user reader@'%' identified by 'reader-password'`, `grant select, show view on front.* to reader@'%'`],
};

for (const dialect of ['postgres', 'mysql'] as const) {
  const missing = dialect === 'mysql' ? mariadbMissing : undefined;
  if (missing) console.log(`not run: ${missing}`);
  describe.skipIf(missing !== undefined)(`a front database in ${dialect}`, () => {
    let department: Department;
    let session: SourceSession;
    const kit = frontDatabaseKit(RESOURCES, dialect);
    const install = async (): Promise<void> => {
      for (const statement of statements(kit.find((file) => file.name === 'install.sql')?.content ?? ''))
        await department.run(statement);
    };
    beforeAll(async () => {
      department = dialect === 'postgres' ? await postgresDepartment() : await mariadbDepartment();
      await install();
      for (const statement of GRANTS[dialect]) await department.run(statement);
      const connector = FRONT_DATABASES.find((one) => one.kind === `front-${dialect}`);
      session = (await connector?.open({
        settings: department.settings,
        secret: department.secret,
        limits: { connections: 3 },
        application: 'test',
      })) as SourceSession;
    }, 60_000);
    afterAll(async () => {
      await session?.close();
      await department?.stop();
    });

    const COLUMNS = ['court', 'day', 'payer', 'paid', 'amount'];
    const shapeOf = async (): Promise<TableShape> => {
      const table = (await session.tables()).find((one) => one.table === 'court_fees');
      if (!table) throw new Error('no court_fees');
      return session.shape(table);
    };
    /** Follows the journal from a place, and says what the table is by what was told. */
    async function follow(from: string, start: ReadonlyMap<string, readonly Value[]> = new Map()) {
      const capture = session.capture as CaptureReader;
      const rows = new Map(start);
      let position = from;
      const stop = new AbortController();
      const stream = await capture.open({
        name: 't',
        tables: [{ shape: await shapeOf(), columns: COLUMNS }],
        after: from,
        signal: stop.signal,
      });
      const done = (async () => {
        for await (const event of stream) {
          if (event.kind === 'changes')
            for (const change of event.changes) {
              if (change.op === 'truncate') rows.clear();
              else if (change.op === 'delete') rows.delete(`${change.before[0]}|${change.before[1]}`);
              else rows.set(`${change.after[0]}|${change.after[1]}`, change.after as Value[]);
            }
          if (event.kind === 'commit' || event.kind === 'idle') position = event.position;
        }
      })();
      return {
        rows,
        position: () => position,
        async until(what: () => boolean | Promise<boolean>) {
          for (const end = Date.now() + 15_000; !(await what()); await new Promise((resume) => setTimeout(resume, 50)))
            if (Date.now() > end)
              throw new Error(`Waited in vain at ${position}: ${JSON.stringify([...rows.values()])}`);
        },
        async close() {
          await stream.close();
          await done;
        },
      };
    }
    async function snapshotRows(): Promise<Map<string, Value[]>> {
      const rows = new Map<string, Value[]>();
      const shape = await shapeOf();
      for (const chunk of (await session.snapshot?.plan(shape, 1_000)) ?? []) {
        const reading = await session.snapshot?.read(shape, COLUMNS, chunk, { signal: new AbortController().signal });
        for await (const batch of reading?.batches ?? [])
          for (const row of readCopyBatch(batch)) rows.set(`${row[0]}|${row[1]}`, row);
        expect(reading?.mark()).toBeDefined();
      }
      return rows;
    }
    const put = (court: number, day: string, payer: string): string =>
      `insert into court_fees (court, day, payer) values (${court}, '${day}', '${payer}')`;

    test('installs again without harm, offers its own tables only, and needs no more than SELECT', async () => {
      await department.run(put(1, '2026-01-01', '甲'));
      await install();
      const report = await session.report();
      expect(report.modes).toEqual(['snapshot', 'capture']);
      expect(report.findings.filter((finding) => finding.level !== 'info')).toEqual([]);
      expect((await session.tables()).map((table) => table.table).sort()).toEqual(['court_fees', 'players_roll']);
      const shape = await shapeOf();
      expect(shape.key).toEqual(['court', 'day']);
      expect(shape.columns.find((column) => column.name === 'payer')?.comment).toBe("列'payer");
      expect(await session.capture?.obstacles([shape])).toEqual([]);
      expect((await snapshotRows()).get('1|2026-01-01')?.[2]).toBe('甲');
    });

    test('tells inserts, updates, changed keys and deletions', async () => {
      const tail = await follow((await session.capture?.end()) as string, await snapshotRows());
      await department.run(put(2, '2026-01-01', '乙'));
      await department.run(put(3, '2026-01-01', '丙'));
      await department.run(`update court_fees set payer = '乙二', amount = 12.50 where court = 2`);
      await department.run(`update court_fees set court = 30 where court = 3`);
      await department.run(`delete from court_fees where court = 1`);
      const there = await shapeOf();
      expect(there.table).toBe('court_fees');
      await tail.until(async () => tail.rows.size === 2 && tail.rows.has('30|2026-01-01'));
      expect(tail.rows.get('2|2026-01-01')?.[2]).toBe('乙二');
      expect(Number(tail.rows.get('2|2026-01-01')?.[4])).toBe(12.5);
      expect(new Map(tail.rows)).toEqual(await snapshotRows());
      await tail.close();
    });

    test('loses nothing of transactions that commit late or not at all, also over a restart', async () => {
      const tail = await follow((await session.capture?.end()) as string, await snapshotRows());
      const slow = await department.session();
      await slow.run('begin');
      await slow.run(put(50, '2026-02-01', '慢'));
      const undone = await department.session();
      await undone.run('begin');
      await undone.run(put(51, '2026-02-01', '撤'));
      await undone.run('rollback');
      await department.run(put(52, '2026-02-01', '快'));
      await tail.until(() => tail.rows.has('52|2026-02-01'));
      expect(tail.rows.has('50|2026-02-01')).toBe(false);
      const place = tail.position();
      expect(place).toContain(':');
      await tail.close();
      await slow.run('commit');
      const again = await follow(place, tail.rows);
      await again.until(() => again.rows.has('50|2026-02-01'));
      expect(again.rows.has('51|2026-02-01')).toBe(false);
      expect(session.capture?.compare(place, again.position())).toBeLessThan(0);
      expect(new Map(again.rows)).toEqual(await snapshotRows());
      await again.close();
      await slow.end();
      await undone.end();
    });

    test('ends equal after many changes of several writers at once', async () => {
      const tail = await follow((await session.capture?.end()) as string, await snapshotRows());
      const writers = await Promise.all([1, 2, 3].map(() => department.session()));
      await Promise.all(
        writers.map(async (writer, number) => {
          for (let turn = 0; turn < 25; turn += 1) {
            const court = 100 + ((turn * 7 + number * 3) % 12);
            const mine = court * 10 + number;
            // Writers may stand in each other's way (a deadlock): then the department's system would try again, too.
            try {
              await writer.run('begin');
              await writer.run(`delete from court_fees where court = ${mine}`);
              await writer.run(put(mine, '2026-03-01', `${number}-${turn}`));
              if (turn % 3 === 0)
                await writer.run(`update court_fees set court = ${mine + 10_000 * (turn + 1)} where court = ${mine}`);
              await writer.run(turn % 5 === 4 ? 'rollback' : 'commit');
            } catch {
              await writer.run('rollback');
            }
          }
        }),
      );
      await Promise.all(writers.map((writer) => writer.end()));
      const whole = await snapshotRows();
      await tail.until(() => JSON.stringify([...tail.rows].sort()) === JSON.stringify([...whole].sort()));
      await tail.close();
    });

    test('whose journal was trimmed past us says that the log is lost', async () => {
      const place = (await session.capture?.end()) as string;
      await department.run(put(70, '2026-04-01', 'x'));
      await department.run(`update yw_journal set changed_at = '2020-01-01 00:00:00'`);
      for (const statement of statements(kit.find((file) => file.name === 'trim.sql')?.content ?? ''))
        await department.run(statement);
      await expect(follow(place)).rejects.toMatchObject({ code: 'sources.log-lost' });
      const tail = await follow((await session.capture?.end()) as string, await snapshotRows());
      await department.run(put(71, '2026-04-01', 'y'));
      await tail.until(() => tail.rows.has('71|2026-04-01'));
      await tail.close();
    });

    test('goes without taking the data along', async () => {
      for (const statement of statements(kit.find((file) => file.name === 'remove.sql')?.content ?? ''))
        await department.run(statement);
      await department.run(put(80, '2026-05-01', 'z'));
      expect((await snapshotWithoutJournal()).has('80|2026-05-01')).toBe(true);
    });
    async function snapshotWithoutJournal(): Promise<Map<string, Value[]>> {
      const shape = await shapeOf();
      const rows = await session.sample(shape, COLUMNS, 1_000);
      return new Map(rows.map((row) => [`${row[0]}|${row[1]}`, row]));
    }
  });
}
