import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '@platform/testkit';
import { describeConnector, sqlWriter, type ConformanceHarness, type KitType } from '@platform/sources/conformance';
import { vi } from 'vitest';
import { postgresConnector } from './index.ts';

const TYPES: Record<KitType, string> = {
  integer: 'bigint',
  text: 'text',
  numeric: 'numeric(38,10)',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp(6)',
  timestamptz: 'timestamptz',
  bytes: 'bytea',
  json: 'jsonb',
};

/** A database of the test run's own PostgreSQL as a department's. */
const harness: ConformanceHarness = {
  connector: postgresConnector,
  types: Object.keys(TYPES) as KitType[],
  declaredTypes: true,
  nullAndEmpty: true,
  keys: true,
  async start() {
    const database: TestDatabase = await createTestDatabase('kit');
    const admin = new pg.Pool({ connectionString: database.superuserUrl, max: 4 });
    admin.on('error', () => undefined);
    await admin.query(`alter role ${database.name} replication`);
    const owner = new pg.Pool({ connectionString: database.url, max: 4 });
    owner.on('error', () => undefined);
    await owner.query('create schema dept');
    const url = new URL(database.url);
    const account = { host: url.hostname, port: Number(url.port), database: database.name, user: database.name };
    const secret = { password: url.password };
    const writer = sqlWriter({
      schema: 'dept',
      quote: pg.escapeIdentifier,
      type: (type) => TYPES[type],
      literal: (value) => (value === null ? 'null' : pg.escapeLiteral(value)),
      async run(statements) {
        const client = await owner.connect();
        try {
          await client.query('begin');
          for (const statement of statements) await client.query(statement);
          await client.query('commit');
        } catch (error) {
          await client.query('rollback');
          throw error;
        } finally {
          client.release();
        }
      },
    });
    return {
      settings: account,
      secret,
      ...writer,
      wrongPassword: { settings: account, secret: { password: 'not-the-password' } },
      noSuchDatabase: { settings: { ...account, database: 'no_such_database' }, secret },
      unreachable: { settings: { ...account, port: 1 }, secret },
      async cut(application) {
        await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [
          application,
        ]);
      },
      async connections(application) {
        const { rows } = await admin.query('select from pg_stat_activity where application_name = $1', [application]);
        return rows.length;
      },
      async loseLog(name) {
        // A stream that was closed just now may hold its slot for a moment yet.
        await vi.waitFor(
          () =>
            admin.query(
              `select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name like '%' || $1 || '%'`,
              [name],
            ),
          { timeout: 10_000 },
        );
      },
      async stop() {
        await owner.end();
        await admin.query(
          `select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = $1 and not active`,
          [database.name],
        );
        await admin.end();
        await database.drop();
      },
    };
  },
};

describeConnector('PostgreSQL', harness);
