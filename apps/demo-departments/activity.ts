import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '@platform/log';
import pg from 'pg';
import type { DepartmentsPlan } from './plan.ts';
import type { SampleTable } from './settings.ts';

type Activity = NonNullable<SampleTable['activity']>;
type Desk = { url: string; name: string; activity: Activity };

const quote = pg.escapeIdentifier;

/** How long a desk rests when its database does not answer. */
const REST_MS = 5_000;

/**
 * The departments at work: each table with an `activity` has one of its rows changed every so often, so that whoever follows its log
 * has something to follow. Ends with `stop`.
 * @param owners URLs of the departments' databases, by name
 */
export function startActivity(
  plan: DepartmentsPlan,
  owners: Readonly<Record<string, string>>,
  log: Log,
): { stop(): Promise<void> } {
  const ending = new AbortController();
  const desks = plan.samples.flatMap(({ tables }) =>
    tables.flatMap(({ table: { target, activity }, place }): Desk[] => {
      const url = place.kind === 'database' ? owners[place.database] : undefined;
      if (!activity || url === undefined || target.kind !== 'table') return [];
      return [{ url, name: `${quote(target.schema)}.${quote(target.table)}`, activity }];
    }),
  );
  const working = desks.map((desk) => work(desk, log, ending.signal));
  return {
    async stop() {
      ending.abort();
      await Promise.all(working);
    },
  };
}

async function work({ url, name, activity }: Desk, log: Log, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const client = new pg.Client({ connectionString: url, application_name: 'clerk' });
    client.on('error', () => undefined);
    try {
      await client.connect();
      while (!signal.aborted) {
        await changeOne(client, name, activity);
        await pause(activity.everySeconds * 1_000, undefined, { signal }).catch(() => undefined);
      }
    } catch (error) {
      log.warn({ table: name, error }, 'a department cannot write just now');
      await pause(REST_MS, undefined, { signal }).catch(() => undefined);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

/** Gives any one row that holds one of the values another one of them. */
async function changeOne(client: pg.Client, name: string, { column, values, stamp }: Activity): Promise<void> {
  const value = values[Math.floor(Math.random() * values.length)] as string;
  const stamped =
    stamp === undefined ? '' : `, ${quote(stamp)} = to_char(now() at time zone 'Asia/Shanghai', 'YYYYMMDD')`;
  await client.query(
    `update ${name} set ${quote(column)} = $1${stamped} where ctid in (
       select ctid from ${name} tablesample system (2) where ${quote(column)} = any($2) and ${quote(column)} <> $1 order by random() limit 1)`,
    [value, values],
  );
}
