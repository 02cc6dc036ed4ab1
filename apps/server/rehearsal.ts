import { systemClock, uuidV7, workingCalendar, type Clock } from '@platform/kernel';
import type { Actor } from '@platform/access';
import { auditMigrations, openAudit, startSequencer, type Sequencer } from '@platform/audit';
import { openReceipts, receiptMigrations } from '@platform/receipts';
import { createBlindIndex, createSealer, openKeyStore } from '@platform/crypto';
import { migrate, openDatabase, provision } from '@platform/database';
import { openFiles } from '@platform/files';
import { buildHttp, EventStreamHub, httpMigrations } from '@platform/http';
import { countDueJobs, jobsMigrations, prepareJobs, startJobs, type JobRunner } from '@platform/jobs';
import { silentLog } from '@platform/log';
import type { Foundations, Module } from '@platform/module';
import { openOutbox, outboxMigrations, startDispatcher } from '@platform/outbox';
import type { PackSet } from '@platform/packs';
import { join } from 'node:path';
import { compose, type StandIns } from './compose.ts';

/** The product on an empty database, its actors chosen by the caller instead of signing in; for the bench and for packs' scenarios. */
export type Rehearsal = {
  foundations: Foundations;
  /** A request through everything but sign-in and the network. `body` is what the answer's JSON says, `bytes` the answer itself. */
  request(
    as: Actor,
    request: {
      method?: 'GET' | 'POST' | 'PUT' | 'PATCH';
      path: string;
      /** JSON, or the bytes of an upload. */
      body?: object | Buffer;
      headers?: Record<string, string>;
    },
  ): Promise<{ status: number; body: never; bytes: Buffer }>;
  /** Waits until all events have been reacted to and due jobs are done. */
  settle(): Promise<void>;
  /** Does once what the clock would start (limits, resumed builds); no time need pass. Loads of departments are not among it. */
  runSchedules(): Promise<void>;
  /** Jobs run from the beginning; those that come while they are stopped wait. */
  startJobs(): Promise<void>;
  stopJobs(): Promise<void>;
  /** The audit's one writer; only with `chainAudit`. */
  sequencer?: Sequencer;
  /** What failed in the background since the last call. */
  failures(): string[];
  stop(): Promise<void>;
};

