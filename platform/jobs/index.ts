import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { Logger, makeWorkerUtils, run, type CronItem, type Runner, type TaskList, parseCronItems } from 'graphile-worker';
import { Value } from 'typebox/value';
import type { Static, TSchema } from 'typebox';
import { sql, type Database, type MigrationSource, type Tx } from '@platform/database';

/** Work that outlives a request: kept in the store, tried again after a crash. */
export type JobDefinition<T extends TSchema = TSchema> = { readonly name: string; readonly payload: T };

export type JobContext = { jobId: string; attempt: number; signal: AbortSignal };

/** A job's handler with its name. It must be safe to run again from the start: a crash repeats it. */
export type JobHandler = { readonly name: string; readonly run: (payload: unknown, context: JobContext) => Promise<void> };

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

export type EnqueueOptions = { queue?: string; runAt?: Date; maxAttempts?: number; /** Replaces a waiting job with the same key. */ key?: string };

/** Enqueues in the caller's transaction: the job exists if and only if the transaction commits. */
export async function enqueue<D extends JobDefinition>(tx: Tx, definition: D, payload: Static<D['payload']>, options: EnqueueOptions = {}): Promise<void> {
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
  const pgPool = workerPool(options.database, concurrency + 2);
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
      await pgPool.end();
    },
  };
}

/** Jobs that could run now or are running. */
export async function countDueJobs(database: Database): Promise<number> {
  const { due } = await database.asPlatform.read((tx) =>
    tx.one<{ due: number }>(sql`select count(*)::int as due from graphile_worker._private_jobs where run_at <= now() and attempts < max_attempts`),
  );
  return due;
}
