import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { permissionsOf, type Actor } from '@platform/access';
import { auditMigrations, openAudit } from '@platform/audit';
import { openReceipts } from '@platform/receipts';
import { createBlindIndex, createSealer, openKeyStore } from '@platform/crypto';
import { migrate, openDatabase, provision, startCluster, type Cluster } from '@platform/database';
import { openFiles } from '@platform/files';
import { buildHttp, EventStreamHub, httpMigrations } from '@platform/http';
import { jobsMigrations, prepareJobs, startJobs } from '@platform/jobs';
import { systemClock, uuidV7, workingCalendar } from '@platform/kernel';
import { openLake, rawTable } from '@platform/lake';
import { silentLog } from '@platform/log';
import type { Foundations, Module } from '@platform/module';
import { openOutbox, outboxMigrations } from '@platform/outbox';
import { loadPacks } from '@platform/packs';
import type { CataloguedResource, CatalogueWriter } from '@modules/catalogue/contract';
import { createExchange, startRail, type Exchange, type Rail } from '@modules/exchange';
import { createReconciliations } from '@modules/reconciliations';
import { COLUMNS, ITEMS } from './pensions.ts';

const title = (text: string) => ({ zh: text, en: text });

export const RESOURCE: CataloguedResource = {
  id: 'pensions',
  title: title('养老待遇'),
  summary: title('养老待遇'),
  provider: 'bench',
  class: { category: 'department' },
  shareType: 'none',
  openAttribute: 'closed',
  updateCycle: 'realtime',
  grade: 3,
  key: ['id'],
  items: ITEMS.map((item) => ({ ...item, title: title(item.name), personal: false })),
  version: '1',
};

/** A department's database and the hub with the rail, the exchange and the proof; both clusters durable. */
export type ReconcileStage = {
  source: pg.Client;
  /** The hub's database as its owner: for planting differences behind the product's back. */
  hub: pg.Client;
  lineId: string;
  /** Connects the table as a line that is captured, and waits until it is live. */
  connect(): Promise<void>;
  get(path: string): Promise<Record<string, never>>;
  post(path: string, body?: object): Promise<Record<string, never>>;
  stop(): Promise<void>;
};

const SETTINGS = { wal_level: 'logical', max_wal_size: '4GB', shared_buffers: '256MB' };

