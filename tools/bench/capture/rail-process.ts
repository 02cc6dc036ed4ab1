// The rail in a process of its own, so that its memory can be read: `node rail-process.ts <json>`.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createBlindIndex, createSealer, openKeyStore } from '@platform/crypto';
import { openAudit } from '@platform/audit';
import { openDatabase } from '@platform/database';
import { systemClock, uuidV7 } from '@platform/kernel';
import { openLake } from '@platform/lake';
import { openOutbox } from '@platform/outbox';
import { silentLog } from '@platform/log';
import { postgresConnector } from '@platform/source-postgres';
import { startRail, type RailDeps } from '@modules/exchange/rail';
import { profiled } from '../profile.ts';

const { hubUrl, folder, resource, profile } = JSON.parse(process.argv[2] as string) as {
  hubUrl: string;
  folder: string;
  resource: never;
  profile: boolean;
};
const hub = await openDatabase({ url: hubUrl, maxConnections: 10 });
mkdirSync(folder, { recursive: true });
const keys = openKeyStore({ folder: join(folder, 'keys'), clock: systemClock });
const ids = uuidV7(systemClock);
const deps: RailDeps = {
  clock: systemClock,
  ids,
  hub,
  database: hub.forModule('exchange'),
  lake: openLake(hub),
  catalogue: { find: () => resource, resource: () => resource },
  table: () => undefined,
  connectors: new Map([[postgresConnector.kind, postgresConnector]]),
  outbox: openOutbox({ clock: systemClock, ids }),
  audit: openAudit({ clock: systemClock, ids }),
  sealer: createSealer(keys),
  blindIndex: createBlindIndex(keys).blindIndex,
  live: { publish: () => undefined },
  log: Object.assign({}, silentLog, {
    warn: (...words: unknown[]) => console.error('warn', ...words),
    error: (...words: unknown[]) => console.error('error', ...words),
  }),
  settings: { publicUrl: '', dataFolder: folder, demo: true, deployment: {} },
};
const told = new Promise<void>((resolve) => {
  process.once('SIGTERM', resolve);
  process.once('disconnect', resolve);
});
const run = async (): Promise<void> => {
  const rail = startRail(deps);
  process.send?.('ready');
  await told;
  await rail.stop();
};
if (profile) {
  const { byFunction, byPackage } = await profiled(run);
  for (const { where, share } of [...byPackage, ...byFunction])
    console.error(`${(share * 100).toFixed(1).padStart(5)} %  ${where}`);
} else await run();
await hub.close();
if (process.connected) process.disconnect();
