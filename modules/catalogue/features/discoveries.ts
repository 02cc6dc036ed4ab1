import { Type } from 'typebox';
import { actorLabel, asStaff, inScope, type Actor } from '@platform/access';
import { cursorPage, decodeCursor, feature, type Feature } from '@platform/http';
import { enqueue } from '@platform/jobs';
import { isUuid, LocalText, MASKS } from '@platform/kernel';
import type { Tx } from '@platform/database';
import { acceptDiscovery } from '../accept-discovery.ts';
import type { Own } from '../deps.ts';
import { catalogueErrors } from '../domain/errors.ts';
import { KINDS, type SensitiveKind } from '../domain/sensitive.ts';
import { discoverColumnsJob } from '../jobs/discover-columns.ts';
import {
  countDiscoveries,
  decideDiscovery,
  listDiscoveries,
  lockDiscovery,
  type Discovery,
} from '../store/discoveries.ts';
import { nameOf } from './resource-view.ts';
import { CLASSES, IdParams } from './schemas.ts';

const STATES = ['open', 'agreed', 'accepted', 'dismissed'] as const;
const Marking = Type.Object({
  grade: Type.Integer(),
  personal: Type.Boolean(),
  mask: Type.Enum([...MASKS]),
  dataClass: Type.Enum([...CLASSES]),
});
const View = Type.Object({
  id: Type.String(),
  resource: Type.String(),
  resourceTitle: LocalText,
  provider: Type.String(),
  providerName: LocalText,
  item: Type.String(),
  itemTitle: LocalText,
  kind: Type.Enum(Object.keys(KINDS) as SensitiveKind[]),
  kindTitle: LocalText,
  sampled: Type.Integer(),
  matched: Type.Integer(),
  stated: Marking,
  proposed: Marking,
  state: Type.Enum([...STATES]),
  foundAt: Type.String(),
  seenAt: Type.String(),
  decidedAt: Type.Optional(Type.String()),
  decidedBy: Type.Optional(LocalText),
  reason: Type.Optional(Type.String()),
  mayDecide: Type.Boolean(),
});

/** Resources whose findings the actor may see: where a department’s columns are not marked as they should be is told to it and to those who oversee all. */
function resourcesSeenBy(deps: Own, actor: Actor): readonly string[] | undefined {
  const staff = asStaff(actor);
  if (staff.organisations === 'all') return undefined;
  return deps.resources.resources().flatMap(({ id, provider }) => (inScope(staff, provider) ? [id] : []));
}

const decides = (actor: Actor, provider: string): boolean => {
  const staff = asStaff(actor);
  return staff.permissions.has('catalogue.grade') && inScope(staff, provider);
};

export function listDiscoveriesCase(deps: Own): Feature {
  return feature({
    name: 'catalogue.list-discoveries',
    method: 'GET',
    path: '/api/catalogue/discoveries',
    summary: {
      zh: '敏感数据发现：看起来敏感的列、目录的定级和建议',
      en: 'Sensitive columns found: what the catalogue says of them, and what is proposed',
    },
    access: { permission: 'catalogue.read' },
    query: Type.Object({
      state: Type.Optional(Type.Enum([...STATES])),
      resource: Type.Optional(Type.String({ maxLength: 64 })),
      cursor: Type.Optional(Type.String({ maxLength: 500 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 100 })),
    }),
    response: Type.Object({
      items: Type.Array(View),
      next: Type.Optional(Type.String()),
      counts: Type.Object({
        open: Type.Integer(),
        agreed: Type.Integer(),
        accepted: Type.Integer(),
        dismissed: Type.Integer(),
      }),
    }),
    async handle({ actor }, { query }) {
      const limit = query.limit ?? 100;
      const before = decodeCursor(query.cursor, 1)?.[0];
      const seen = resourcesSeenBy(deps, actor);
      const asked = query.resource;
      const [rows, counts] = await deps.database.read(
        async (tx) =>
          [
            await listDiscoveries(tx, {
              state: query.state,
              resources: asked ? (!seen || seen.includes(asked) ? [asked] : []) : seen,
              before: before === undefined ? undefined : String(before),
              limit: limit + 1,
            }),
            await countDiscoveries(tx, seen),
          ] as const,
      );
      const page = cursorPage(rows, limit, (row) => [row.id]);
      return { ...page, items: page.items.map((row) => viewOf(deps, row, actor)), counts };
    },
  });
}

