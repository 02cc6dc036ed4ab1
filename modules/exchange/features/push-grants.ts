import { Type } from 'typebox';
import { actorLabel } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import type { Foundations } from '@platform/module';
import { pushErrors } from '../domain/push-errors.ts';
import { deleteGrant, insertGrant, listGrants } from '../store/push.ts';
import { IdParams } from './line-schemas.ts';
import { getLine, noteAction, type LineDeps } from './line-deps.ts';

type Deps = LineDeps & Pick<Foundations, 'packs'>;

const GrantPath = Type.Object({ id: Type.String({ maxLength: 64 }), application: Type.String({ maxLength: 64 }) });

/** Which applications may push to a line. */
export function listPushGrants(deps: Deps): Feature {
  return feature({
    name: 'exchange.list-push-grants',
    method: 'GET',
    path: '/api/exchange/lines/:id/push-grants',
    summary: { zh: '线路的推送授权', en: 'Applications that may push to a line' },
    access: { permission: 'exchange.read' },
    params: IdParams,
    response: Type.Object({
      items: Type.Array(
        Type.Object({ application: Type.String(), grantedAt: Type.String(), grantedBy: Type.String() }),
      ),
    }),
    async handle({ actor }, { params }) {
      const grants = await deps.database.read(async (tx) => {
        await getLine(tx, params.id, actor);
        return listGrants(tx, params.id);
      });
      return { items: grants.map((grant) => ({ ...grant, grantedAt: grant.grantedAt.toISOString() })) };
    },
  });
}

/** Lets an application push to a line; its own keys sign. */
export function grantPush(deps: Deps): Feature {
  return feature({
    name: 'exchange.grant-push',
    method: 'POST',
    path: '/api/exchange/lines/:id/push-grants',
    summary: { zh: '授权一个应用向线路推送', en: 'Lets an application push to a line' },
    access: { permission: 'exchange.manage-lines' },
    params: IdParams,
    body: Type.Object({ application: Type.String({ minLength: 1, maxLength: 64 }) }, { additionalProperties: false }),
    response: Type.Object({ application: Type.String() }),
    status: 201,
    async handle({ actor, trace }, { params, body }) {
      const { application } = body;
      if (!deps.packs.all('applications').some(({ value }) => value.id === application))
        throw pushErrors.unknownApplication({ application });
      await deps.database.transaction(async (tx) => {
        const line = await getLine(tx, params.id, actor, true);
        const grant = { lineId: line.id, application, at: deps.clock.now(), by: actorLabel(actor).id };
        if (!(await insertGrant(tx, grant))) return;
        await noteAction(deps, tx, {
          actor,
          trace,
          name: 'grant-push',
          connectionId: line.connectionId,
          lineId: line.id,
          text: { zh: `授权应用 ${application} 推送`, en: `The application ${application} may push` },
          detail: { application },
        });
      });
      return { application };
    },
  });
}

/** Takes the right away again, from the next batch on. */
export function revokePush(deps: Deps): Feature {
  return feature({
    name: 'exchange.revoke-push',
    method: 'POST',
    path: '/api/exchange/lines/:id/push-grants/:application/revoke',
    summary: { zh: '取消应用的推送授权', en: 'Takes the right to push away' },
    access: { permission: 'exchange.manage-lines' },
    params: GrantPath,
    response: Type.Object({ revoked: Type.Boolean() }),
    async handle({ actor, trace }, { params }) {
      const { application } = params;
      const revoked = await deps.database.transaction(async (tx) => {
        const line = await getLine(tx, params.id, actor, true);
        if (!(await deleteGrant(tx, line.id, application))) return false;
        await noteAction(deps, tx, {
          actor,
          trace,
          name: 'revoke-push',
          connectionId: line.connectionId,
          lineId: line.id,
          text: { zh: `取消应用 ${application} 的推送授权`, en: `The application ${application} may no longer push` },
          detail: { application },
        });
        return true;
      });
      return { revoked };
    },
  });
}
