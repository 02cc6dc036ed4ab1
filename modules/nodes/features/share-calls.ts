import { Type } from 'typebox';
import { asApplication, asStaff, inScope } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, type Feature } from '@platform/http';
import { isUuid } from '@platform/kernel';
import { nodesErrors } from '../domain/errors.ts';
import type { Own } from '../deps.ts';
import { callAcross } from '../share/call.ts';
import { listShareCalls, lockShareGrant, type ShareCall } from '../store/shares.ts';
import { IdParams, strict } from './schemas.ts';
import { ShareCallView } from './share-schemas.ts';
import { same, when } from './views.ts';

const view = (one: ShareCall) => ({
  id: one.id,
  direction: one.direction,
  at: one.at.toISOString(),
  grant: one.grantId,
  application: one.application,
  purpose: one.purpose,
  caseNo: one.caseNo,
  outcome: one.outcome,
  ...when('code', one.code, same),
  ...when('rows', one.rows, same),
  ...when('ms', one.ms, same),
  trace: one.trace,
  ...when('facts', one.factsHash, (hash) => hash.toString('hex')),
  ...when('theirFacts', one.theirHash, (hash) => hash.toString('hex')),
  ...when('comparedAt', one.comparedAt, (at) => at.toISOString()),
  ...when('agrees', one.agrees, same),
});

/** Calls under one grant between levels, as this side kept them, each beside what the other side holds of it. */
export function listShareCallsCase(deps: Own): Feature {
  return feature({
    name: 'nodes.list-share-calls',
    method: 'GET',
    path: '/api/nodes/share-grants/:id/calls',
    summary: { zh: '跨级调用及两侧回执', en: 'Calls under a grant between levels' },
    access: { permission: 'sharing.read' },
    params: IdParams,
    query: Type.Object({
      cursor: Type.Optional(Type.String({ maxLength: 500 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    }),
    response: Page(ShareCallView),
    handle: ({ actor }, { params, query }) =>
      deps.database.transaction(async (tx) => {
        const grant = isUuid(params.id) ? await lockShareGrant(tx, params.id) : undefined;
        const provider = grant && deps.catalogue.find(grant.resource)?.provider;
        const owner = grant?.direction === 'held' ? grant.organisation : provider;
        if (!grant || !inScope(asStaff(actor), owner ?? '')) throw nodesErrors.unknownShare();
        const limit = query.limit ?? 50;
        const key = decodeCursor(query.cursor, 2);
        const after = key && { at: new Date(String(key[0])), id: String(key[1]) };
        const rows = await listShareCalls(tx, { grantId: grant.id, after, limit: limit + 1 });
        const page = cursorPage(rows, limit, (row) => [row.at.toISOString(), row.id]);
        return { ...page, items: page.items.map(view) };
      }),
  });
}

/** The door of departments' systems to interfaces of other nodes: signed as every call of an interface is, relayed under the grant. */
export function callShared(deps: Own): Feature {
  return feature({
    name: 'nodes.call-shared',
    method: 'POST',
    path: '/api/open/nodes/grants/:id',
    summary: {
      zh: '调用其他节点授权的数据接口（需密钥签名、用途和办件编号）',
      en: 'Call an interface of another node under its grant (signed by key, with purpose and case number)',
    },
    access: { application: true },
    params: IdParams,
    rateLimit: 6_000,
    body: Type.Object(
      {
        purpose: Type.String({ minLength: 1, maxLength: 64 }),
        caseNo: Type.String({ minLength: 1, maxLength: 64 }),
        parameters: Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 500 })),
      },
      strict,
    ),
    response: Type.Object({ callId: Type.String(), answer: Type.Record(Type.String(), Type.Unknown()) }),
    async handle({ actor, trace }, { params, body }) {
      if (!isUuid(params.id)) throw nodesErrors.unknownGrant();
      return callAcross(deps, { grant: params.id, actor: asApplication(actor), ...body, trace });
    },
  });
}
