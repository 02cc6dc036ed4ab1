import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import { actorLabel } from '@platform/access';
import { openable } from '../adapters/open-source.ts';
import { checkConnection, limitsOf } from '../domain/connection-rules.ts';
import { lineErrors } from '../domain/line-errors.ts';
import { findConnection, insertConnection, saveReport, secretContext } from '../store/connections.ts';
import { registerSystem } from '../store/islands.ts';
import { LimitsGiven } from './line-schemas.ts';
import { noteAction, type LineDeps } from './line-deps.ts';
import { demandScope } from './scope.ts';
import { lookAt, reportOf } from './test-connection.ts';

export function createConnection(deps: LineDeps): Feature {
  return feature({
    name: 'exchange.create-connection',
    method: 'POST',
    path: '/api/exchange/connections',
    summary: {
      zh: '登记一个部门系统的连接；口令加密保存，不再显示',
      en: 'Adds a connection; its secret is sealed and never shown again',
    },
    access: { permission: 'exchange.manage-lines' },
    body: Type.Object(
      {
        title: LocalText,
        organisation: Type.String({ maxLength: 64 }),
        system: LocalText,
        kind: Type.String({ maxLength: 40 }),
        settings: Type.Unknown(),
        secret: Type.Optional(Type.Unknown()),
        limits: Type.Optional(LimitsGiven),
      },
      { additionalProperties: false },
    ),
    response: Type.Object({ id: Type.String() }),
    status: 201,
    async handle({ actor, trace }, { body }) {
      const connector = deps.connectors.get(body.kind);
      if (!connector) throw lineErrors.unknownKind({ kind: body.kind });
      if (!deps.organisations.find(body.organisation))
        throw lineErrors.unknownOrganisation({ organisation: body.organisation });
      demandScope(actor, body.organisation);
      const given = checkConnection(connector, body);
      const id = deps.ids.next();
      const at = deps.clock.now();
      const by = actorLabel(actor).id;
      await deps.database.transaction(async (tx) => {
        await insertConnection(tx, {
          id,
          title: body.title,
          organisation: body.organisation,
          system: body.system,
          kind: body.kind,
          settings: given.settings,
          secret: given.secret === undefined ? null : deps.sealer.sealJson(given.secret, secretContext(id)),
          origin: 'console',
          limits: limitsOf(body.limits),
          at,
          by,
        });
        await registerSystem(tx, {
          id: deps.ids.next(),
          system: body.system,
          organisation: body.organisation,
          connectionId: id,
          at,
          by,
        });
        await noteAction(deps, tx, {
          actor,
          trace,
          name: 'create-connection',
          connectionId: id,
          text: { zh: '登记了连接', en: 'The connection was added' },
          detail: { kind: body.kind, organisation: body.organisation },
        });
      });
      // The first look is for people: whatever it finds, the connection is kept.
      const made = await deps.database.read((tx) => findConnection(tx, id));
      if (made) {
        const look = await lookAt(deps, openable(deps, made));
        await deps.database.transaction((tx) => saveReport(tx, id, reportOf(look, deps.clock.now())));
      }
      deps.live.publish({ topic: 'exchange', data: { connectionId: id } });
      return { id };
    },
  });
}