function viewOf(deps: Own, row: Discovery, actor: Actor) {
  const resource = deps.resources.find(row.resource);
  const item = resource?.items.find((one) => one.name === row.item);
  const named = (name: string): LocalText => ({ zh: name, en: name });
  return {
    id: row.id,
    resource: row.resource,
    resourceTitle: resource?.title ?? named(row.resource),
    provider: resource?.provider ?? '',
    providerName: resource ? nameOf(deps.organisations, resource.provider) : named('–'),
    item: row.item,
    itemTitle: item?.title ?? named(row.item),
    kind: row.kind,
    kindTitle: KINDS[row.kind].title,
    sampled: row.sampled,
    matched: row.matched,
    stated: row.stated,
    proposed: row.proposed,
    state: row.state,
    foundAt: row.found_at.toISOString(),
    seenAt: row.seen_at.toISOString(),
    ...(row.decided_at ? { decidedAt: row.decided_at.toISOString() } : {}),
    ...(row.decided_organisation ? { decidedBy: nameOf(deps.organisations, row.decided_organisation) } : {}),
    ...(row.reason ? { reason: row.reason } : {}),
    mayDecide: row.state === 'open' && resource !== undefined && decides(actor, resource.provider),
  };
}

/** The finding, for someone who may decide it. @throws catalogue.unknown-discovery, catalogue.discovery-decided, catalogue.out-of-scope */
async function openFinding(deps: Own, tx: Tx, id: string, actor: Actor): Promise<Discovery> {
  const row = isUuid(id) ? await lockDiscovery(tx, id) : undefined;
  const resource = row && deps.resources.find(row.resource);
  if (!row || !resource) throw catalogueErrors.unknownDiscovery();
  if (!decides(actor, resource.provider)) throw catalogueErrors.outOfScope({ id: resource.id });
  if (row.state !== 'open') throw catalogueErrors.discoveryDecided();
  return row;
}

export function acceptDiscoveryCase(deps: Own): Feature {
  return feature({
    name: 'catalogue.accept-discovery',
    method: 'POST',
    path: '/api/catalogue/discoveries/:id/accept',
    summary: {
      zh: '采纳定级建议：目录随即出新版本，只会更严',
      en: 'Accept what is proposed: the entry gets a new version at once, which can only be stricter',
    },
    access: { permission: 'catalogue.grade' },
    params: IdParams,
    response: Type.Object({ resource: Type.String(), version: Type.String() }),
    async handle({ actor, trace }, { params: { id } }) {
      const resource = await acceptDiscovery(deps, (tx) => openFinding(deps, tx, id, actor), { actor, trace });
      return { resource: resource.id, version: resource.version };
    },
  });
}

export function dismissDiscovery(deps: Own): Feature {
  return feature({
    name: 'catalogue.dismiss-discovery',
    method: 'POST',
    path: '/api/catalogue/discoveries/:id/dismiss',
    summary: { zh: '不采纳定级建议，写明理由', en: 'Dismiss what is proposed, saying why' },
    access: { permission: 'catalogue.grade' },
    params: IdParams,
    body: Type.Object({ reason: Type.String({ maxLength: 500 }) }, { additionalProperties: false }),
    response: Type.Object({ dismissed: Type.Boolean() }),
    async handle({ actor, trace }, { params: { id }, body }) {
      const reason = body.reason.trim();
      if ([...reason].length < 2) throw catalogueErrors.reasonMissing();
      const resource = await deps.database.transaction(async (tx) => {
        const row = await openFinding(deps, tx, id, actor);
        const { id: by, organisation } = actorLabel(actor);
        await decideDiscovery(tx, id, { state: 'dismissed', at: deps.clock.now(), by, organisation, reason });
        await deps.audit.append(tx, {
          actor,
          action: 'catalogue.dismiss-discovery',
          subject: `resource:${row.resource}`,
          detail: { item: row.item, kind: row.kind, reason },
          trace,
        });
        return row.resource;
      });
      deps.live.publish({ topic: 'catalogue', data: { resource } });
      return { dismissed: true };
    },
  });
}

/** Someone wants a resource looked at now; the answer comes when the job has run. */
export function startDiscovery(deps: Own): Feature {
  return feature({
    name: 'catalogue.start-discovery',
    method: 'POST',
    path: '/api/catalogue/discoveries/scan',
    summary: { zh: '现在扫描一个目录或全部目录', en: 'Look at one resource, or at all, now' },
    access: { permission: 'catalogue.grade' },
    body: Type.Object({ resource: Type.Optional(Type.String({ maxLength: 64 })) }, { additionalProperties: false }),
    rateLimit: 10,
    status: 202,
    response: Type.Object({ started: Type.Integer() }),
    async handle({ actor, trace }, { body }) {
      const mine = (
        body.resource === undefined ? deps.resources.resources() : [deps.resources.resource(body.resource)]
      ).filter(({ provider }) => decides(actor, provider));
      if (body.resource !== undefined && mine.length === 0) throw catalogueErrors.outOfScope({ id: body.resource });
      await deps.database.transaction(async (tx) => {
        for (const { id } of mine)
          await enqueue(tx, discoverColumnsJob, { resource: id }, { key: `discover:${id}`, queue: 'discover-columns' });
        await deps.audit.append(tx, {
          actor,
          action: 'catalogue.start-discovery',
          subject: body.resource === undefined ? 'catalogue' : `resource:${body.resource}`,
          detail: { resources: mine.length },
          trace,
        });
      });
      return { started: mine.length };
    },
  });
}
