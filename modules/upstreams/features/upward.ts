import { Type } from 'typebox';
import { actorLabel, asStaff } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, type Feature } from '@platform/http';
import { isUuid } from '@platform/kernel';
import { sendUpward } from '../carry/business.ts';
import { LIVE_TOPIC, type Own } from '../deps.ts';
import { demandCredentials } from '../call-upstream.ts';
import { upstreamErrors } from '../domain/errors.ts';
import { findUpperResource, listUpperResources } from '../store/grants.ts';
import {
  findUpward,
  insertUpward,
  listUpward,
  lockUpward,
  openApplication,
  receiptsOf,
  reportedVersions,
  settleUpward,
} from '../store/upward.ts';
import { Cursor, GrantView, IdParams, ReceiptView, strict, UpwardView } from './schemas.ts';
import { receiptView, upwardView } from './views.ts';

export type Waking = { wake(): void };
const PlainDate = Type.String({ format: 'date' });

export function listUpwardCase(deps: Own): Feature {
  return feature({
    name: 'upstreams.list-upward',
    method: 'GET',
    path: '/api/upstreams/upward',
    summary: { zh: '向上级的申请和上报', en: 'Applications and reports to the levels above' },
    access: { permission: 'upstreams.read' },
    query: Type.Object({
      ...Cursor,
      kind: Type.Optional(UpwardView.properties.kind),
      state: Type.Optional(UpwardView.properties.state),
      platform: Type.Optional(Type.String({ maxLength: 64 })),
    }),
    response: Page(UpwardView),
    async handle(_, { query }) {
      const { kind, state, platform } = query;
      const limit = query.limit ?? 50;
      const key = decodeCursor(query.cursor, 2);
      const after = key && { at: new Date(String(key[0])), id: String(key[1]) };
      const rows = await deps.database.readOnce((tx) =>
        listUpward(tx, { kind, state, platform, after, limit: limit + 1 }),
      );
      const page = cursorPage(rows, limit, (row) => [row.askedAt.toISOString(), row.id]);
      return { ...page, items: page.items.map((one) => upwardView(deps, one)) };
    },
  });
}

export function showUpward(deps: Own): Feature {
  return feature({
    name: 'upstreams.show-upward',
    method: 'GET',
    path: '/api/upstreams/upward/:id',
    summary: { zh: '一条上行记录及其回执', en: 'One application or report with its receipts' },
    access: { permission: 'upstreams.read' },
    params: IdParams,
    response: Type.Object({ ...UpwardView.properties, content: Type.Unknown(), receipts: Type.Array(ReceiptView) }),
    handle: (_, { params }) =>
      deps.database.read(async (tx) => {
        const found = isUuid(params.id) ? await findUpward(tx, params.id) : undefined;
        if (!found) throw upstreamErrors.unknownUpward();
        const receipts = (await receiptsOf(tx, found.id)).map(receiptView);
        return { ...upwardView(deps, found), content: found.content, receipts };
      }),
  });
}

/** Sends it again by the number of its log entry. The level above knows the serial number, so that nothing is done there twice. */
export function replayUpward(deps: Own): Feature {
  return feature({
    name: 'upstreams.replay-upward',
    method: 'POST',
    path: '/api/upstreams/upward/:id/replay',
    summary: { zh: '按日志编号重放', en: 'Send again, by log id' },
    access: { permission: 'upstreams.manage' },
    params: IdParams,
    rateLimit: 60,
    body: Type.Object({ receipt: Type.String({ maxLength: 64 }) }, strict),
    response: UpwardView,
    async handle({ actor, trace }, { params, body }) {
      const upward = await deps.database.transaction(async (tx) => {
        const found = isUuid(params.id) ? await lockUpward(tx, params.id) : undefined;
        if (!found || !(await receiptsOf(tx, found.id)).some((one) => one.id === body.receipt))
          throw upstreamErrors.unknownUpward();
        if (found.state === 'settled') throw upstreamErrors.settled();
        demandCredentials(deps.book.platform(found.platform));
        await deps.audit.append(tx, {
          actor,
          action: 'upstreams.replay-upward',
          subject: `upward:${found.id}`,
          detail: { receipt: body.receipt },
          trace,
        });
        return found;
      });
      await sendUpward(deps, upward, body.receipt);
      const after = await deps.database.readOnce((tx) => findUpward(tx, upward.id));
      return upwardView(deps, after ?? upward);
    },
  });
}

