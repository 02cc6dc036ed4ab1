import pg from 'pg';
import { databaseErrors } from './errors.ts';
import { moduleRole, moduleSchema, type Database } from './database.ts';

/**
 * Makes a schema and a role for each module, the role owning the schema and nothing else. Safe to run at every start,
 * also by several processes at once.
 */
export async function provision(database: Database, modules: readonly string[]): Promise<void> {
  const client = await database.pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [73_577_001]);
    const { rows } = await client.query<{ login: string; able: boolean }>(
      'select rolname as login, (rolcreaterole or rolsuper) as able from pg_roles where rolname = current_user',
    );
    const { login, able } = rows[0] as { login: string; able: boolean };
    if (!able) throw databaseErrors.cannotCreateRoles({ login });
    await client.query('create schema if not exists platform');
    await client.query('create schema if not exists lake');
    const present = new Set(
      (await client.query<{ rolname: string }>('select rolname from pg_roles')).rows.map((row) => row.rolname),
    );
    for (const module of modules) {
      const role = moduleRole(database.name, module);
      const name = pg.escapeIdentifier(role);
      const schema = pg.escapeIdentifier(moduleSchema(module));
      if (!present.has(role)) await client.query(`create role ${name} nologin noinherit`);
      // PostgreSQL 16 gives a role's creator ADMIN but not SET; 15 knows no such option and needs the plain grant.
      const { rows: may } = await client.query<{ able: boolean }>(
        `select pg_has_role(current_user, $1, 'member') as able`,
        [role],
      );
      const settable = await canSetRole(client, name);
      if (!may[0]?.able || !settable) await client.query(`grant ${name} to current_user`);
      await client.query(`create schema if not exists ${schema} authorization ${name}`);
      await client.query(`grant usage on schema platform, lake to ${name}`);
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function canSetRole(client: pg.PoolClient, name: string): Promise<boolean> {
  await client.query('savepoint try_role');
  try {
    await client.query(`set local role ${name}`);
    await client.query('reset role');
    return true;
  } catch {
    return false;
  } finally {
    await client.query('rollback to savepoint try_role');
  }
}
