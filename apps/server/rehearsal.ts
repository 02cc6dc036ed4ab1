import { manualClock, uuidV7, systemClock, workingCalendar, type Clock } from '@platform/kernel';
import type { Actor } from '@platform/access';
import { auditMigrations, openAudit } from '@platform/audit';
import { createBlindIndex, createSealer, openKeyStore } from '@platform/crypto';
import { migrate, openDatabase, provision } from '@platform/database';
import { openFiles } from '@platform/files';
import { buildHttp, EventStreamHub, httpMigrations } from '@platform/http';
import { jobsMigrations, prepareJobs, startJobs } from '@platform/jobs';
import { silentLog } from '@platform/log';
import type { Foundations } from '@platform/module';
import { openOutbox, outboxMigrations, startDispatcher } from '@platform/outbox';
import type { PackSet } from '@platform/packs';
import { join } from 'node:path';
import { compose, type StandIns } from './compose.ts';

/** The product on an empty database, its actors chosen by the caller instead of signing in; for the bench and for packs' scenarios. */
export type Rehearsal = {
  foundations: Foundations;
  clock: Clock & { set(instant: string | Date): void; advance(ms: number): void };
  /** A request through everything but sign-in. */
  request(as: Actor, request: { method?: 'GET' | 'POST' | 'PUT'; path: string; body?: object }): Promise<{ status: number; body: never }>;
  /** Waits until all events have been reacted to and due jobs are done. */
  settle(): Promise<void>;
  /** What failed in the background since the last call. */
  failures(): string[];
  stop(): Promise<void>;
};

export async function openRehearsal(options: {
  databaseUrl: string;
  folder: string;
  packs: PackSet;
  now: string;
  standIns: (foundations: Foundations) => StandIns;
  concurrency?: number;
}): Promise<Rehearsal> {
  const clock = manualClock(options.now);
  const ids = uuidV7(systemClock);
  const database = await openDatabase({ url: options.databaseUrl, maxConnections: 40 });
  const keys = openKeyStore({ folder: join(options.folder, 'keys'), clock });
  const sealer = createSealer(keys);
  const foundations: Foundations = {
    database,
    clock,
    ids,
    calendar: workingCalendar(options.packs.all('calendar').flatMap((definition) => definition.value.notices)),
    outbox: openOutbox({ clock, ids }),
    audit: openAudit({ clock, ids }),
    packs: options.packs,
    keys,
    sealer,
    blindIndex: createBlindIndex(keys).blindIndex,
    files: openFiles({ folder: join(options.folder, 'files'), sealer }),
    log: silentLog,
    live: new EventStreamHub(),
    settings: { publicUrl: 'http://127.0.0.1', dataFolder: options.folder, demo: true, deployment: {} },
  };
  const around = { city: { zh: '演练', en: 'Rehearsal' }, internalUrl: () => 'http://127.0.0.1', demoPeople: async () => ({}) };
  const { modules } = compose(foundations, around, options.standIns(foundations));
  await provision(database, modules.map((module) => module.name));
  await prepareJobs(database);
  await migrate(database, [outboxMigrations, jobsMigrations, auditMigrations, httpMigrations, ...modules.flatMap((module) => module.migrations ?? [])]);
  // Departments are not there in a rehearsal, and nobody signs in.
  for (const module of modules.filter(({ name }) => name !== 'exchange' && name !== 'identity')) await module.prepare?.();

  const failed: string[] = [];
  const dispatcher = await startDispatcher({
    database,
    reactions: modules.flatMap((module) => module.reactions ?? []),
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    onFailure: (name, _event, error) => failed.push(`${name}: ${error.message}`),
  });
  const jobs = await startJobs({
    database,
    handlers: modules.flatMap((module) => module.jobs ?? []),
    onFailure: (name, _id, error) => failed.push(`${name}: ${error.message}`),
  });
  const actors = new Map<string, Actor>();
  const http = await buildHttp({
    database,
    clock,
    ids,
    sealer,
    blindIndex: foundations.blindIndex,
    features: modules.flatMap((module) => module.features ?? []),
    publicUrl: 'http://127.0.0.1',
    resolveSession: async (request) => actors.get(String(request.headers['x-rehearsal-actor'])) ?? { kind: 'anonymous' },
    rateLimitPerMinute: 10_000_000,
    onRequest: (entry) => entry.error && failed.push(`${entry.feature}: ${entry.error.stack}`),
  });
  await http.ready();

  return {
    foundations,
    clock,
    async request(as, { method = 'GET', path, body }) {
      const name = as.kind === 'person' || as.kind === 'staff' ? as.accountId : as.kind;
      actors.set(name, as);
      const answer = await http.inject({ method, url: path, headers: { 'x-rehearsal-actor': name }, ...(body === undefined ? {} : { payload: body }) });
      return { status: answer.statusCode, body: (answer.body ? JSON.parse(answer.body) : undefined) as never };
    },
    async settle() {
      for (let quiet = 0; quiet < 2; ) {
        await dispatcher.drain();
        const { rows } = await database.pool.query<{ left: number }>(
          'select count(*)::int as left from graphile_worker._private_jobs where run_at <= now() and attempts < max_attempts',
        );
        quiet = rows[0]?.left === 0 ? quiet + 1 : 0;
        if (quiet < 2) await new Promise((resume) => setTimeout(resume, 10));
      }
    },
    failures: () => failed.splice(0),
    async stop() {
      foundations.live.close();
      await http.close();
      await dispatcher.stop();
      await jobs.stop();
      for (const module of modules) await module.stop?.();
      await database.close();
    },
  };
}
