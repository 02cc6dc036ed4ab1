import { isSm2PublicKey } from '@platform/crypto';
import { ferryErrors } from '@platform/ferry';
import type { Connection } from '../domain/line.ts';
import { lineErrors } from '../domain/line-errors.ts';
import { pushErrors } from '../domain/push-errors.ts';
import { findConnection } from '../store/connections.ts';
import { defineRoute, listRoutes, lockRoute, newSeries, type FerryRoute } from '../store/ferry.ts';
import { findLine } from '../store/lines.ts';
import type { FerryLoopDeps } from './ferry-loop.ts';

type Deps = Pick<FerryLoopDeps, 'database' | 'clock' | 'audit' | 'ids'>;
const system = { kind: 'system', name: 'ferry:send' } as const;

/** @throws exchange.unknown-route */
export async function findFerryRoute(deps: Pick<Deps, 'database'>, id: string): Promise<FerryRoute> {
  const found = (await deps.database.read(listRoutes)).find((route) => route.id === id);
  if (!found) throw pushErrors.unknownRoute({ route: id });
  return found;
}

/** @throws exchange.unknown-connection */
export async function findFerryConnection(deps: Pick<Deps, 'database'>, id: string): Promise<Connection> {
  const found = await deps.database.read((tx) => findConnection(tx, id));
  if (found?.kind !== 'ferry') throw lineErrors.unknownConnection();
  return found;
}

/** Makes a route or changes its keys, folders and lines; the lines' changes are streamed from now on. @throws ferry.bad-route */
export async function defineFerryRoute(
  deps: Deps,
  route: Pick<FerryRoute, 'id' | 'self' | 'peer' | 'peerKeys' | 'outFrom' | 'inFrom' | 'lines'>,
): Promise<void> {
  const bad = (field: string, reason: string): Error => ferryErrors.badRoute({ field, reason });
  for (const field of ['id', 'self', 'peer'] as const)
    if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/.test(route[field]))
      throw bad(field, '字母、数字和连字符 / letters, digits, hyphens');
  if (
    route.peerKeys.length === 0 ||
    !route.peerKeys.every((key) => /^04[0-9a-f]{128}$/.test(key) && isSm2PublicKey(Buffer.from(key, 'hex')))
  )
    throw bad('peer-key', '不是 SM2 公钥 / not an SM2 public key');
  for (const field of ['outFrom', 'inFrom'] as const)
    if (!/^[A-Z][A-Z0-9_]{0,62}$/.test(route[field])) throw bad(field, '部署设置名 / the name of a deployment setting');
  if (route.lines.length === 0) throw bad('lines', '至少一条线路 / at least one line');
  await deps.database.transaction(async (tx) => {
    for (const line of route.lines)
      if (!(await findLine(tx, line))) throw bad('lines', `没有线路 ${line} / no line ${line}`);
    await defineRoute(tx, { ...route, at: deps.clock.now() });
    await deps.audit.append(tx, {
      actor: system,
      action: 'exchange.define-ferry-route',
      subject: `ferry:${route.id}`,
      detail: { peer: route.peer, lines: route.lines },
      trace: deps.ids.next(),
    });
  });
}

/** Begins anew, with every line whole: after one side lost its memory. @throws exchange.unknown-route */
export async function newFerrySeries(deps: Deps, id: string): Promise<void> {
  await deps.database.transaction(async (tx) => {
    if (!(await lockRoute(tx, id))) throw pushErrors.unknownRoute({ route: id });
    await newSeries(tx, id);
    await deps.audit.append(tx, {
      actor: system,
      action: 'exchange.begin-ferry-series',
      subject: `ferry:${id}`,
      detail: {},
      trace: deps.ids.next(),
    });
  });
}
