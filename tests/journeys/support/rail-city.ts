import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { eventually } from './eventually.ts';
import { familyOf } from './processes.ts';
import type { Product } from './product.ts';

/** Databases behind a running product, for what a department or a mischief-maker does there. */
export type Behind = {
  /** Asks one of the departments' databases, as the department. */
  department<R extends pg.QueryResultRow>(database: string, text: string, values?: unknown[]): Promise<R[]>;
  /** Asks the hub's database as its superuser, past everything the product would allow. */
  hub<R extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<R[]>;
  /** Where the hub reaches a department's database, as a person would type it in. */
  addressOf(setting: string): { host: string; port: string; database: string; user: string; password: string };
  close(): Promise<void>;
};

/** Opens connections as they are asked for. */
export function behind({ data }: Product): Behind {
  const { owners, settings } = JSON.parse(readFileSync(join(data, 'departments/deployment.json'), 'utf8')) as {
    owners: Record<string, string>;
    settings: Record<string, string>;
  };
  const kept = (name: string): string => readFileSync(join(data, 'database', name), 'utf8').trim();
  const pools = new Map<string, pg.Pool>();
  const ask = async <R extends pg.QueryResultRow>(url: string, text: string, values: unknown[] = []): Promise<R[]> => {
    let pool = pools.get(url);
    if (!pool) {
      pool = new pg.Pool({ connectionString: url, max: 2 });
      // A department that is killed breaks what lies idle here.
      pool.on('error', () => undefined);
      pools.set(url, pool);
    }
    return (await pool.query<R>(text, values)).rows;
  };
  return {
    department: (database, text, values) => ask(owners[database] as string, text, values),
    hub: (text, values) =>
      ask(
        `postgres://postgres:${encodeURIComponent(kept('superuser-password'))}@127.0.0.1:${kept('port')}/yiwang`,
        text,
        values,
      ),
    addressOf(setting) {
      const { hostname, port, pathname, username, password } = new URL(settings[setting] as string);
      const database = pathname.slice(1);
      return { host: hostname, port, database, user: username, password: decodeURIComponent(password) };
    },
    async close() {
      for (const pool of pools.values()) await pool.end();
    },
  };
}

/** The process that runs the rail of a product, other than `before`. */
export async function railPid({ pid }: Product, before?: number): Promise<number> {
  const find = (): number =>
    familyOf(pid).find((one) => one !== before && commandOf(one).includes('apps/server/rail.ts')) ?? 0;
  await eventually(find, 'the rail’s process').toBeGreaterThan(0);
  return find();
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
