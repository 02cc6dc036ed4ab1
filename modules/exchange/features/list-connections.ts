import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import { listCaptureFacts, listConnections } from '../store/connections.ts';
import { listLines } from '../store/lines.ts';
import { ConnectionView, IdParams, Items } from './line-schemas.ts';
import { getConnection, type LineDeps } from './line-deps.ts';
import { connectionView } from './line-view.ts';
import { organisationsOf } from './scope.ts';

export function listConnectorsCase(deps: Pick<LineDeps, 'connectors'>): Feature {
  return feature({
    name: 'exchange.list-connectors',
    method: 'GET',
    path: '/api/exchange/connectors',
    summary: {
      zh: '可接入的数据来源类型及其设置项',
      en: 'Kinds of sources with the settings that each needs',
    },
    access: { permission: 'exchange.read' },
    response: Items(
      Type.Object({
        kind: Type.String(),
        title: LocalText,
        tested: LocalText,
        settings: Type.Unknown({ description: 'JSON Schema with x-title and x-hint' }),
        secret: Type.Optional(Type.Unknown({ description: 'JSON Schema' })),
      }),
    ),
    handle: async () => ({
      items: [...deps.connectors.values()].map(({ kind, title, tested, settings, secret }) => ({
        kind,
        title,
        tested,
        settings,
        ...(secret ? { secret } : {}),
      })),
    }),
  });
}

export function listConnectionsCase(deps: LineDeps): Feature {
  return feature({
    name: 'exchange.list-connections',
    method: 'GET',
    path: '/api/exchange/connections',
    summary: { zh: '部门系统的连接', en: "Connections to departments' systems" },
    access: { permission: 'exchange.read' },
    response: Items(ConnectionView),
    async handle({ actor }) {
      const own = organisationsOf(actor);
      return deps.database.read(async (tx) => {
        const [connections, captures, lines] = await Promise.all([
          listConnections(tx),
          listCaptureFacts(tx),
          listLines(tx),
        ]);
        const items = connections
          .filter((connection) => !own || own.includes(connection.organisation))
          .map((connection) =>
            connectionView(
              deps,
              connection,
              captures.get(connection.id),
              lines.filter((line) => line.connectionId === connection.id).length,
            ),
          );
        return { items };
      });
    },
  });
}

export function showConnection(deps: LineDeps): Feature {
  return feature({
    name: 'exchange.show-connection',
    method: 'GET',
    path: '/api/exchange/connections/:id',
    summary: { zh: '一个连接', en: 'One connection' },
    access: { permission: 'exchange.read' },
    params: IdParams,
    response: ConnectionView,
    handle: ({ actor }, { params }) =>
      deps.database.read(async (tx) => {
        const connection = await getConnection(tx, params.id, actor);
        const captures = await listCaptureFacts(tx);
        const lines = await listLines(tx, { connectionId: connection.id });
        return connectionView(deps, connection, captures.get(connection.id), lines.length);
      }),
  });
}
