import pg from 'pg';
import { DomainError } from '@platform/kernel';
import { databaseErrors } from './errors.ts';
import { inOneMessage, pipelined } from './pipeline.ts';
import { toQuery, type Sql } from './sql.ts';

/**
 * One transaction of one module. Everything a module does to the store goes through here, under its own role. Statements that do not
 * need each other's results may be given side by side (`Promise.all`): they go to the database in one message, and run there in the
 * order in which they were given.
 */
export type Tx = {
  readonly module: string;
  rows<R extends object = Record<string, unknown>>(statement: Sql): Promise<R[]>;
  /** The first row, or undefined. */
  first<R extends object = Record<string, unknown>>(statement: Sql): Promise<R | undefined>;
  /** The one row there must be; anything else is a defect. */
  one<R extends object = Record<string, unknown>>(statement: Sql): Promise<R>;
  /** Runs a statement for its effect; the number of rows it touched. */
  run(statement: Sql): Promise<number>;
  /**
   * Runs these statements and ends the transaction with them: one way to the database fewer. They are made before any of them is sent, nothing may be
   * asked afterwards, and should one of them fail, nothing is kept.
   */
  ending(statements: readonly Sql[]): Promise<void>;
  /**
   * The same for code that gives its statements itself, side by side: the transaction ends behind all that it gives before it waits for an answer, so
   * that locks are not held for one more way. Nothing may be asked afterwards, and no answer can undo it any more: what must hold is said in SQL.
   */
  closing<T>(work: () => Promise<T>): Promise<T>;
  /** Has this called, once however often it is given, when what the transaction did is kept. For bells; not for what must be done. */
  afterCommit(ring: () => void): void;
  /** The driver's client, for COPY. Platform packages only. */
  readonly client: pg.PoolClient;
};

export type TransactionOptions = {
  /** Statements that take longer are stopped (57014), which frees the database for others. */
  readonly statementMs?: number;
  /**
   * Its statements are planned once a connection, whatever their values: for such as find rows by their keys, where planning would cost more than the work.
   * By keys also where a table was still small when they were planned; it grows, and the plan stays.
   */
  readonly plannedOnce?: boolean;
};

/** A module's door to the store. */
export type ModuleDatabase = {
  transaction<T>(work: (tx: Tx) => Promise<T>, how?: TransactionOptions): Promise<T>;
  /** A read-only transaction with one snapshot. */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** A read of exactly one statement: one way to the database and back for the whole transaction. A second statement is a defect. */
  readOnce<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
};

export type Database = {
  readonly name: string;
  readonly pool: pg.Pool;
  forModule(module: string): ModuleDatabase;
  /** A transaction as the login itself, for platform packages. */
  readonly asPlatform: ModuleDatabase;
  /** Whether the database answers. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
};

export type OpenDatabaseOptions = { url: string; maxConnections?: number; onError?: (error: Error) => void };

const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.DATE, (text: string) => text);
types.setTypeParser(pg.types.builtins.INT8, (text: string) => BigInt(text));
// A time of day without a zone is no instant; the driver would take it for one of this machine's zone.
types.setTypeParser(pg.types.builtins.TIMESTAMP, (text: string) => text);

/** The database role that owns a module's schema. Roles are cluster-wide, so the database's name is in them. */
export function moduleRole(database: string, module: string): string {
  return `${database}_${module.replaceAll('-', '_')}`;
}

/** The schema of a module. */
export function moduleSchema(module: string): string {
  return module.replaceAll('-', '_');
}

const NO_WAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** SQLSTATEs of a server that ends, starts or has no connection left. */
const SERVER_GOING = new Set(['57P01', '57P02', '57P03', '08000', '08006', '08003', '08001', '53300']);
/** What the driver says, without a code, of a connection that is gone. */
const CONNECTION_GONE =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when trying to connect|timeout expired)/;

/** Whether the error means that the database went away, not that the statement, or something else the work did, was wrong. */
export function isConnectionFault(error: unknown): boolean {
  // A coded error was judged where it was thrown: the failure of another system's database is not ours.
  if (!(error instanceof Error) || error instanceof DomainError) return false;
  const code = (error as { code?: unknown }).code;
  return (
    (typeof code === 'string' && (SERVER_GOING.has(code) || NO_WAY.has(code))) || CONNECTION_GONE.test(error.message)
  );
}