export async function openReconcileStage(): Promise<ReconcileStage> {
  const folder = mkdtempSync(join(process.env['YIWANG_BENCH_FOLDER'] ?? tmpdir(), 'yiwang-bench-'));
  chmodSync(folder, 0o755);
  const clusters: Cluster[] = [];
  const tell = (): void => {
    for (const { pid } of clusters) process.kill(pid, 'SIGINT');
  };
  process.once('exit', tell);
  for (const name of ['source', 'hub'])
    clusters.push(await startCluster({ folder: join(folder, name), settings: SETTINGS }));
  const [department, hubCluster] = clusters as [Cluster, Cluster];
  await department.createDatabase('department');
  const sourceUrl = new URL(department.superuserUrl('department'));
  const source = new pg.Client({ connectionString: sourceUrl.href });
  await source.connect();
  await source.query(`create table pensions (${COLUMNS})`);

  const catalogue: CatalogueWriter<never> = {
    find: (id) => (id === RESOURCE.id ? RESOURCE : undefined),
    resource: () => RESOURCE,
    resources: () => [RESOURCE],
    addItem: async () => RESOURCE,
    refresh: async () => undefined,
  };
  const bureau = {
    id: 'bench',
    name: title('人社局'),
    short: title('人社'),
    creditCode: '',
    division: '',
    kind: 'department',
  };
  const organisations = { find: (id: string) => (id === bureau.id ? bureau : undefined), all: () => [bureau] };
  const hubUrl = await hubCluster.createDatabase('hub', { createRole: true });
  const product = await openProduct({ url: hubUrl, folder: join(folder, 'data'), catalogue, organisations });
  let rail: Rail | undefined;
  const hub = new pg.Client({ connectionString: hubCluster.superuserUrl('hub') });
  await hub.connect();
  const { call } = product;
  const stage: ReconcileStage = {
    source,
    hub,
    lineId: '',
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    async connect() {
      const connection = await call('POST', '/api/exchange/connections', {
        title: title('人社业务库'),
        organisation: 'bench',
        system: title('社会保险系统'),
        kind: 'postgres',
        settings: {
          host: sourceUrl.hostname,
          port: Number(sourceUrl.port),
          database: 'department',
          user: decodeURIComponent(sourceUrl.username),
        },
        secret: { password: decodeURIComponent(sourceUrl.password) },
        limits: { connections: 4, logBytes: 2 ** 36, logSeconds: 86_400 },
      });
      const line = await call('POST', `/api/exchange/connections/${connection['id']}/lines`, {
        title: title('养老待遇'),
        resource: RESOURCE.id,
        schema: 'public',
        table: 'pensions',
        mapping: ITEMS.map(({ name }) => ({ item: name, column: name })),
        mode: 'capture',
      });
      stage.lineId = String(line['id']);
      rail = startRail(product.exchange.rail);
      for (let state = ''; state !== 'live'; await sleep(200)) {
        const found = await call('GET', `/api/exchange/lines/${stage.lineId}`);
        state = found['state'] ?? '';
        if (state === 'held' || state === 'failed')
          throw new Error(`The line is ${state}: ${JSON.stringify(found['fault'])}`);
      }
    },
    async stop() {
      await rail?.stop();
      await hub.end();
      await source.end();
      await product.stop();
      process.removeListener('exit', tell);
      await Promise.all(clusters.map((cluster) => cluster.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return stage;
}

type Product = {
  exchange: Exchange;
  /** A request as a data officer, through everything but sign-in and the network. */
  call(method: 'GET' | 'POST', path: string, body?: object): Promise<Record<string, never>>;
  stop(): Promise<void>;
};

const ROLES = ['data-officer'];
const OFFICER: Actor = {
  kind: 'staff',
  accountId: 'bench-officer',
  organisation: 'bench',
  roles: ROLES,
  permissions: permissionsOf(ROLES),
  organisations: 'all',
};

/** Exchange and proof as the product composes them, with their jobs, on an empty database. */
async function openProduct(given: {
  url: string;
  folder: string;
  catalogue: CatalogueWriter<never>;
  organisations: { find(id: string): object | undefined; all(): readonly object[] };
}): Promise<Product> {
  const clock = systemClock;
  const ids = uuidV7(clock);
  const database = await openDatabase({ url: given.url, maxConnections: 20 });
  const keys = openKeyStore({ folder: join(given.folder, 'keys'), clock });
  const sealer = createSealer(keys);
  const live = new EventStreamHub();
  const f: Foundations = {
    database,
    clock,
    ids,
    calendar: workingCalendar(),
    outbox: openOutbox({ clock, ids }),
    audit: openAudit({ clock, ids }),
    receipts: openReceipts(),
    packs: loadPacks({ folder: join(import.meta.dirname, '..', '..', '..', 'packs'), ids: [] }),
    keys,
    sealer,
    blindIndex: createBlindIndex(keys).blindIndex,
    files: openFiles({ folder: join(given.folder, 'files'), sealer }),
    log: silentLog,
    live,
    settings: { publicUrl: 'http://127.0.0.1', dataFolder: given.folder, demo: true, deployment: {} },
  };
  const { catalogue } = given;
  const exchange = createExchange({
    ...f,
    catalogue: catalogue as never,
    organisations: given.organisations as never,
  });
  const proof = createReconciliations({ ...f, catalogue, exchange: exchange.port });
  const modules: Module[] = [exchange, proof];
  await provision(
    database,
    modules.map(({ name }) => name),
  );
  await prepareJobs(database);
  await migrate(database, [
    outboxMigrations,
    jobsMigrations,
    auditMigrations,
    httpMigrations,
    ...modules.flatMap(({ migrations }) => migrations ?? []),
  ]);
  const lake = openLake(database);
  await lake.ensureTable(rawTable(RESOURCE), [['_load']]);
  await lake.grantWrite(rawTable(RESOURCE), 'exchange');
  for (const module of modules) await module.prepare?.();
  const jobs = await startJobs({ database, handlers: modules.flatMap((module) => module.jobs ?? []) });
  const http = await buildHttp({
    database,
    clock,
    ids,
    sealer,
    blindIndex: f.blindIndex,
    features: modules.flatMap(({ features }) => features ?? []),
    publicUrl: f.settings.publicUrl,
    resolveSession: async () => OFFICER,
    rateLimitPerMinute: 100_000,
  });
  await http.ready();
  return {
    exchange,
    async call(method, path, body) {
      const answer = await http.inject({ method, url: path, ...(body ? { payload: body } : {}) });
      if (answer.statusCode >= 300) throw new Error(`${method} ${path} answered ${answer.statusCode}: ${answer.body}`);
      return JSON.parse(answer.body) as Record<string, never>;
    },
    async stop() {
      live.close();
      await http.close();
      await jobs.stop();
      await database.close();
    },
  };
}
