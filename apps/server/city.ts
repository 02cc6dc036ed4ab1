import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { LocalText } from '@platform/kernel';
import { auditMigrations, startSequencer } from '@platform/audit';
import { listenOn, migrate, openDatabase, provision, type Database } from '@platform/database';
import { clamdScan } from '@platform/files';
import { buildHttp, forgetOldAnswers, httpMigrations, type LiveMessage } from '@platform/http';
import { jobsMigrations, prepareJobs, startJobs } from '@platform/jobs';
import type { Log } from '@platform/log';
import { openMetrics, type Metrics } from '@platform/metrics';
import type { Foundations } from '@platform/module';
import { countDeliveries, outboxMigrations, startDispatcher } from '@platform/outbox';
import type { PackSet } from '@platform/packs';
import { receiptMigrations } from '@platform/receipts';
import { compose, type Surroundings } from './compose.ts';
import { openFoundations } from './foundations.ts';
import { knownNames } from './known-names.ts';
import { LIVE_CHANNEL } from './live-by-notify.ts';
import { describeApi, serveApiPages } from './open-api.ts';
import type { ServerSettings } from './settings.ts';
import { watchSystems, type SystemKey } from './system-keys.ts';
import { pageOf, serveWeb } from './web.ts';

/** What stands outside the process: the hub's database and, in a demo, the departments. */
export type CityInputs = {
  settings: ServerSettings;
  databaseUrl: string;
  log: Log;
  deployment?: Record<string, string>;
  demoPeople?: Surroundings['demoPeople'];
};

/** A running city. */
export type City = {
  url: string;
  foundations: Foundations;
  http: FastifyInstance;
  /** Tells the keys of the simulators of departments' own systems, now and again when matters in use name more of them; none outside a demo. */
  watchSystems(tell: (keys: SystemKey[]) => void): Promise<void>;
  /** Waits until all events that are due were reacted to; for the bench and journeys. */
  drain(): Promise<void>;
  stop(): Promise<void>;
};

