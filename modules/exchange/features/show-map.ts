import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import { listConnections } from '../store/connections.ts';
import { listLines } from '../store/lines.ts';
import { Instant, LineView } from './line-schemas.ts';
import { organisationName, type LineDeps } from './line-deps.ts';
import { lineViews } from './line-view.ts';
import { organisationsOf } from './scope.ts';

export function showMap(deps: LineDeps): Feature {
  return feature({
    name: 'exchange.show-map',
    method: 'GET',
    path: '/api/exchange/map',
    summary: { zh: '数据铁路图：部门、系统、线路', en: 'The railway map: departments, systems, lines' },
    access: { permission: 'exchange.read' },
    response: Type.Object({
      departments: Type.Array(
        Type.Object({
          organisation: Type.String(),
          name: LocalText,
          systems: Type.Array(
            Type.Object({
              connectionId: Type.String(),
              system: LocalText,
              title: LocalText,
              kind: Type.String(),
              state: Type.Enum(['active', 'paused']),
              lines: Type.Array(LineView),
            }),
          ),
        }),
      ),
      at: Instant,
    }),
    handle: ({ actor }) =>
      deps.database.read(async (tx) => {
        const own = organisationsOf(actor);
        const connections = (await listConnections(tx)).filter((one) => !own || own.includes(one.organisation));
        const lines = await lineViews(deps, tx, await listLines(tx, { organisations: own }));
        const organisations = [...new Set(connections.map((connection) => connection.organisation))];
        return {
          departments: organisations.map((organisation) => ({
            organisation,
            name: organisationName(deps, organisation),
            systems: connections
              .filter((connection) => connection.organisation === organisation)
              .map((connection) => ({
                connectionId: connection.id,
                system: connection.system,
                title: connection.title,
                kind: connection.kind,
                state: connection.state,
                lines: lines.filter((line) => line.connectionId === connection.id),
              })),
          })),
          at: deps.clock.now().toISOString(),
        };
      }),
  });
}
