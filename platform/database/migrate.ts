import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { databaseErrors } from './errors.ts';
import { moduleRole, type Database } from './database.ts';

/** A folder of forward-only migrations `0001-what-it-does.sql` and the module whose role runs them (`platform…`: the login itself). */
export type MigrationSource = { module: string; folder: string };

/** The migrations of a folder with their SHA-256, in order. */
export async function migrationLock(folder: string): Promise<{ name: string; checksum: string; text: string }[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8');
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/**
 * Applies what is missing, each migration in a transaction of its own and under its module's role. An applied migration that
 * was changed since stops the start, before anything is applied.
 */
export async function migrate(database: Database, sources: readonly MigrationSource[]): Promise<string[]> {
  const client = await database.pool.connect();
  const applied: string[] = [];
  try {
    await client.query('select pg_advisory_lock($1)', [73_577_002]);
    await client.query(
      `create table if not exists platform.migration (
         module text not null, name text not null, checksum text not null,
         applied_at timestamptz not null default now(), primary key (module, name))`,
    );
    const done = new Map(
      (
        await client.query<{ module: string; name: string; checksum: string }>(
          'select module, name, checksum from platform.migration',
        )
      ).rows.map((row) => [`${row.module}/${row.name}`, row.checksum]),
    );
    const plan: { module: string; name: string; checksum: string; text: string }[] = [];
    for (const source of sources) {
      for (const file of await migrationLock(source.folder)) {
        const before = done.get(`${source.module}/${file.name}`);
        if (before === undefined) plan.push({ module: source.module, ...file });
        else if (before !== file.checksum)
          throw databaseErrors.migrationChanged({ module: source.module, name: file.name });
      }
    }
    for (const step of plan) {
      await client.query('begin');
      try {
        if (!step.module.startsWith('platform')) {
          await client.query(`set local role ${pg.escapeIdentifier(moduleRole(database.name, step.module))}`);
        }
        await client.query(step.text);
        await client.query('reset role');
        await client.query('insert into platform.migration (module, name, checksum) values ($1, $2, $3)', [
          step.module,
          step.name,
          step.checksum,
        ]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw new Error(`Migration ${step.module}/${step.name} failed: ${(error as Error).message}`, { cause: error });
      }
      applied.push(`${step.module}/${step.name}`);
    }
    return applied;
  } finally {
    await client.query('select pg_advisory_unlock($1)', [73_577_002]).catch(() => undefined);
    client.release();
  }
}