/** Opens the city; whatever fails on the way, its connections are closed again. */
export async function openCity(inputs: CityInputs): Promise<City> {
  const { log } = inputs;
  const metrics = openMetrics();
  const database = await openDatabase({
    url: inputs.databaseUrl,
    maxConnections: 40,
    onError: (error) => {
      metrics.count('database_errors', 'pool');
      log.warn({ error }, 'a database connection was lost');
    },
  });
  try {
    return await openOn(database, metrics, inputs);
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Brings the database up to date, starts reactions, jobs and the audit's sequencer, and listens on loopback. */
async function openOn(database: Database, metrics: Metrics, inputs: CityInputs): Promise<City> {
  const { settings, log } = inputs;
  const foundations = openFoundations(settings, database, log, inputs.deployment ?? {}, knownNames());
  const internalUrl = (): string => `http://127.0.0.1:${settings.port}`;
  const { modules, identity, interfaces, matters } = compose(foundations, {
    city: cityName(foundations.packs),
    internalUrl,
    demoPeople: inputs.demoPeople ?? (async () => ({})),
  });

  await provision(
    database,
    modules.map((module) => module.name),
  );
  await prepareJobs(database);
  const applied = await migrate(database, [
    outboxMigrations,
    jobsMigrations,
    auditMigrations,
    receiptMigrations,
    httpMigrations,
    ...modules.flatMap((module) => module.migrations ?? []),
  ]);
  if (applied.length > 0) log.info({ applied: applied.length }, 'migrations applied');
  for (const module of modules) await module.prepare?.();

  const http = await buildHttp({
    database,
    clock: foundations.clock,
    ids: foundations.ids,
    sealer: foundations.sealer,
    blindIndex: foundations.blindIndex,
    features: modules.flatMap((module) => module.features ?? []),
    publicUrl: settings.publicUrl,
    resolveSession: identity.port.resolveSession,
    resolveApplication: interfaces.resolveApplication,
    before: identity.before,
    plugins: describeApi,
    page: pageOf,
    onRequest(entry) {
      metrics.request(entry.feature, entry.method, entry.status, entry.seconds);
      if (entry.error)
        log.error({ feature: entry.feature, trace: entry.trace, error: entry.error }, 'a request failed');
    },
  });
  await serveApiPages(http);
  await serveWeb(http, {
    live: foundations.live,
    metrics,
    resolveSession: identity.port.resolveSession,
    ready: async () => {
      const checks = { database: await database.ping() };
      return { ready: Object.values(checks).every(Boolean), checks };
    },
  });
  metrics.watch(
    'deliveries_waiting',
    'Events that some module has yet to react to',
    async () => (await countDeliveries(database)).waiting,
  );
  metrics.watch(
    'deliveries_dead',
    'Events whose reaction failed for good; someone must look',
    async () => (await countDeliveries(database)).dead,
  );

  const { scanner } = settings;
  if (scanner) {
    metrics.watch('scanner_answers', 'Whether the malware scanner answers; without it no upload is taken', async () =>
      clamdScan({ address: scanner, connectMs: 1_000, answerMs: 1_000 })
        .version()
        .then(
          () => 1,
          () => 0,
        ),
    );
  }

  const dispatcher = await startDispatcher({
    database,
    // An embedded database belongs to one process, which holds the data folder (`single-start.ts`).
    alone: settings.databaseUrl === undefined,
    reactions: modules.flatMap((module) => module.reactions ?? []),
    onFailure(name, event, error, attempts) {
      metrics.count('reaction_failures', name);
      log.error({ reaction: name, event: event.id, attempts, error }, 'a reaction failed and will be tried again');
    },
  });
  const jobs = await startJobs({
    database,
    handlers: modules.flatMap((module) => module.jobs ?? []),
    schedules: modules.flatMap((module) => module.schedules ?? []),
    onFailure(name, jobId, error) {
      metrics.count('job_failures', name);
      log.error({ job: name, jobId, error }, 'a job failed and will be tried again');
    },
  });
  const sequencer = startSequencer({
    database,
    clock: foundations.clock,
    keys: foundations.keys,
    checkpointFile: join(settings.dataFolder, 'audit', 'checkpoints.jsonl'),
    onError(error) {
      metrics.count('audit_errors', 'sequencer');
      log.error({ error }, 'the audit could not be chained just now');
    },
  });
  const forget = setInterval(() => {
    forgetOldAnswers(database, new Date(foundations.clock.now().getTime() - 86_400_000)).catch((error: Error) =>
      log.warn({ error }, 'old answers were not forgotten'),
    );
  }, 3_600_000);
  // Another process may have rotated a key; new work takes the newest version.
  const refresh = setInterval(() => foundations.keys.refresh(), 60_000);
  // What the rail's process has to tell the pages that are open here.
  const heard = listenOn(database, LIVE_CHANNEL, (payload) => {
    if (payload !== undefined) foundations.live.publish(JSON.parse(payload) as LiveMessage);
  });
  await http.listen({ port: settings.port, host: '127.0.0.1' });
  for (const module of modules) await module.start?.();

  return {
    url: internalUrl(),
    foundations,
    http,
    watchSystems: (tell) => watchSystems(matters, interfaces.demoKeys, tell, log),
    drain: () => dispatcher.drain(),
    async stop() {
      clearInterval(forget);
      clearInterval(refresh);
      await heard.close();
      foundations.live.close();
      http.server.closeIdleConnections();
      await http.close();
      await dispatcher.stop();
      await jobs.stop();
      for (const module of modules) await module.stop?.();
      await sequencer.stop();
      await database.close();
    },
  };
}

/** The name of the one city-level division of the packs in use. */
function cityName(packs: PackSet): LocalText {
  const city = packs.all('divisions').find((definition) => definition.value.level === 'city');
  return city?.value.name ?? { zh: '一网', en: 'Yiwang' };
}