export async function openRehearsal(options: {
  databaseUrl: string;
  folder: string;
  packs: PackSet;
  clock: Clock;
  standIns?: (foundations: Foundations) => StandIns;
  /** Reactions and jobs at once; as in the product when absent. */
  concurrency?: { reactions?: number; jobs?: number };
  /** Chains and signs the audit as the product does. */
  chainAudit?: boolean;
}): Promise<Rehearsal> {
  const { clock, concurrency = {} } = options;
  const ids = uuidV7(systemClock);
  const database = await openDatabase({ url: options.databaseUrl, maxConnections: 40 });
  const keys = openKeyStore({ folder: join(options.folder, 'keys'), clock });
  const sealer = createSealer(keys);
  const foundations: Foundations = {
    database,
    clock,
    ids,
    calendar: workingCalendar(
      options.packs.all('calendar').flatMap((definition) => definition.value.notices),
      undefined,
      options.packs.all('calendar').at(-1)?.value.dueHour,
    ),
    outbox: openOutbox({ clock, ids }),
    audit: openAudit({ clock, ids }),
    receipts: openReceipts(),
    packs: options.packs,
    keys,
    sealer,
    blindIndex: createBlindIndex(keys).blindIndex,
    files: openFiles({ folder: join(options.folder, 'files'), sealer }),
    log: silentLog,
    live: new EventStreamHub(),
    settings: { publicUrl: 'http://127.0.0.1', dataFolder: options.folder, demo: true, deployment: {} },
  };
  const around = {
    city: { zh: '演练', en: 'Rehearsal' },
    internalUrl: () => 'http://127.0.0.1',
    demoPeople: async () => ({}),
  };
  const { modules } = compose(foundations, around, options.standIns?.(foundations));
  await provision(
    database,
    modules.map((module) => module.name),
  );
  await prepareJobs(database);
  await migrate(database, [
    outboxMigrations,
    jobsMigrations,
    auditMigrations,
    receiptMigrations,
    httpMigrations,
    ...modules.flatMap((module) => module.migrations ?? []),
  ]);
  for (const module of modules.filter(takesPart)) await module.prepare?.();

  const failed: string[] = [];
  const dispatcher = await startDispatcher({
    database,
    reactions: modules.flatMap((module) => module.reactions ?? []),
    ...(concurrency.reactions === undefined ? {} : { concurrency: concurrency.reactions }),
    onFailure: (name, _event, error) => failed.push(`${name}: ${error.message}`),
  });
  const openJobs = (): Promise<JobRunner> =>
    startJobs({
      database,
      handlers: modules.flatMap((module) => module.jobs ?? []),
      ...(concurrency.jobs === undefined ? {} : { concurrency: concurrency.jobs }),
      onFailure: (name, _id, error) => failed.push(`${name}: ${error.message}`),
    });
  let jobs: JobRunner | undefined = await openJobs();
  const sequencer = options.chainAudit
    ? startSequencer({
        database,
        clock,
        keys,
        checkpointFile: join(options.folder, 'audit', 'checkpoints.jsonl'),
        onError: (error) => failed.push(`sequencer: ${error.message}`),
      })
    : undefined;
  const actors = new Map<string, Actor>();
  const http = await buildHttp({
    database,
    clock,
    ids,
    sealer,
    blindIndex: foundations.blindIndex,
    features: modules.flatMap((module) => module.features ?? []),
    publicUrl: 'http://127.0.0.1',
    resolveSession: async (request) =>
      actors.get(String(request.headers['x-rehearsal-actor'])) ?? { kind: 'anonymous' },
    resolveApplication: async (request) =>
      actors.get(String(request.headers['x-rehearsal-actor'])) ?? { kind: 'anonymous' },
    rateLimitPerMinute: 10_000_000,
    onRequest: (entry) => entry.error && failed.push(`${entry.feature}: ${entry.error.stack}`),
  });
  await http.ready();

  const settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < 2; ) {
      await dispatcher.drain();
      quiet = (await countDueJobs(database)) === 0 ? quiet + 1 : 0;
      if (quiet < 2) await new Promise((resume) => setTimeout(resume, 5));
    }
  };

  return {
    foundations,
    async request(as, { method = 'GET', path, body, headers = {} }) {
      const name = as.kind === 'person' || as.kind === 'staff' ? as.accountId : as.kind;
      actors.set(name, as);
      const answer = await http.inject({
        method,
        url: path,
        headers: { 'x-rehearsal-actor': name, ...headers },
        ...(body === undefined ? {} : { payload: body }),
      });
      const json = String(answer.headers['content-type']).includes('json') && answer.body !== '';
      return {
        status: answer.statusCode,
        body: (json ? JSON.parse(answer.body) : undefined) as never,
        bytes: answer.rawPayload,
      };
    },
    settle,
    async runSchedules() {
      for (const module of modules.filter(takesPart)) {
        for (const { name } of module.schedules ?? []) {
          const handler = module.jobs?.find((job) => job.name === name);
          await handler?.run({}, { jobId: ids.next(), attempt: 1, signal: new AbortController().signal });
        }
      }
      await settle();
    },
    async startJobs() {
      jobs ??= await openJobs();
    },
    async stopJobs() {
      await jobs?.stop();
      jobs = undefined;
    },
    ...(sequencer ? { sequencer } : {}),
    failures: () => failed.splice(0),
    async stop() {
      foundations.live.close();
      await http.close();
      await dispatcher.stop();
      await jobs?.stop();
      await sequencer?.stop();
      for (const module of modules) await module.stop?.();
      await database.close();
    },
  };
}

/** Departments are not there in a rehearsal, and nobody signs in. */
function takesPart(module: Module): boolean {
  return module.name !== 'exchange' && module.name !== 'identity';
}
