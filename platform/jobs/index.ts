import { fileURLToPath } from 'node:url';
import pg from 'pg';
import {
  Logger,
  makeWorkerUtils,
  run,
  type CronItem,
  type Runner,
  type TaskList,
  parseCronItems,
} from 'graphile-worker';
import { Value } from 'typebox/value';
import type { Static, TSchema } from 'typebox';
import { sql, type Database, type MigrationSource, type Tx } from '@platform/database';

/** Work that outlives a request: kept in the store, tried again after a crash. */
export type JobDefinition<T extends TSchema = TSchema> = { readonly name: string; readonly payload: T };

export type JobContext = { jobId: string; attempt: number; signal: AbortSignal };

/** A job's handler with its name. It must be safe to run again from the start: a crash repeats it. */
export type JobHandler = {
  readonly name: string;
  readonly run: (payload: unknown, context: JobContext) => Promise<void>;
};

/** A job that the clock starts: `crontab` is five fields, in UTC. */
export type ScheduledJob = { readonly name: string; readonly crontab: string };

/** `name` is `module.do-something`. */
export function defineJob<T extends TSchema>(name: string, payload: T): JobDefinition<T> {
  return { name, payload };
}

export function jobHandler<D extends JobDefinition>(
  definition: D,
  handle: (payload: Static<D['payload']>, context: JobContext) => Promise<void>,
): JobHandler {
  return {
    name: definition.name,
    run: async (payload, context) => {
      await handle(Value.Parse(definition.payload, payload) as Static<D['payload']>, context);
    },
  };
}

export type EnqueueOptions = {
  queue?: string;
  runAt?: Date;
  maxAttempts?: number /** Replaces a waiting job with the same key. */;
  key?: string;
};

/** Enqueues in the caller's transaction: the job exists if and only if the transaction commits. */
export async function enqueue<D extends JobDefinition>(
  tx: Tx,
  definition: D,
  payload: Static<D['payload']>,
  options: EnqueueOptions = {},
): Promise<void> {
  Value.Assert(definition.payload, payload);
  await tx.run(sql`select platform.enqueue_job(${definition.name}, ${JSON.stringify(payload)}::json, ${options.queue ?? null},
    ${options.runAt ?? null}, ${options.maxAttempts ?? null}, ${options.key ?? null})`);
}

/** graphile-worker writes its ids as JSON, which the product's bigint ids are not: it gets a pool with the driver's own types. */
function workerPool(database: Database, max: number): pg.Pool {
  const { connectionString } = database.pool.options;
  const pool = new pg.Pool({ connectionString, max, application_name: 'yiwang-jobs' });
  // Lost connections are opened again by the worker; without listeners they would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Makes or upgrades graphile-worker's own schema; before {@link jobsMigrations}. */
export async function prepareJobs(database: Database): Promise<void> {
  const pgPool = workerPool(database, 1);
  const utils = await makeWorkerUtils({ pgPool, logger: new Logger(() => () => undefined) });
  try {
    await utils.migrate();
  } finally {
    await utils.release();
    await pgPool.end();
  }
}

export const jobsMigrations: MigrationSource = {
  module: 'platform/jobs',
  folder: fileURLToPath(new URL('./migrations', import.meta.url)),
};

export type JobRunner = { stop(): Promise<void> };

export async function startJobs(options: {
  database: Database;
  handlers: readonly JobHandler[];
  schedules?: readonly ScheduledJob[];
  concurrency?: number;
  onFailure?: (name: string, jobId: string, error: Error) => void;
}): Promise<JobRunner> {
  const tasks: TaskList = {};
  for (const handler of options.handlers) {
    tasks[handler.name] = async (payload, helpers) => {
      try {
        await handler.run(payload, {
          jobId: String(helpers.job.id),
          attempt: helpers.job.attempts,
          signal: helpers.abortSignal ?? new AbortController().signal,
        });
      } catch (error) {
        options.onFailure?.(handler.name, String(helpers.job.id), error as Error);
        throw error;
      }
    };
  }
  const cron: CronItem[] = (options.schedules ?? []).map((item) => ({ task: item.name, match: item.crontab }));
  const concurrency = options.concurrency ?? 2;
  const pgPool = workerPool(options.database, concurrency + 3);
  const presence = await beThere(pgPool);
  const runner: Runner = await run({
    pgPool,
    taskList: tasks,
    parsedCronItems: parseCronItems(cron),
    concurrency,
    noHandleSignals: true,
    pollInterval: 1_000,
    logger: new Logger(() => () => undefined),
  });
  return {
    async stop() {
      await runner.stop();
      presence.leave();
      await pgPool.end();
    },
  };
}

/** Held, shared, by every process that runs jobs; whoever gets it alone knows that all others are gone. */
const PRESENCE = 73_577_005;
const AGAIN_MS = 1_000;

/**
 * Says that this process runs jobs, for as long as it does. The first one there gives back what dead processes held: the worker
 * itself would wait four hours before it touched a job whose process was killed.
 */
async function beThere(pool: pg.Pool): Promise<{ leave(): void }> {
  let left = false;
  let client: pg.PoolClient | undefined;
  let timer: NodeJS.Timeout | undefined;
  const enter = async (): Promise<void> => {
    const next = await pool.connect();
    try {
      const { rows } = await next.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [PRESENCE]);
      if (rows[0]?.alone) {
        await next.query(
          'update graphile_worker._private_jobs set locked_at = null, locked_by = null where locked_at is not null',
        );
        await next.query(
          'update graphile_worker._private_job_queues set locked_at = null, locked_by = null where locked_at is not null',
        );
      }
      await next.query('select pg_advisory_lock_shared($1)', [PRESENCE]);
      if (rows[0]?.alone) await next.query('select pg_advisory_unlock($1)', [PRESENCE]);
    } catch (error) {
      next.release(true);
      throw error;
    }
    if (left) return next.release(true);
    client = next;
    next.on('error', () => {
      if (client !== next) return;
      client = undefined;
      next.release(true);
      again();
    });
  };
  const again = (): void => {
    if (!left) timer = setTimeout(() => void enter().catch(again), AGAIN_MS).unref();
  };
  await enter();
  return {
    leave() {
      left = true;
      clearTimeout(timer);
      client?.release(true);
      client = undefined;
    },
  };
}

/** Jobs that could run now or are running. */
export async function countDueJobs(database: Database): Promise<number> {
  const { due } = await database.asPlatform.read((tx) =>
    tx.one<{ due: number }>(
      sql`select count(*)::int as due from graphile_worker._private_jobs where run_at <= now() and attempts < max_attempts`,
    ),
  );
  return due;
}
