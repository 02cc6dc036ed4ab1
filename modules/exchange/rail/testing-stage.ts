import pg from 'pg';
import { systemClock, uuidV7 } from '@platform/kernel';
import { openLake, rawTable, type LakeTable } from '@platform/lake';
import { createTestDatabase, startTestCity, type TestCity, type TestDatabase } from '@platform/testkit';
import type { Module } from '@platform/module';
import type { CataloguedResource, ItemDefinition } from '@modules/catalogue/contract';
import { postgresConnector } from '@platform/source-postgres';
import type { ConnectionLimits, Line } from '../domain/line.ts';
import { insertConnection, secretContext } from '../store/connections.ts';
import { insertLine } from '../store/lines.ts';
import type { RailDeps } from './deps.ts';
import { startRail, type Rail } from './rail.ts';

/** A hub with the module's tables and a lake, a department's database beside it, and rails over both; for tests. */
export type Stage = {
  city: TestCity<Module>;
  deps: RailDeps;
  source: pg.Client;
  sourceUrl: string;
  hubSql<R extends object>(text: string, values?: unknown[]): Promise<R[]>;
  /** A connection to the source and a line for each table: `{table: {items, key}}`. */
  connect(id: string, tables: Record<string, StageTable>, limits?: Partial<ConnectionLimits>): Promise<void>;
  lake(resource: string): LakeTable;
  rail(overrides?: Partial<RailDeps>): Rail;
  line(id: string): Promise<Line & { state: string }>;
  until(what: () => Promise<boolean>, ms?: number): Promise<void>;
  /** Waits until the lake has all that the source has committed so far. */
  caughtUp(connection: string, ms?: number): Promise<void>;
  stop(): Promise<void>;
};

export type StageTable = {
  items: readonly (Pick<ItemDefinition, 'name' | 'type'> & Partial<ItemDefinition>)[];
  key: readonly string[];
  streamed?: boolean;
  /** Item to column, where they differ. */
  columns?: Record<string, string>;
};

export async function openStage(): Promise<Stage> {
  const city = await startTestCity<Module>({
    modules: () => [
      {
        name: 'exchange',
        migrations: { module: 'exchange', folder: new URL('../migrations', import.meta.url).pathname },
      },
    ],
  });
  const sourceDatabase: TestDatabase = await createTestDatabase('department');
  const source = new pg.Client({ connectionString: sourceDatabase.superuserUrl });
  await source.connect();
  const resources = new Map<string, CataloguedResource>();
  const lake = openLake(city.database);
  const rails: Rail[] = [];
  const deps: RailDeps = {
    ...city,
    clock: systemClock,
    ids: uuidV7(systemClock),
    hub: city.database,
    database: city.database.forModule('exchange'),
    lake,
    catalogue: { find: (id) => resources.get(id), resource: (id) => resources.get(id) as CataloguedResource },
    table: () => undefined,
    connectors: new Map([[postgresConnector.kind, postgresConnector]]),
  };
  const hubSql = async <R extends object>(text: string, values: unknown[] = []): Promise<R[]> =>
    (await city.database.pool.query<R>(text, values)).rows;
  const until = async (what: () => Promise<boolean>, ms = 30_000): Promise<void> => {
    for (const end = Date.now() + ms; !(await what()); await new Promise((resume) => setTimeout(resume, 25)))
      if (Date.now() > end) throw new Error('Waited in vain');
  };

  return {
    city,
    deps,
    source,
    sourceUrl: sourceDatabase.superuserUrl,
    hubSql,
    async connect(id, tables, limits = {}) {
      const url = new URL(sourceDatabase.superuserUrl);
      const secret = deps.sealer.sealJson({ password: decodeURIComponent(url.password) }, secretContext(id));
      const settings = {
        host: url.hostname,
        port: Number(url.port),
        database: url.pathname.slice(1),
        user: url.username,
      };
      for (const [table, { items, key }] of Object.entries(tables)) {
        const resource = {
          id: table.replaceAll('_', '-'),
          key,
          items: items.map((item) => ({ title: { zh: item.name, en: item.name }, ...item })),
        };
        resources.set(resource.id, resource as unknown as CataloguedResource);
        await lake.ensureTable(rawTable(resource), [['_load']]);
        await lake.grantWrite(rawTable(resource), 'exchange');
      }
      await deps.database.transaction(async (tx) => {
        await insertConnection(tx, {
          id,
          title: { zh: id, en: id },
          organisation: 'org',
          system: { zh: id, en: id },
          kind: 'postgres',
          settings,
          secret,
          origin: 'console',
          limits: { connections: 3, logBytes: 2 ** 32, logSeconds: 21_600, ...limits },
          at: new Date(),
          by: 'test',
        });
        for (const [table, { items, columns = {}, streamed }] of Object.entries(tables)) {
          await insertLine(tx, {
            id: `${id}-${table.replaceAll('_', '-')}`,
            connectionId: id,
            title: { zh: table, en: table },
            organisation: 'org',
            resource: table.replaceAll('_', '-'),
            table: { schema: 'public', table },
            mapping: items.map((item) => ({ item: item.name, column: columns[item.name] ?? item.name })),
            mode: 'capture',
            cursorColumn: null,
            schedule: null,
            origin: 'console',
            shape: null,
            at: new Date(),
            by: 'test',
          });
          if (streamed)
            await tx.client.query(`update exchange.line set streamed = true where id = $1`, [
              `${id}-${table.replaceAll('_', '-')}`,
            ]);
        }
      });
    },
    lake: (resource) => rawTable(resources.get(resource) as CataloguedResource),
    rail(overrides = {}) {
      const rail = startRail({ ...deps, ...overrides });
      rails.push(rail);
      return rail;
    },
    async line(id) {
      const [row] = await hubSql<Line & { state: string }>(`select * from exchange.line where id = $1`, [id]);
      return row as Line & { state: string };
    },
    until,
    async caughtUp(connection, ms) {
      const { rows } = await source.query<{ end: string }>('select pg_current_wal_insert_lsn()::text as end');
      await source.query('create table if not exists heartbeat (at timestamptz); truncate heartbeat');
      await until(async () => {
        const [row] = await hubSql<{ there: boolean }>(
          `select position::pg_lsn >= $2::pg_lsn as there from exchange.capture where connection_id = $1`,
          [connection, rows[0]?.end],
        );
        return row?.there ?? false;
      }, ms);
    },
    async stop() {
      await Promise.all(rails.map((rail) => rail.stop()));
      await source.end();
      await city.stop();
      const admin = new pg.Client({ connectionString: sourceDatabase.superuserUrl });
      await admin.connect();
      await admin.query(
        `select pg_terminate_backend(active_pid) from pg_replication_slots where active_pid is not null and database = current_database()`,
      );
      await new Promise((resume) => setTimeout(resume, 100));
      await admin.query(
        `select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = current_database() and not active`,
      );
      await admin.end();
      await sourceDatabase.drop();
    },
  };
}
