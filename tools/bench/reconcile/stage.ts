import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startCluster, type Cluster } from '@platform/database';
import { systemClock } from '@platform/kernel';
import { openLake, rawTable } from '@platform/lake';
import type { Module } from '@platform/module';
import { staffActor, startTestCity, type TestCity } from '@platform/testkit';
import type { CataloguedResource, CatalogueWriter } from '@modules/catalogue/contract';
import { createExchange, startRail, type Rail } from '@modules/exchange';
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
  city: TestCity<Module>;
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
  const bureau = { id: 'bench', name: title('人社局'), short: title('人社'), creditCode: '', division: '', kind: 'department' };
  const organisations = { find: (id: string) => (id === bureau.id ? bureau : undefined), all: () => [bureau] };
  let rail: Rail | undefined;
  let startOfRail: (() => Rail) | undefined;
  const city = await startTestCity<Module>({
    superuserUrl: hubCluster.superuserUrl(),
    modules(foundations) {
      const f = { ...foundations, clock: systemClock };
      const exchange = createExchange({ ...f, catalogue: catalogue as never, organisations });
      startOfRail = () => startRail(exchange.rail);
      const lake = openLake(f.database);
      const tables: Module = {
        name: 'catalogue',
        async prepare() {
          await lake.ensureTable(rawTable(RESOURCE), [['_load'], ['_source']]);
          await lake.grantWrite(rawTable(RESOURCE), 'exchange');
        },
      };
      return [tables, exchange, createReconciliations({ ...f, catalogue, exchange: exchange.port })];
    },
  });
  const hubUrl = new URL(hubCluster.superuserUrl());
  hubUrl.pathname = `/${city.database.name}`;
  const hub = new pg.Client({ connectionString: hubUrl.href });
  await hub.connect();
  const officer = staffActor('bench', ['data-officer'], { organisations: 'all' });
  const call = async (method: 'GET' | 'POST', path: string, body?: object): Promise<Record<string, never>> => {
    const answer = await city.request({ method, path, as: officer, ...(body ? { body } : {}) });
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
    return answer.body;
  };
  const stage: ReconcileStage = {
    source,
    hub,
    city,
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
      rail = startOfRail?.();
      for (let state = ''; state !== 'live'; await sleep(200)) {
        const found = await call('GET', `/api/exchange/lines/${stage.lineId}`);
        state = found['state'] ?? '';
        if (state === 'held' || state === 'failed') throw new Error(`The line is ${state}: ${JSON.stringify(found['fault'])}`);
      }
    },
    async stop() {
      await rail?.stop();
      await hub.end();
      await source.end();
      await city.stop();
      process.removeListener('exit', tell);
      await Promise.all(clusters.map((cluster) => cluster.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return stage;
}

