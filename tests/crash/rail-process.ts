// The rail as `apps/server/rail.ts` runs it, over the resources it is given instead of packs: `node rail-process.ts <json>`.
import { join } from 'node:path';
import { createBlindIndex, createSealer, openKeyStore } from '@platform/crypto';
import { openAudit } from '@platform/audit';
import { openDatabase } from '@platform/database';
import { systemClock, uuidV7 } from '@platform/kernel';
import { openLake } from '@platform/lake';
import { openLog } from '@platform/log';
import { openOutbox } from '@platform/outbox';
import { postgresConnector } from '@platform/source-postgres';
import { startRail, type RailDeps } from '@modules/exchange/rail';

type Resource = ReturnType<RailDeps['catalogue']['resource']>;
const order = JSON.parse(process.argv[2] as string) as {
  hubUrl: string;
  folder: string;
  no: number;
  resources: Resource[];
  nats?: string;
};
const log = openLog({ level: 'warn', destination: { file: join(order.folder, `rail-${order.no}.log`) } });
process.on('unhandledRejection', (error) => log.error({ error }, 'a promise failed with nobody waiting'));

const hub = await openDatabase({
  url: order.hubUrl,
  maxConnections: 12,
  onError: (error) => log.warn({ error }, 'a database connection was lost'),
});
const keys = openKeyStore({ folder: join(order.folder, 'keys'), clock: systemClock });
const ids = uuidV7(systemClock);
const find = (id: string): Resource | undefined => order.resources.find((one) => one.id === id);
const rail = startRail({
  clock: systemClock,
  ids,
  hub,
  database: hub.forModule('exchange'),
  lake: openLake(hub),
  catalogue: { find, resource: (id) => find(id) as Resource },
  table: () => undefined,
  connectors: new Map([[postgresConnector.kind, postgresConnector]]),
  outbox: openOutbox({ clock: systemClock, ids }),
  audit: openAudit({ clock: systemClock, ids }),
  sealer: createSealer(keys),
  blindIndex: createBlindIndex(keys).blindIndex,
  live: { publish: () => undefined },
  log,
  settings: { publicUrl: '', dataFolder: order.folder, demo: true, deployment: {} },
  ...(order.nats === undefined ? {} : { nats: order.nats }),
});
process.on('SIGUSR2', () => {
  const { totalCount, idleCount, waitingCount } = hub.pool;
  const active = Object.entries(Object.groupBy(process.getActiveResourcesInfo(), (name) => name)).map(
    ([name, all]) => `${name} ${all?.length}`,
  );
  log.warn({ pool: { totalCount, idleCount, waitingCount }, active }, 'asked what it is about');
});
process.send?.('ready');
process.once('disconnect', () => {
  void rail
    .stop()
    .then(() => hub.close())
    .finally(() => process.exit(0));
});
