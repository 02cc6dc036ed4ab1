import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

export type TestDatabase = {
  name: string;
  /** URL of the database's own login, which has CREATEROLE and nothing more. */
  url: string;
  superuserUrl: string;
  drop(): Promise<void>;
};

/** A new, empty database with its own login on the test run's PostgreSQL (or the one of `base`). Also fit as a department's source database. */
export async function createTestDatabase(prefix = 'test', base = inject('superuserUrl')): Promise<TestDatabase> {
  const name = `${prefix}_${randomBytes(5).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  const admin = async (work: (client: pg.Client) => Promise<unknown>): Promise<void> => {
    const client = new pg.Client({ connectionString: base });
    await client.connect();
    try {
      await work(client);
    } finally {
      await client.end();
    }
  };
  await admin(async (client) => {
    await client.query(`create role ${name} login createrole password '${password}'`);
    await client.query(`create database ${name} owner ${name}`);
  });
  const url = new URL(base);
  url.username = name;
  url.password = password;
  url.pathname = `/${name}`;
  const superuser = new URL(base);
  superuser.pathname = `/${name}`;
  return {
    name,
    url: url.href,
    superuserUrl: superuser.href,
    drop: () =>
      admin(async (client) => {
        await client.query(`drop database if exists ${name} with (force)`);
        const { rows } = await client.query<{ rolname: string }>(
          `select rolname from pg_roles where rolname = $1 or starts_with(rolname, $2) order by rolname desc`,
          [name, `${name}_`],
        );
        for (const { rolname } of rows) await client.query(`drop role if exists ${pg.escapeIdentifier(rolname)}`);
      }),
  };
}
