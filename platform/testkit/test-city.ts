import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { manualClock, uuidV7, systemClock, workingCalendar, type CalendarNotice } from '@platform/kernel';
import type { Actor } from '@platform/access';
import { auditMigrations, openAudit } from '@platform/audit';
import { createBlindIndex, createSealer, openKeyStore } from '@platform/crypto';
import { migrate, openDatabase, provision } from '@platform/database';
import { openFiles } from '@platform/files';
import { buildHttp, EventStreamHub, httpMigrations, type ApplicationResolver } from '@platform/http';
import { jobsMigrations, prepareJobs, startJobs } from '@platform/jobs';
import { silentLog } from '@platform/log';
import type { Foundations, Module, Settings } from '@platform/module';
import { openOutbox, outboxMigrations, startDispatcher } from '@platform/outbox';
import { loadPacks } from '@platform/packs';
import { openReceipts, receiptMigrations } from '@platform/receipts';
import { anonymous } from './actors.ts';
import { createTestDatabase } from './test-database.ts';

export type TestCityOptions<M extends Module> = {
  /** Makes the modules under test, in order of composition. */
  modules: (foundations: Foundations & { clock: ReturnType<typeof manualClock> }) => M[] | Promise<M[]>;
  /** Packs to load, from `folder` (default: the repository's `packs/`). None by default. */
  packs?: { folder?: string; ids: string[] };
  now?: string;
  notices?: CalendarNotice[];
  settings?: Partial<Settings>;
  resolveApplication?: ApplicationResolver;
  /** A PostgreSQL of the test's own, by its superuser's URL: for tests that stop it. */
  superuserUrl?: string;
};

export type TestRequest = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  as?: Actor;
};
// oxlint-disable-next-line typescript/no-explicit-any -- a test asserts the shape it expects
export type TestResponse = { status: number; body: any; text: string; bytes: Buffer; headers: Record<string, unknown> };

export type TestCity<M extends Module> = Foundations & {
  clock: ReturnType<typeof manualClock>;
  modules: M[];
  http: FastifyInstance;
  /** A request as `as` (anonymous otherwise), past sign-in but through everything else. */
  request(request: TestRequest): Promise<TestResponse>;
  /** Waits until all events have been reacted to and no job is waiting that is due. */
  settle(): Promise<void>;
  stop(): Promise<void>;
};

const PACKS = join(import.meta.dirname, '..', '..', 'packs');

/** A small city for a test: a database of its own, the modules under test, a clock that stands still. */
export async function startTestCity<M extends Module>(options: TestCityOptions<M>): Promise<TestCity<M>> {
  const folder = mkdtempSync(join(tmpdir(), 'yiwang-city-'));
  const testDatabase = await createTestDatabase('city', options.superuserUrl);
  const database = await openDatabase({ url: testDatabase.url, maxConnections: 12 });
  const clock = manualClock(options.now ?? '2026-11-20T02:00:00Z');
  const ids = uuidV7(systemClock);
  const keys = openKeyStore({ folder: join(folder, 'keys'), clock });
  const sealer = createSealer(keys);
  const live = new EventStreamHub();
  const foundations: TestCity<M> = {
    database,
    clock,
    ids,
    calendar: workingCalendar(options.notices),
    outbox: openOutbox({ clock, ids }),
    audit: openAudit({ clock, ids }),
    receipts: openReceipts(),
    packs: loadPacks({ folder: options.packs?.folder ?? PACKS, ids: options.packs?.ids ?? [] }),
    keys,
    sealer,
    blindIndex: createBlindIndex(keys).blindIndex,
    files: openFiles({ folder: join(folder, 'files'), sealer }),
    log: silentLog,
    live,
    settings: { publicUrl: 'http://127.0.0.1', dataFolder: folder, demo: true, deployment: {}, ...options.settings },
  } as TestCity<M>;
  const modules = await options.modules(foundations);
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
  for (const module of modules) await module.prepare?.();

  const failures: string[] = [];
  const dispatcher = await startDispatcher({
    database,
    reactions: modules.flatMap((module) => module.reactions ?? []),
    onFailure: (name, _event, error) => failures.push(`${name}: ${error.stack}`),
  });
  const jobs = await startJobs({
    database,
    handlers: modules.flatMap((module) => module.jobs ?? []),
    onFailure: (name, _id, error) => failures.push(`${name}: ${error.stack}`),
  });
  let actor: Actor = anonymous;
  const http = await buildHttp({
    database,
    clock,
    ids,
    sealer,
    blindIndex: foundations.blindIndex,
    features: modules.flatMap((module) => module.features ?? []),
    publicUrl: 'http://127.0.0.1',
    resolveSession: async () => actor,
    ...(options.resolveApplication ? { resolveApplication: options.resolveApplication } : {}),
    onRequest: (entry) => entry.error && failures.push(`${entry.feature}: ${entry.error.stack}`),
    rateLimitPerMinute: 100_000,
  });
  await http.ready();

  return Object.assign(foundations, {
    modules,
    http,
    async request(request: TestRequest): Promise<TestResponse> {
      actor = request.as ?? anonymous;
      const form = request.body instanceof FormData ? new Response(request.body) : undefined;
      const response = await http.inject({
        method: request.method ?? 'GET',
        url: request.path,
        headers: {
          'accept-language': 'zh',
          ...(form ? { 'content-type': form.headers.get('content-type') as string } : {}),
          ...request.headers,
        },
        ...(form
          ? { payload: Buffer.from(await form.arrayBuffer()) }
          : request.body === undefined
            ? {}
            : { payload: request.body as object }),
      });
      const json = String(response.headers['content-type'] ?? '').includes('json');
      return {
        status: response.statusCode,
        text: response.body,
        bytes: response.rawPayload,
        body: json && response.body ? JSON.parse(response.body) : undefined,
        headers: response.headers,
      };
    },
    async settle() {
      for (let quiet = 0, turns = 0; quiet < 2; turns += 1) {
        await dispatcher.drain();
        const { rows } = await database.pool.query<{ left: number }>(
          `select count(*)::int as left from graphile_worker._private_jobs where run_at <= now() and attempts < max_attempts and (attempts = 0 or locked_at is not null)`,
        );
        quiet = rows[0]?.left === 0 ? quiet + 1 : 0;
        if (turns > 1_500) throw new Error(`Jobs did not settle; failures so far:\n${failures.join('\n')}`);
        if (quiet < 2) await new Promise((resume) => setTimeout(resume, 20));
      }
      if (failures.length > 0) throw new Error(`Failed in the background:\n${failures.splice(0).join('\n')}`);
    },
    async stop() {
      live.close();
      await http.close();
      await dispatcher.stop();
      await jobs.stop();
      for (const module of modules) await module.stop?.();
      await database.close();
      await testDatabase.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  });
}
