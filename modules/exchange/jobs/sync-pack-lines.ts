import { isDeepStrictEqual } from 'node:util';
import type { ModuleDatabase, Tx } from '@platform/database';
import type { Foundations } from '@platform/module';
import type { Connectors } from '../adapters/connectors.ts';
import { checkConnection, limitsOf } from '../domain/connection-rules.ts';
import type { Fault, Line } from '../domain/line.ts';
import type { PackConnection, PackLine } from '../domain/pack-lines.ts';
import {
  changeConnection,
  findConnection,
  insertConnection,
  listConnections,
  lockPackLines,
  removeConnection,
  reviveConnection,
  secretContext,
  type ConnectionRow,
} from '../store/connections.ts';
import { registerSystem } from '../store/islands.ts';
import {
  changeLine,
  insertLine,
  listLines,
  orderLineState,
  removeLine,
  reviveLine,
  setLineState,
} from '../store/lines.ts';
import { askRun, cancelRuns } from '../store/run-views.ts';
import { releaseSource } from './release-source-job.ts';

export type SyncDeps = Pick<Foundations, 'clock' | 'ids' | 'sealer' | 'log' | 'settings'> & {
  database: ModuleDatabase;
  connectors: Connectors;
};

const BY = 'exchange';

/**
 * Brings connections and lines of origin `pack` to what the packs say, and their addresses to what the deployment's settings say: made,
 * changed where they differ, and taken out of use when no pack names them. Idempotent; processes that start at once do it one after another.
 */
export async function syncPackLines(deps: SyncDeps, wanted: readonly PackConnection[]): Promise<void> {
  await deps.database.transaction(async (tx) => {
    await lockPackLines(tx);
    const there = (await listConnections(tx)).filter((connection) => connection.origin === 'pack');
    for (const { id } of there) {
      if (wanted.some((connection) => connection.id === id)) continue;
      await removeConnection(tx, id, deps.clock.now());
      await releaseSource(tx, id);
      deps.log.info(
        { module: 'exchange', connection: id },
        'a connection that no pack names any more was taken out of use',
      );
    }
    for (const connection of wanted) await syncConnection(deps, tx, connection);
  });
}

/** What the deployment's setting says of where the source is; undefined when it says nothing. */
function addressOf(deps: SyncDeps, connection: PackConnection): { settings: unknown; secret?: unknown } | undefined {
  const url = deps.settings.deployment[connection.setting];
  const connector = deps.connectors.get('postgres');
  if (!url || !connector) return undefined;
  return checkConnection(connector, { settings: { url } });
}

async function syncConnection(deps: SyncDeps, tx: Tx, wanted: PackConnection): Promise<void> {
  const at = deps.clock.now();
  const address = addressOf(deps, wanted);
  const settings = address?.settings ?? {};
  const sealed = (): Buffer | null =>
    address?.secret === undefined ? null : deps.sealer.sealJson(address.secret, secretContext(wanted.id));
  await reviveConnection(tx, wanted.id);
  const there = await findConnection(tx, wanted.id);
  if (!there) {
    const { id, title, organisation, system } = wanted;
    await insertConnection(tx, {
      id,
      title,
      organisation,
      system,
      kind: 'postgres',
      settings,
      secret: sealed(),
      origin: 'pack',
      limits: limitsOf(wanted.limits),
      at,
      by: BY,
    });
  } else {
    const secretDiffers = !isDeepStrictEqual(openedSecret(deps, there), address?.secret ?? undefined);
    const { title, system } = wanted;
    const limits = wanted.limits ?? there.limits;
    const differs = !isDeepStrictEqual(
      [there.title, there.system, there.settings, there.limits],
      [title, system, settings, limits],
    );
    if (differs || secretDiffers) {
      const secret = secretDiffers ? sealed() : undefined;
      await changeConnection(tx, there.id, there.version, { title, system, settings, limits, secret });
    }
  }
  await registerSystem(tx, {
    id: deps.ids.next(),
    system: wanted.system,
    organisation: wanted.organisation,
    connectionId: wanted.id,
    at,
    by: BY,
  });
  const lines = await listLines(tx, { connectionId: wanted.id });
  for (const line of wanted.lines)
    await syncLine(
      deps,
      tx,
      wanted,
      line,
      lines.find((one) => one.id === line.id),
      address !== undefined,
    );
  for (const line of lines) {
    if (wanted.lines.some((one) => one.id === line.id)) continue;
    await cancelRuns(tx, line.id, at);
    await removeLine(tx, line.id, at);
    if (line.mode === 'capture') await releaseSource(tx, wanted.id);
  }
}

function openedSecret(deps: SyncDeps, connection: ConnectionRow): unknown {
  return connection.secret === null ? undefined : deps.sealer.openJson(connection.secret, secretContext(connection.id));
}

async function syncLine(
  deps: SyncDeps,
  tx: Tx,
  connection: PackConnection,
  wanted: PackLine,
  there: Line | undefined,
  reachable: boolean,
): Promise<void> {
  const at = deps.clock.now();
  const trace = deps.ids.next();
  const begin = async (): Promise<void> => {
    if (!reachable) return setLineState(tx, wanted.id, 'held', settingMissing(connection.setting, at));
    if (wanted.mode === 'capture')
      await askRun(tx, {
        id: deps.ids.next(),
        lineId: wanted.id,
        reason: 'first',
        at,
        deletionsConfirmed: false,
        trace,
      });
  };
  const known = there ?? (await reviveLine(tx, wanted.id, connection.id));
  if (!known) {
    await insertLine(tx, {
      ...wanted,
      connectionId: connection.id,
      organisation: connection.organisation,
      origin: 'pack',
      shape: null,
      at,
      by: BY,
    });
    return begin();
  }
  const { title, mapping, mode, cursorColumn, schedule, organisation } = {
    ...wanted,
    organisation: connection.organisation,
  };
  // What was catalogued here stays mapped beside what the pack says.
  const added = known.mapping.filter((one) => one.added && !mapping.some((other) => other.item === one.item));
  const whole = [...mapping, ...added];
  const facts = [known.title, known.mapping, known.mode, known.cursorColumn, known.schedule, known.organisation];
  const differs = !isDeepStrictEqual(
    facts,
    JSON.parse(JSON.stringify([title, whole, mode, cursorColumn, schedule, organisation])),
  );
  if (differs) await changeLine(tx, known.id, { title, mapping: whole, mode, cursorColumn, schedule, organisation });
  if (known.fault?.code === 'exchange.setting-missing') {
    if (!reachable) return;
    await orderLineState(tx, known.id, 'waiting');
    return begin();
  }
  if (!there) {
    await orderLineState(tx, known.id, 'waiting');
    return begin();
  }
  const reads = !isDeepStrictEqual([known.mapping, known.mode], JSON.parse(JSON.stringify([whole, mode])));
  if (reads && mode === 'capture' && known.state !== 'paused') return begin();
}

function settingMissing(name: string, at: Date): Fault {
  return {
    code: 'exchange.setting-missing',
    text: {
      zh: `部署设置 ${name} 没有填写，不知道到哪里取数`,
      en: `The deployment setting ${name} is not given, so there is nowhere to read from`,
    },
    mend: {
      zh: `请设置环境变量 YIWANG_SOURCE_${name} 后重新启动，线路会自动开始。`,
      en: `Set the environment variable YIWANG_SOURCE_${name} and start again; the line then begins by itself.`,
    },
    at: at.toISOString(),
  };
}
