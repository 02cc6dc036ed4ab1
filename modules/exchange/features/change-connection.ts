import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import { checkConnection, demandSameSettings, limitsOf } from '../domain/connection-rules.ts';
import { lineErrors } from '../domain/line-errors.ts';
import type { Tx } from '@platform/database';
import {
  changeConnection,
  listCaptureFacts,
  removeConnection,
  secretContext,
  setConnectionState,
} from '../store/connections.ts';
import { listLines, orderLineState } from '../store/lines.ts';
import { askRun } from '../store/run-views.ts';
import { releaseSource } from '../jobs/release-source-job.ts';
import { IdParams, LimitsGiven } from './line-schemas.ts';
import { getConnection, noteAction, type LineDeps } from './line-deps.ts';

export function changeConnectionCase(deps: LineDeps): Feature {
  return feature({
    name: 'exchange.change-connection',
    method: 'PATCH',
    path: '/api/exchange/connections/:id',
    summary: { zh: '修改连接；改了设置须重新填写口令', en: 'Changes a connection; new settings need the secret again' },
    access: { permission: 'exchange.manage-lines' },
    params: IdParams,
    body: Type.Object(
      {
        version: Type.Integer({ minimum: 1 }),
        title: Type.Optional(LocalText),
        system: Type.Optional(LocalText),
        settings: Type.Optional(Type.Unknown()),
        secret: Type.Optional(Type.Unknown()),
        limits: Type.Optional(LimitsGiven),
      },
      { additionalProperties: false },
    ),
    response: Type.Object({ version: Type.Integer() }),
    async handle({ actor, trace }, { params, body }) {
      const version = await deps.database.transaction(async (tx) => {
        const connection = await getConnection(tx, params.id, actor);
        const ofSource = body.settings !== undefined || body.secret !== undefined;
        if (connection.origin === 'pack' && (ofSource || body.title || body.system)) throw lineErrors.ofPack();
        const connector = deps.connectors.get(connection.kind);
        if (!connector) throw lineErrors.unknownKind({ kind: connection.kind });
        const given = ofSource
          ? checkConnection(connector, {
              settings: body.settings ?? connection.settings,
              ...(body.secret === undefined ? {} : { secret: body.secret }),
            })
          : undefined;
        if (given && given.secret === undefined && connection.secret !== null)
          demandSameSettings(connection.settings, given.settings);
        const next = await changeConnection(tx, connection.id, body.version, {
          title: body.title,
          system: body.system,
          ...(given && body.settings !== undefined ? { settings: given.settings } : {}),
          secret:
            given?.secret === undefined ? undefined : deps.sealer.sealJson(given.secret, secretContext(connection.id)),
          limits: body.limits === undefined ? undefined : limitsOf({ ...connection.limits, ...body.limits }),
        });
        if (next === undefined) throw lineErrors.changedMeanwhile();
        await noteAction(deps, tx, {
          actor,
          trace,
          name: 'change-connection',
          connectionId: connection.id,
          text: { zh: '修改了连接设置', en: 'The connection was changed' },
          detail: { fields: Object.keys(body).filter((name) => name !== 'version') },
        });
        return next;
      });
      deps.live.publish({ topic: 'exchange', data: { connectionId: params.id } });
      return { version };
    },
  });
}

const ORDERS = {
  pause: {
    state: 'paused',
    summary: { zh: '暂停一个连接的全部线路', en: 'Pauses all lines of a connection' },
    text: { zh: '暂停了连接', en: 'The connection was paused' },
  },
  resume: {
    state: 'active',
    summary: { zh: '恢复一个连接', en: 'Resumes a connection' },
    text: { zh: '恢复了连接', en: 'The connection was resumed' },
  },
  remove: {
    state: 'removed',
    summary: {
      zh: '移除一个连接及其线路；已入湖的数据保留',
      en: 'Removes a connection and its lines; what is in the lake stays',
    },
    text: { zh: '移除了连接', en: 'The connection was removed' },
  },
} as const;

export function orderConnectionCases(deps: LineDeps): Feature[] {
  return (Object.keys(ORDERS) as (keyof typeof ORDERS)[]).map((verb) => {
    const order = ORDERS[verb];
    return feature({
      name: `exchange.${verb}-connection`,
      method: 'POST',
      path: `/api/exchange/connections/:id/${verb}`,
      summary: order.summary,
      access: { permission: 'exchange.manage-lines' },
      params: IdParams,
      response: Type.Object({ state: Type.Enum(['active', 'paused', 'removed']) }),
      async handle({ actor, trace }, { params }) {
        await deps.database.transaction(async (tx) => {
          const connection = await getConnection(tx, params.id, actor);
          if (order.state === 'removed') {
            if (connection.origin === 'pack') throw lineErrors.ofPack();
            await removeConnection(tx, connection.id, deps.clock.now());
            await releaseSource(tx, connection.id);
          } else {
            await setConnectionState(tx, connection.id, order.state);
            if (order.state === 'active') await readAnewIfLogIsGone(deps, tx, connection.id, trace);
          }
          await noteAction(deps, tx, {
            actor,
            trace,
            name: `${verb}-connection`,
            connectionId: connection.id,
            text: order.text,
          });
        });
        deps.live.publish({ topic: 'exchange', data: { connectionId: params.id } });
        return { state: order.state };
      },
    });
  });
}

/** Where the source no longer keeps our place, what changed meanwhile is only found by reading the tables anew. */
async function readAnewIfLogIsGone(deps: LineDeps, tx: Tx, connectionId: string, trace: string): Promise<void> {
  if ((await listCaptureFacts(tx)).has(connectionId)) return;
  for (const line of await listLines(tx, { connectionId })) {
    if (line.mode !== 'capture' || (line.state !== 'live' && line.state !== 'snapshot')) continue;
    await orderLineState(tx, line.id, 'waiting');
    await askRun(tx, {
      id: deps.ids.next(),
      lineId: line.id,
      reason: 'log-lost',
      at: deps.clock.now(),
      deletionsConfirmed: false,
      trace,
    });
  }
}
