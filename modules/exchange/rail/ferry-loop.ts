import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import type { KeyStore } from '@platform/crypto';
import { ferryFolder, openPackage, receiveOnce, sendOnce, type FerryEvent, type Received } from '@platform/ferry';
import { DomainError, fillText } from '@platform/kernel';
import type { Foundations } from '@platform/module';
import { ferriedTables, ferryPlace, ferrySettings, type FerrySettings } from '../adapters/ferry-connector.ts';
import type { Connection } from '../domain/line.ts';
import { listConnections, saveReport, wakeRail } from '../store/connections.ts';
import { learnFerryTables, listRoutes, type FerryRoute } from '../store/ferry.ts';
import { receiverStore } from './ferry-receiving.ts';
import { senderStore } from './ferry-sending.ts';
import type { TakeDeps } from './take-changes.ts';

/** The key with which this node signs packages and acknowledgements; its public half is what the other node is given. */
export const FERRY_KEY = 'ferry';

export type FerryLoopDeps = TakeDeps &
  Pick<Foundations, 'log' | 'audit'> & { readonly keys: KeyStore; readonly live: Pick<Foundations['live'], 'publish'> };

/** Where a route's own files are, below the data folder: packages not yet acknowledged, and files that were refused. */
const ownFolder = (deps: FerryLoopDeps, id: string, what: 'kept' | 'refused'): string =>
  join(deps.settings.dataFolder, 'ferry', id, what);

/** One turn of a route's sending side. `folders`: in place of those the deployment names, for commands. */
export function sendRoute(
  deps: FerryLoopDeps,
  route: FerryRoute,
  folders?: { out: string; in: string },
): ReturnType<typeof sendOnce> {
  const key = deps.keys.signing(FERRY_KEY);
  const { deployment } = deps.settings;
  return sendOnce({
    route: {
      id: route.id,
      self: route.self,
      peer: route.peer,
      peerKeys: route.peerKeys.map((hex) => Buffer.from(hex, 'hex')),
    },
    out: ferryFolder(folders?.out ?? ferryPlace(deployment, route.outFrom)),
    in: ferryFolder(folders?.in ?? ferryPlace(deployment, route.inFrom)),
    kept: ferryFolder(ownFolder(deps, route.id, 'kept')),
    clock: deps.clock,
    sign: (message) => key.sign(message),
    store: senderStore(deps, route.id),
    tell: (event) => tell(deps, route.id, event),
  });
}

/** One turn of the receiving side of a connection of kind ferry. @throws exchange.ferry-line-unmapped and others that need a person */
export async function receiveConnection(
  deps: FerryLoopDeps,
  connection: Pick<Connection, 'id' | 'settings'>,
  folders?: { out: string; in: string },
): Promise<Received> {
  const settings = ferrySettings(connection.settings);
  const key = deps.keys.signing(FERRY_KEY);
  const { deployment } = deps.settings;
  const inFolder = folders?.in ?? ferryPlace(deployment, settings.inFrom);
  await learnTables(deps, connection.id, settings, inFolder);
  return receiveOnce({
    route: {
      id: settings.route,
      self: settings.self,
      peer: settings.peer,
      peerKeys: settings.peerKeys.map((hex) => Buffer.from(hex, 'hex')),
    },
    in: ferryFolder(inFolder),
    out: ferryFolder(folders?.out ?? ferryPlace(deployment, settings.outFrom)),
    refused: ferryFolder(ownFolder(deps, settings.route, 'refused')),
    clock: deps.clock,
    sign: (message) => key.sign(message),
    store: receiverStore({ ...deps, ignored: new Set(settings.ignored) }, connection),
    tell: (event) => tell(deps, settings.route, event),
  });
}

/** Keeps in the connection's settings which lines the sender has, so that lines can be made of them when the packages are gone. */
async function learnTables(deps: FerryLoopDeps, id: string, settings: FerrySettings, folder: string): Promise<void> {
  const known = new Map((settings.tables ?? []).map((table) => [table.name, table]));
  const before = [...known.values()];
  const keys = settings.peerKeys.map((key) => Buffer.from(key, 'hex'));
  const arrived = ferryFolder(folder);
  for (const { name } of (await arrived.list()).slice(0, 3)) {
    const bytes = await arrived.read(name).catch(() => undefined);
    if (!bytes) continue;
    try {
      const { header } = openPackage(bytes, { file: name, sender: settings.peer, keys });
      for (const table of ferriedTables(header)) known.set(table.name, table);
    } catch {
      // What is wrong with it is said when it is taken.
    }
  }
  const now = [...known.values()];
  if (isDeepStrictEqual(before, now)) return;
  await deps.database.transaction(async (tx) => {
    await learnFerryTables(tx, id, now);
    await wakeRail(tx);
  });
}

function tell(deps: FerryLoopDeps, route: string, event: FerryEvent): void {
  // The rest is counted where it is kept: by package and route.
  if (event.what === 'refused' || event.what === 'stopped')
    deps.log.warn({ module: 'exchange', route, ...event }, 'a ferry package was refused, or the route stopped');
}

const EVERY_MS = 2_000;
const BACK_OFF_MS = 60_000;

/** Runs every route and every connection of kind ferry, turn by turn. Several processes may: a turn locks its route. */
export function startFerries(deps: FerryLoopDeps): { stop(): Promise<void> } {
  const notBefore = new Map<string, number>();
  let stopping = false;
  let wake: () => void = () => undefined;

  const turn = async (
    id: string,
    work: () => Promise<unknown>,
    failed: (error: Error) => Promise<void>,
  ): Promise<void> => {
    if (stopping || (notBefore.get(id) ?? 0) > performance.now()) return;
    try {
      await work();
      notBefore.delete(id);
    } catch (error) {
      notBefore.set(id, performance.now() + BACK_OFF_MS);
      deps.log.warn({ module: 'exchange', ferry: id, error: error as Error }, 'a turn of the ferry failed');
      await failed(error as Error).catch(() => undefined);
    }
  };

  const round = async (): Promise<void> => {
    const { routes, connections } = await deps.database.read(async (tx) => ({
      routes: await listRoutes(tx),
      connections: (await listConnections(tx)).filter((one) => one.kind === 'ferry' && one.state === 'active'),
    }));
    for (const route of routes)
      if (!route.fault)
        await turn(
          `route ${route.id}`,
          () => sendRoute(deps, route),
          async () => undefined,
        );
    for (const connection of connections)
      await turn(
        `connection ${connection.id} ${connection.version}`,
        async () => {
          const { applied } = await receiveConnection(deps, connection);
          if (applied > 0) deps.live.publish({ topic: 'exchange', data: { connectionId: connection.id } });
        },
        (error) => report(deps, connection.id, error),
      );
  };

  const loop = (async () => {
    while (!stopping) {
      await round().catch((error: Error) => deps.log.warn({ module: 'exchange', error }, 'the ferries could not look'));
      if (stopping) break;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, EVERY_MS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  return {
    async stop() {
      stopping = true;
      wake();
      await loop;
    },
  };
}

/** What stands in a connection's way, where its page shows it. */
async function report(deps: FerryLoopDeps, connectionId: string, error: Error): Promise<void> {
  if (!(error instanceof DomainError)) return;
  const { text, params, code } = error;
  const told = { zh: fillText(text, 'zh', params), en: fillText(text, 'en', params) };
  await deps.database.transaction((tx) =>
    saveReport(tx, connectionId, { at: deps.clock.now().toISOString(), findings: [], error: { code, text: told } }),
  );
  deps.live.publish({ topic: 'exchange', data: { connectionId } });
}
