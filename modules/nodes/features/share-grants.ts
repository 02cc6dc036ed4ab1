import { Type, type Static } from 'typebox';
import { asStaff, inScope, type Actor } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, type Feature } from '@platform/http';
import { isUuid, shanghaiDate } from '@platform/kernel';
import { shareOver } from '../contract/index.ts';
import type { Own } from '../deps.ts';
import { nodesErrors } from '../domain/errors.ts';
import { listPeers, type Peer } from '../store/peers.ts';
import { listEntries, type Entry } from '../store/receipts.ts';
import {
  countShareCalls,
  endShareGrant,
  lockShareGrant,
  readShareGrants,
  tellGrants,
  type ShareCount,
  type ShareGrant,
} from '../store/shares.ts';
import type { Waking } from './publish.ts';
import { IdParams, strict } from './schemas.ts';
import { ShareGrantView } from './share-schemas.ts';
import { Cursor, mayAnswer, seesOut, tell, termsOf, wordsOf } from './share-terms.ts';
import { namesOf, same, when } from './views.ts';

function grantView(
  deps: Own,
  actor: Actor,
  one: ShareGrant,
  of: { peers: readonly Peer[]; entries: readonly Entry[]; counts: ReadonlyMap<string, ShareCount> },
): Static<typeof ShareGrantView> {
  const day = shanghaiDate(deps.clock.now());
  const trusted = of.peers.find(({ id }) => id === one.peerId)?.state === 'active';
  const state =
    one.endedAs ?? (one.until < day ? 'over' : !trusted ? 'no-trust' : one.from > day ? 'not-yet' : 'in-force');
  const count = of.counts.get(one.id);
  const mine = mayEndGrant(deps, actor, one);
  return {
    id: one.id,
    direction: one.direction,
    peerId: one.peerId,
    peerName: namesOf(of.peers)(one.peerId),
    ...termsOf(one),
    ...wordsOf(deps, one, one.direction === 'given', of.entries),
    state,
    // That it was renewed is told by its state, in the reader's language.
    ...(one.endedAs === 'renewed' ? {} : when('reason', one.endedReason, same)),
    givenAt: one.givenAt.toISOString(),
    ...when('endedAt', one.endedAt, (at) => at.toISOString()),
    mayEnd: mine && !one.endedAt,
    mayRenew: mine && one.direction === 'held' && state === 'in-force',
    ...when('renewedBy', one.renewedBy, same),
    calls: count?.calls ?? 0,
    answered: count?.answered ?? 0,
    compared: count?.compared ?? 0,
    differing: count?.differing ?? 0,
    unheard: count?.unheard ?? 0,
  };
}

/** Who gave it may revoke it, who holds it may give it back (and ask to renew it). */
function mayEndGrant(deps: Own, actor: Actor, one: ShareGrant): boolean {
  if (one.direction === 'given') return mayAnswer(deps, actor, one.resource);
  return actor.kind === 'staff' && actor.permissions.has('sharing.apply') && inScope(actor, one.organisation);
}

export function listShareGrants(deps: Own): Feature {
  return feature({
    name: 'nodes.list-share-grants',
    method: 'GET',
    path: '/api/nodes/share-grants',
    summary: { zh: '跨级授权及两侧回执', en: 'Grants between levels, with the receipts of both sides' },
    access: { permission: 'sharing.read' },
    query: Type.Object(Cursor),
    response: Page(ShareGrantView),
    handle: ({ actor }, { query }) =>
      deps.database.read(async (tx) => {
        const limit = query.limit ?? 50;
        const after = decodeCursor(query.cursor, 1)?.[0];
        const seen = (await readShareGrants(tx)).filter((one) =>
          seesOut(
            actor,
            one.direction === 'held' ? one.organisation : (deps.catalogue.find(one.resource)?.provider ?? ''),
          ),
        );
        const start = after === undefined ? 0 : seen.findIndex(({ id }) => id === after) + 1;
        const page = cursorPage(seen.slice(start, start + limit + 1), limit, (one) => [one.id]);
        const of = {
          peers: await listPeers(tx),
          entries: await listEntries(tx),
          counts: new Map((await countShareCalls(tx)).map((one) => [one.grantId, one])),
        };
        return { ...page, items: page.items.map((one) => grantView(deps, actor, one, of)), total: seen.length };
      }),
  });
}

/** Ends a grant at once: the provider revokes it, the department that holds it gives it back; the other side is told. */
export function endGrant(deps: Own, loop: Waking): Feature {
  return feature({
    name: 'nodes.end-share-grant',
    method: 'POST',
    path: '/api/nodes/share-grants/:id/end',
    summary: { zh: '撤销或退回跨级授权', en: 'Revoke, or give back, a grant between levels' },
    access: { permission: 'sharing.read' },
    params: IdParams,
    body: Type.Object({ reason: Type.String({ minLength: 2, maxLength: 500 }) }, strict),
    response: Type.Object({ state: Type.Enum(['revoked', 'returned']) }),
    async handle({ actor, trace }, { params, body }) {
      const staff = asStaff(actor);
      const as = await deps.database.transaction(async (tx) => {
        const grant = isUuid(params.id) ? await lockShareGrant(tx, params.id) : undefined;
        if (!grant) throw nodesErrors.unknownShare();
        if (!mayEndGrant(deps, actor, grant)) throw nodesErrors.notYours();
        if (grant.endedAt) throw nodesErrors.grantEnded();
        const way = grant.direction === 'given' ? ('revoked' as const) : ('returned' as const);
        const reason = body.reason.trim();
        await endShareGrant(tx, grant.id, { as: way, reason, at: deps.clock.now(), told: false });
        await tellGrants(tx);
        // What was given here began as a request on sharing's page: it is over there too.
        if (way === 'revoked')
          await deps.outbox.append(
            tx,
            shareOver,
            `share:${grant.id}`,
            { shareId: grant.id, reason, provider: { account: staff.accountId, organisation: staff.organisation } },
            trace,
          );
        await deps.audit.append(tx, {
          actor,
          action: 'nodes.end-share-grant',
          subject: `share:${grant.id}`,
          detail: { as: way, reason },
          trace,
        });
        return way;
      });
      // Forgotten before whoever ended it is answered.
      await deps.shares.refresh();
      tell(deps, params.id);
      loop.wake();
      return { state: as };
    },
  });
}