/** Ends a refused or unresolved message with a note of what was done about it. */
export function settleUpwardCase(deps: Own): Feature {
  return feature({
    name: 'upstreams.settle-upward',
    method: 'POST',
    path: '/api/upstreams/upward/:id/settle',
    summary: { zh: '处理完未决的上行记录', en: 'Settle an unresolved message' },
    access: { permission: 'upstreams.manage' },
    params: IdParams,
    body: Type.Object({ note: Type.String({ minLength: 2, maxLength: 500 }) }, strict),
    response: UpwardView,
    async handle({ actor, trace }, { params, body }) {
      const done = await deps.database.transaction(async (tx) => {
        const found = isUuid(params.id) ? await lockUpward(tx, params.id) : undefined;
        if (!found) throw upstreamErrors.unknownUpward();
        if (found.state !== 'unresolved' && found.state !== 'refused') throw upstreamErrors.settled();
        await settleUpward(tx, found.id, actorLabel(actor).id, body.note.trim());
        await deps.audit.append(tx, {
          actor,
          action: 'upstreams.settle-upward',
          subject: `upward:${found.id}`,
          detail: { note: body.note.trim() },
          trace,
        });
        return (await findUpward(tx, found.id)) ?? found;
      });
      deps.live.publish({ topic: LIVE_TOPIC, data: { upward: params.id } });
      return upwardView(deps, done);
    },
  });
}

/** What the levels above offer, as last read: what can be applied for. */
export function listUpperCatalogue(deps: Own): Feature {
  return feature({
    name: 'upstreams.list-upper-catalogue',
    method: 'GET',
    path: '/api/upstreams/upper-catalogue',
    summary: { zh: '上级目录', en: 'Catalogue of the levels above' },
    access: { permission: 'upstreams.read' },
    query: Type.Object({
      ...Cursor,
      q: Type.Optional(Type.String({ maxLength: 100 })),
      platform: Type.Optional(Type.String({ maxLength: 64 })),
    }),
    response: Page(
      Type.Object({
        platform: Type.String(),
        resource: Type.String(),
        catalogue: Type.String(),
        title: GrantView.properties.title,
        provider: Type.Optional(GrantView.properties.title),
        summary: Type.Optional(GrantView.properties.title),
        fields: Type.Array(GrantView.properties.title),
        granted: Type.Boolean(),
      }),
    ),
    async handle(_, { query }) {
      const limit = query.limit ?? 50;
      const after = decodeCursor(query.cursor, 1)?.[0];
      const rows = await deps.database.readOnce((tx) =>
        listUpperResources(tx, {
          platform: query.platform,
          q: query.q?.trim() || undefined,
          after: after === undefined ? undefined : String(after),
          limit: limit + 1,
        }),
      );
      const page = cursorPage(rows, limit, (row) => [`${row.platform} ${row.upResourceId}`]);
      const granted = (row: (typeof rows)[number]): boolean =>
        deps.book
          .grants()
          .some(
            (one) => one.platform === row.platform && one.upResourceId === row.upResourceId && one.state === 'in-force',
          );
      const items = page.items.map((row) => {
        const { title, provider, summary, fields } = row.definition;
        return {
          platform: row.platform,
          resource: row.upResourceId,
          catalogue: row.upCataId,
          title,
          ...(provider ? { provider } : {}),
          ...(summary ? { summary } : {}),
          fields: fields.map((field) => field.title),
          granted: granted(row),
        };
      });
      return { ...page, items };
    },
  });
}