/** Opens the one pool of the process. `url` is a PostgreSQL connection URL. */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections ?? 20,
    types,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    // Whoever waits for the answer of a database whose machine went without a word is told so within half a minute.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'yiwang',
  });
  pool.on('error', (error) => options.onError?.(error));
  // A client lost while it is lent out fails its statement; without a listener it would end the process as well.
  pool.on('connect', (client) => client.on('error', (error) => options.onError?.(error)));
  const { rows } = await pool.query<{ name: string; version: number }>(
    `select current_database() as name, current_setting('server_version_num')::int as version`,
  );
  const { name, version } = rows[0] as { name: string; version: number };
  if (version < 150_000) {
    await pool.end();
    throw databaseErrors.tooOld({ version: Math.floor(version / 10_000) });
  }

  const forRole = (module: string, role: string | undefined): ModuleDatabase => {
    const setRole = role === undefined ? '' : `; set local role ${pg.escapeIdentifier(role)}`;
    const within = async <T>(begin: string, ending: Ending, work: (tx: Tx) => Promise<T>): Promise<T> => {
      let client: pg.PoolClient | undefined;
      let broken: Error | undefined;
      try {
        client = await pool.connect();
        const lent = client;
        pipelined(lent, true);
        inOneMessage(lent);
        const begun = lent.query(begin + setRole);
        const handle = transactionOn(lent, module, ending);
        let result: T;
        try {
          // The beginning is not waited for: should it fail, the server refuses all that follows it, and its own fault is told.
          [, result] = await Promise.all([begun, work(handle.tx)]);
        } finally {
          handle.over();
        }
        const { command } = await (handle.ended() ?? lent.query('commit'));
        if (command !== 'COMMIT') throw new Error(`A statement of ${module} failed unnoticed; nothing was kept`);
        for (const ring of handle.rings) ring();
        return result;
      } catch (error) {
        if (isConnectionFault(error)) {
          broken = error as Error;
          throw databaseErrors.unreachable({}, { retryAfter: 5, cause: error });
        }
        await client?.query('rollback').catch((fault: Error) => {
          broken = fault;
        });
        throw error;
      } finally {
        client?.release(broken);
      }
    };
    const readOnly = 'begin isolation level repeatable read read only';
    return {
      transaction: (work, how) => within(beginning(how), 'by-itself', work),
      read: (work) => within(readOnly, 'by-itself', work),
      readOnce: (work) => within(readOnly, 'with-its-statement', work),
    };
  };

  return {
    name,
    pool,
    forModule: (module) => forRole(module, moduleRole(name, module)),
    asPlatform: forRole('platform', undefined),
    async ping() {
      try {
        await pool.query('select 1');
        return true;
      } catch {
        return false;
      }
    },
    close: () => pool.end(),
  };
}

function beginning({ statementMs, plannedOnce }: TransactionOptions = {}): string {
  const timeout = statementMs === undefined ? '' : `; set local statement_timeout = ${Math.ceil(Number(statementMs))}`;
  return `begin${timeout}${plannedOnce ? '; set local plan_cache_mode = force_generic_plan; set local enable_seqscan = off' : ''}`;
}

/** Whether the end of a transaction is told when the work is over, or behind its only statement. */
type Ending = 'by-itself' | 'with-its-statement';

function transactionOn(
  client: pg.PoolClient,
  module: string,
  ending: Ending,
): { tx: Tx; rings: ReadonlySet<() => void>; over(): void; ended(): Promise<pg.QueryResult> | undefined } {
  const rings = new Set<() => void>();
  let open = true;
  let end: Promise<pg.QueryResult> | undefined;
  const finish = (): void => {
    open = false;
    end = client.query('commit');
    end.catch(() => undefined);
  };
  const query = async (statement: Sql): Promise<pg.QueryResult> => {
    // Outside its transaction a statement would run with the rights of the login.
    if (!open) throw new Error(`A statement of ${module} came after the end of its transaction`);
    inOneMessage(client);
    const answered = client.query(toQuery(statement));
    if (ending === 'with-its-statement') finish();
    return answered;
  };
  const tx: Tx = {
    module,
    client,
    rows: async <R extends object>(statement: Sql) => (await query(statement)).rows as R[],
    first: async <R extends object>(statement: Sql) => (await query(statement)).rows[0] as R | undefined,
    one: async <R extends object>(statement: Sql) => {
      const { rows } = await query(statement);
      if (rows.length !== 1) throw new Error(`Expected one row, got ${rows.length}`);
      return rows[0] as R;
    },
    run: async (statement) => (await query(statement)).rowCount ?? 0,
    async ending(statements) {
      const given = statements.map(query);
      finish();
      await Promise.all(given);
    },
    async closing(work) {
      // The next tick comes when nothing is left that only waits for other code: whatever `work` gives without an answer is given by then.
      await Promise.resolve();
      let failed = false;
      const next = new Promise<void>((tell) =>
        process.nextTick(() => {
          if (!failed) finish();
          tell();
        }),
      );
      const given = work();
      given.catch(() => {
        failed = true;
      });
      await next;
      return given;
    },
    afterCommit: (ring) => void rings.add(ring),
  };
  return {
    tx,
    rings,
    over() {
      open = false;
    },
    ended: () => end,
  };
}
