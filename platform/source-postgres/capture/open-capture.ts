import type pg from 'pg';
import {
  sourceErrors,
  type CapturedTable,
  type CaptureReader,
  type Retention,
  type TableName,
  type TableShape,
} from '@platform/sources';
import { compareLsn, lsnDistance, sawTransaction } from './lsn.ts';
import { findObstacles } from './obstacles.ts';
import { checkName, ensurePublication, ensureSlot, findPublication } from './prepare.ts';
import { endClient, literal, quoted, setForms } from './session.ts';
import { openStream, type TypeResolver } from './stream.ts';

/** What the capture needs of the session that opens it. Values come as the text that PostgreSQL writes. */
export type CaptureDoor = {
  /** What people call the source; for messages. */
  readonly place: string;
  /** Runs one statement on an ordinary connection of the session. */
  query<R extends object>(text: string, values?: readonly unknown[]): Promise<R[]>;
  /** A connected client of its own with `replication: 'database'` (client_encoding UTF8); whoever asks ends it. Connection faults come coded. */
  replication(): Promise<pg.Client>;
  /** @throws sources.table-missing */
  shape(table: TableName): Promise<TableShape>;
};

/** Where the log stood at a moment, for telling ages and paces. */
type Sample = { readonly at: number; readonly end: string };
const SAMPLE_MS = 5_000;
const MOST_SAMPLES = 8_640;

/** Change capture by logical replication (pgoutput): a slot and a publication of the same name. */
export function openCapture(door: CaptureDoor): CaptureReader {
  const samples: Sample[] = [];
  const sample = (end: string): void => {
    const at = Date.now();
    if (samples.length > 0 && at - (samples.at(-1) as Sample).at < SAMPLE_MS) return;
    samples.push({ at, end });
    if (samples.length > MOST_SAMPLES) samples.shift();
  };
  /** A replication connection for statements: the session's other ones are read-only. */
  const administering = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = await door.replication();
    try {
      await setForms(client);
      return await work(client);
    } catch (error) {
      throw coded(error, door.place);
    } finally {
      endClient(client);
    }
  };

  return {
    obstacles: (tables) => findObstacles(door, tables),

    prepare: (name, tables) =>
      administering(async (client) => {
        await ensurePublication(door, client, checkName(name), tables);
        return ensureSlot(client, name);
      }),

    async open({ name, tables, after, signal }) {
      checkName(name);
      const client = await door.replication();
      try {
        await setForms(client);
        const { rows } = await client.query<{ confirmed: string | null; pid: string | null; status: string | null }>(
          `select confirmed_flush_lsn::text as confirmed, active_pid::text as pid, wal_status as status from pg_replication_slots
           where slot_name = ${literal(name)}`,
        );
        const slot = rows[0];
        // A slot ahead of us (the hub was set back to an older copy) would skip what we lack.
        if (!slot?.confirmed || slot.status === 'lost' || compareLsn(slot.confirmed, after) > 0)
          throw sourceErrors.logLost({ place: door.place });
        if (slot.pid !== null) await release(client, name);
        const publication = await findPublication(
          client,
          name,
          tables.map(({ shape }) => shape),
        );
        if (publication === undefined)
          throw sourceErrors.notAllowed({
            place: door.place,
            remedy: `CREATE PUBLICATION ${quoted(name)} FOR TABLE ${tables.map(({ shape }) => `${quoted(shape.schema)}.${quoted(shape.table)}`).join(', ')};`,
          });
        const { types, oids } = await describe(door, client, tables);
        return await openStream({
          client,
          place: door.place,
          slot: name,
          publication,
          after,
          tables,
          oids,
          types,
          signal,
        });
      } catch (error) {
        endClient(client);
        throw coded(error, door.place);
      }
    },

    async retention(name): Promise<Retention> {
      const [row] = await door.query<{
        end: string;
        restart: string | null;
        bytes: string | null;
        status: string | null;
        limit: string;
      }>(
        `select pg_current_wal_lsn()::text as end, s.restart_lsn::text as restart, pg_wal_lsn_diff(pg_current_wal_lsn(), s.restart_lsn)::bigint as bytes,
           s.wal_status as status, (select setting from pg_settings where name = 'max_slot_wal_keep_size') as limit
         from (select) as one left join pg_replication_slots s on s.slot_name = $1`,
        [name],
      );
      if (!row) return { bytes: 0, lost: true };
      sample(row.end);
      const { restart } = row;
      const limit = Number(row.limit);
      const older = restart === null ? undefined : samples.find((one) => compareLsn(one.end, restart) >= 0);
      return {
        bytes: Number(row.bytes ?? 0),
        lost: restart === null || row.status === 'lost',
        ...(limit > 0 ? { limitBytes: limit * 1024 * 1024 } : {}),
        ...(older && compareLsn(older.end, row.end) < 0
          ? { seconds: Math.round((Date.now() - older.at) / 1000) }
          : { seconds: 0 }),
      };
    },

    async end() {
      const [row] = await door.query<{ end: string }>(`select pg_current_wal_insert_lsn()::text as end`);
      const end = (row as { end: string }).end;
      sample(end);
      return end;
    },

    async pace() {
      const [row] = await door.query<{ end: string }>(`select pg_current_wal_insert_lsn()::text as end`);
      const end = (row as { end: string }).end;
      const since = samples.find((one) => Date.now() - one.at < 600_000);
      sample(end);
      const seconds = since === undefined ? 0 : (Date.now() - since.at) / 1000;
      return since === undefined || seconds < 1 ? undefined : Math.max(0, lsnDistance(since.end, end) / seconds);
    },

    drop: (name) =>
      administering(async (client) => {
        const { rows } = await client.query(
          `select from pg_replication_slots where slot_name = ${literal(checkName(name))}`,
        );
        if (rows.length > 0) {
          await release(client, name);
          await client.query(`select pg_drop_replication_slot(${literal(name)})`);
        }
        // Made by the administrator, it is the administrator's to drop; it holds no log back.
        await client.query(`drop publication if exists ${quoted(name)}`).catch(() => undefined);
      }),

    compare: compareLsn,
    saw: sawTransaction,
    distance: lsnDistance,
  };
}