/** An application for a grant of the level above (DAT-04), in the name of one of our organisations. */
export function applyAbove(deps: Own, loop: Waking): Feature {
  return feature({
    name: 'upstreams.apply-above',
    method: 'POST',
    path: '/api/upstreams/applications',
    summary: { zh: '向上级平台申请数据服务', en: 'Apply for a data service of a level above' },
    access: { permission: 'upstreams.manage' },
    body: Type.Object(
      {
        platform: Type.String({ maxLength: 64 }),
        resource: Type.String({ maxLength: 64 }),
        organisation: Type.String({ maxLength: 64 }),
        purpose: Type.String({ minLength: 2, maxLength: 300 }),
        basis: Type.String({ minLength: 2, maxLength: 300 }),
        from: PlainDate,
        until: PlainDate,
        callsPerDay: Type.Integer({ minimum: 1, maximum: 10_000_000 }),
      },
      strict,
    ),
    status: 201,
    response: UpwardView,
    async handle({ actor, trace }, { body }) {
      const platform = deps.book.platform(body.platform);
      demandCredentials(platform);
      if (!platform.definition.business) throw upstreamErrors.noBusiness({ platform: platform.definition.title });
      const organisation = deps.organisations.find(body.organisation);
      if (!organisation) throw upstreamErrors.unknownOrganisation({ organisation: body.organisation });
      const id = deps.ids.next();
      const made = await deps.database.transaction(async (tx) => {
        const resource = await findUpperResource(tx, body.platform, body.resource);
        if (!resource || resource.goneAt !== null) throw upstreamErrors.unknownResource({ resource: body.resource });
        if (await openApplication(tx, body.platform, body.resource)) throw upstreamErrors.alreadyAsked();
        await insertUpward(tx, {
          id,
          kind: 'apply',
          platform: body.platform,
          subject: body.resource,
          title: resource.definition.title,
          version: id,
          content: {
            up_cata_id: resource.upCataId,
            up_resource_id: resource.upResourceId,
            org_code: organisation.creditCode,
            org_name: organisation.name.zh,
            area_code: organisation.division,
            purpose: body.purpose,
            basis: body.basis,
            from: body.from,
            until: body.until,
            calls_per_day: body.callsPerDay,
          },
          askedAt: deps.clock.now(),
          askedBy: actorLabel(actor).id,
        });
        await deps.audit.append(tx, {
          actor,
          action: 'upstreams.apply-above',
          subject: `upward:${id}`,
          detail: { platform: body.platform, resource: body.resource, organisation: body.organisation },
          trace,
        });
        return findUpward(tx, id);
      });
      loop.wake();
      deps.live.publish({ topic: LIVE_TOPIC, data: { upward: id } });
      return upwardView(deps, made as NonNullable<typeof made>);
    },
  });
}

/** Reports published catalogue entries to a platform above: each version once, all that are new when none is named. */
export function reportEntries(deps: Own, loop: Waking): Feature {
  return feature({
    name: 'upstreams.report-entries',
    method: 'POST',
    path: '/api/upstreams/reports',
    summary: { zh: '向上级平台上报目录', en: 'Report catalogue entries to a platform above' },
    access: { permission: 'upstreams.manage' },
    body: Type.Object(
      {
        platform: Type.String({ maxLength: 64 }),
        resources: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 1_000, uniqueItems: true })),
      },
      strict,
    ),
    response: Type.Object({ reported: Type.Integer(), known: Type.Integer() }),
    async handle({ actor, trace }, { body }) {
      asStaff(actor);
      const platform = deps.book.platform(body.platform);
      demandCredentials(platform);
      if (!platform.definition.business) throw upstreamErrors.noBusiness({ platform: platform.definition.title });
      const chosen = body.resources
        ? body.resources.flatMap((id) => deps.catalogue.find(id) ?? [])
        : deps.catalogue.resources();
      const at = deps.clock.now();
      const reported = await deps.database.transaction(async (tx) => {
        const before = new Set(
          (await reportedVersions(tx, body.platform)).map((one) => `${one.subject} ${one.version}`),
        );
        let count = 0;
        for (const entry of chosen) {
          if (before.has(`${entry.id} ${entry.version}`)) continue;
          const provider = deps.organisations.find(entry.provider);
          const content = {
            object: 'catalogue',
            code: entry.id,
            version: entry.version,
            title: entry.title.zh,
            summary: entry.summary.zh,
            provider_code: provider?.creditCode ?? '',
            provider_name: provider?.name.zh ?? entry.provider,
            area_code: provider?.division ?? '',
            share_type: entry.shareType,
            open_attribute: entry.openAttribute,
            update_cycle: entry.updateCycle,
            grade: entry.grade,
            items: entry.items.map((item) => ({ name: item.name, title: item.title.zh, type: item.type })),
          };
          const made = await insertUpward(tx, {
            id: deps.ids.next(),
            kind: 'report',
            platform: body.platform,
            subject: entry.id,
            title: entry.title,
            version: entry.version,
            content,
            askedAt: at,
            askedBy: actorLabel(actor).id,
          });
          if (made) count += 1;
        }
        if (count === 0) throw upstreamErrors.nothingToReport();
        await deps.audit.append(tx, {
          actor,
          action: 'upstreams.report-entries',
          subject: `upstream:${body.platform}`,
          detail: { entries: count },
          trace,
        });
        return count;
      });
      loop.wake();
      deps.live.publish({ topic: LIVE_TOPIC, data: { platform: body.platform } });
      return { reported, known: chosen.length - reported };
    },
  });
}
