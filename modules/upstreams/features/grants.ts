import { Type } from 'typebox';
import { actorLabel } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, type Feature } from '@platform/http';
import { LIVE_TOPIC, type Own } from '../deps.ts';
import { upstreamErrors } from '../domain/errors.ts';
import { adoptGrant } from '../store/grants.ts';
import { tellServices } from '../store/services.ts';
import { Cursor, GrantView } from './schemas.ts';
import { grantView } from './views.ts';

export function listGrants(deps: Own): Feature {
  return feature({
    name: 'upstreams.list-grants',
    method: 'GET',
    path: '/api/upstreams/grants',
    summary: { zh: '上级授权', en: 'Grants from above' },
    access: { permission: 'upstreams.read' },
    query: Type.Object({ ...Cursor, open: Type.Optional(Type.Boolean()) }),
    response: Page(GrantView),
    async handle(_, { query }) {
      const limit = query.limit ?? 50;
      const after = decodeCursor(query.cursor, 1)?.[0];
      const all = deps.book
        .grants()
        .map((one) => grantView(deps, one))
        .filter((one) => !query.open || !one.adopted);
      const key = (one: (typeof all)[number]): string => `${one.platform} ${one.upApplyId}`;
      const start = after === undefined ? 0 : all.findIndex((one) => key(one) === after) + 1;
      return { ...cursorPage(all.slice(start, start + limit + 1), limit, (one) => [key(one)]), total: all.length };
    },
  });
}

/** A grant from above for which no application of ours is known: a person says that it is the city's. */
export function adoptGrantCase(deps: Own): Feature {
  return feature({
    name: 'upstreams.adopt-grant',
    method: 'POST',
    path: '/api/upstreams/platforms/:id/grants/:grant/adopt',
    summary: { zh: '认领上级授权', en: 'Adopt a grant from above' },
    access: { permission: 'upstreams.manage' },
    params: Type.Object({ id: Type.String({ maxLength: 64 }), grant: Type.String({ maxLength: 64 }) }),
    response: Type.Object({ adopted: Type.Boolean() }),
    async handle({ actor, trace }, { params }) {
      await deps.database.transaction(async (tx) => {
        if (!(await adoptGrant(tx, params.id, params.grant, actorLabel(actor).id, deps.clock.now())))
          throw upstreamErrors.settled();
        await tellServices(tx);
        await deps.audit.append(tx, {
          actor,
          action: 'upstreams.adopt-grant',
          subject: `upper-grant:${params.id}/${params.grant}`,
          trace,
        });
      });
      await deps.book.refresh();
      deps.live.publish({ topic: LIVE_TOPIC, data: { platform: params.id } });
      return { adopted: true };
    },
  });
}