/** Has the server end a connection that still holds the slot: it is one of ours whose process or network died. */
async function release(client: pg.Client, name: string): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) {
    const { rows } = await client.query<{ pid: string | null }>(
      `select active_pid::text as pid from pg_replication_slots where slot_name = ${literal(name)} and active_pid is not null`,
    );
    if (rows.length === 0) return;
    if (turn % 20 === 2)
      await client.query(
        `select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = ${literal(name)}`,
      );
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

/** Names of the types of the tables' columns, and the tables' oids. */
async function describe(
  door: CaptureDoor,
  client: pg.Client,
  tables: readonly CapturedTable[],
): Promise<{ types: TypeResolver; oids: Map<number, number> }> {
  const names = new Map<string, string>();
  const oids = new Map<number, number>();
  for (const [index, { shape }] of tables.entries()) {
    const { rows } = await client.query<{ relation: string; oid: string; modifier: string; name: string }>(
      `select c.oid::text as relation, a.atttypid::text as oid, a.atttypmod::text as modifier, format_type(a.atttypid, a.atttypmod) as name
       from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
       where n.nspname = ${literal(shape.schema)} and c.relname = ${literal(shape.table)} and not a.attisdropped`,
    );
    for (const row of rows) {
      oids.set(Number(row.relation), index);
      names.set(`${row.oid}:${row.modifier}`, row.name);
    }
  }
  const known = (oid: number, modifier: number): string | undefined => names.get(`${oid}:${modifier}`);
  return {
    oids,
    types: {
      known,
      async resolve(needed) {
        for (const { oid, modifier } of needed) {
          const [row] = await door.query<{ name: string | null }>(`select format_type($1::oid, $2::int) as name`, [
            oid,
            modifier,
          ]);
          names.set(`${oid}:${modifier}`, row?.name ?? `type ${oid}`);
        }
      },
    },
  };
}

/** Faults of statements in people's words; coded ones are left as they are. */
function coded(error: unknown, place: string): Error {
  const { code, message = '' } = error as { code?: unknown; message?: string };
  if (typeof code !== 'string' || code.includes('.')) return error as Error;
  if (code === '42501')
    return sourceErrors.notAllowed({ place, remedy: 'ALTER ROLE … REPLICATION;' }, { cause: error });
  if (code === '53400') return sourceErrors.failed({ place, reason: 'max_replication_slots' }, { cause: error });
  if (code === '55000' && message.includes('wal_level'))
    return sourceErrors.failed({ place, reason: 'wal_level' }, { cause: error });
  if (/^(57P|08|E[A-Z])/.test(code))
    return sourceErrors.interrupted({ place, reason: code }, { cause: error, retryAfter: 5 });
  return sourceErrors.failed({ place, reason: `SQLSTATE ${code}` }, { cause: error });
}
