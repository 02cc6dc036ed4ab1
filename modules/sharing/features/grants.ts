import { Type } from 'typebox';
import { asStaff, inScope, type StaffActor } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import { isUuid, LocalText, shanghaiDate } from '@platform/kernel';
import { changeGrant, lockedRequest, perform, take, type Acting } from '../act.ts';
import { grantEnded, grantGiven } from '../contract/events.ts';
import type { Grant } from '../contract/index.ts';
import type { Own } from '../deps.ts';
import { grantOf } from '../grant-book.ts';
import { sharingErrors } from '../domain/errors.ts';
import { ACT_WORDS, GRANT_WORDS } from '../domain/words.ts';
import { findGrant, lockGrant, setStandingOrder, type GrantState, type StoredGrant } from '../store/grants.ts';
import { listStoredGrants } from '../store/grant-lists.ts';
import { addSteps } from '../store/requests.ts';
import { DELIVERIES, namer } from './views.ts';

const Named = Type.Object({ id: Type.String(), title: LocalText });

const GrantView = Type.Object({
  id: Type.String(),
  /** A standing grant of a pack; `requestId` otherwise. */
  standing: Type.Boolean(),
  requestId: Type.Optional(Type.String()),
  resource: Type.Optional(Named),
  /** What is given, as people call it: the resource, or the interface of a standing grant. */
  what: LocalText,
  provider: Type.Optional(Named),
  organisation: Named,
  application: Named,
  delivery: Type.Enum([...DELIVERIES]),
  interface: Type.Optional(Type.String()),
  fields: Type.Array(Named),
  purposes: Type.Array(Named),
  legalBasis: LocalText,
  from: Type.Optional(Type.String()),
  until: Type.Optional(Type.String()),
  rowsPerDay: Type.Optional(Type.Integer()),
  callsPerDay: Type.Optional(Type.Integer()),
  state: Type.Enum(['active', 'suspended', 'ended', 'revoked', 'not-yet']),
  stateTitle: LocalText,
  stateAt: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
  givenAt: Type.Optional(Type.String()),
  acts: Type.Array(Type.Enum(['suspend', 'resume', 'revoke', 'renew'])),
});
type GrantView = Type.Static<typeof GrantView>;

/** What a pack says of the interface that a grant names. */
const definitionOf = (
  deps: Own,
  grant: Grant,
): { title: LocalText; registry?: string | undefined; resource?: string | undefined } | undefined =>
  deps.packs.find('interfaces', grant.interface ?? '')?.value;

/** Who gives what a standing grant of a pack gives: the provider of the resource, or of those a registry is made from. */
function providersOf(deps: Own, grant: Grant): string[] {
  if (grant.resource !== undefined) return [deps.catalogue.find(grant.resource)?.provider ?? ''];
  const definition = definitionOf(deps, grant);
  if (definition?.resource !== undefined) return [deps.catalogue.find(definition.resource)?.provider ?? ''];
  const registry = definition?.registry === undefined ? undefined : deps.packs.find('registries', definition.registry);
  const resources = registry?.value.fields
    .filter((field) => grant.fields.length === 0 || grant.fields.includes(field.name))
    .flatMap((field) => field.from.map((from) => from.resource));
  return [...new Set((resources ?? []).map((resource) => deps.catalogue.find(resource)?.provider ?? ''))].filter(
    Boolean,
  );
}

function viewOf(
  deps: Own,
  grant: Grant,
  more: {
    state: GrantState;
    stateAt?: Date | undefined;
    reason: string | null;
    providers: readonly string[];
    givenAt?: Date;
  },
  actor: StaffActor,
): GrantView {
  const name = namer(deps);
  const lost = deps.book.lost(grant.id);
  const state = more.state === 'active' ? (lost?.state ?? 'active') : more.state;
  const definition = definitionOf(deps, grant);
  const resource = deps.catalogue.find(grant.resource ?? definition?.resource ?? '');
  const titleOf = (field: string): LocalText =>
    resource?.items.find((item) => item.name === field)?.title ??
    registryTitle(deps, grant, field) ?? { zh: field, en: field };
  const at = more.stateAt ?? (state === 'ended' ? lost?.at : undefined);
  return {
    id: grant.id,
    standing: grant.request === undefined,
    ...(grant.request === undefined ? {} : { requestId: grant.request }),
    ...(grant.resource === undefined ? {} : { resource: name.resource(grant.resource) }),
    what: (grant.request === undefined ? definition?.title : resource?.title) ?? {
      zh: grant.interface ?? grant.id,
      en: grant.interface ?? grant.id,
    },
    ...(more.providers[0] === undefined ? {} : { provider: name.organisation(more.providers[0]) }),
    organisation: name.organisation(grant.organisation),
    application: name.application(grant.application),
    delivery: grant.delivery,
    ...(grant.interface === undefined ? {} : { interface: grant.interface }),
    fields: grant.fields.map((field) => ({ id: field, title: titleOf(field) })),
    purposes: grant.purposes.map(({ id, title }) => ({ id, title })),
    legalBasis: grant.legalBasis,
    ...(grant.from === undefined ? {} : { from: grant.from }),
    ...(grant.until === undefined ? {} : { until: grant.until }),
    ...(grant.rowsPerDay === undefined ? {} : { rowsPerDay: grant.rowsPerDay }),
    ...(grant.callsPerDay === undefined ? {} : { callsPerDay: grant.callsPerDay }),
    state,
    stateTitle: GRANT_WORDS[state],
    ...(at ? { stateAt: at.toISOString() } : {}),
    ...(more.reason === null ? {} : { reason: more.reason }),
    ...(more.givenAt ? { givenAt: more.givenAt.toISOString() } : {}),
    acts: actsOn(actor, grant, state, more.providers),
  };
}

const registryTitle = (deps: Own, grant: Grant, field: string): LocalText | undefined =>
  deps.packs
    .find('registries', definitionOf(deps, grant)?.registry ?? '')
    ?.value.fields.find((one) => one.name === field)?.title;

/** The provider and the authority may put it out of force; never the one who takes. */
const mayOrder = (actor: StaffActor, organisation: string, providers: readonly string[]): boolean =>
  actor.organisation !== organisation &&
  (actor.permissions.has('sharing.check') ||
    (actor.permissions.has('sharing.decide') && providers.some((provider) => inScope(actor, provider))));

function actsOn(actor: StaffActor, grant: Grant, state: string, providers: readonly string[]): GrantView['acts'] {
  const acts: GrantView['acts'] = [];
  if (mayOrder(actor, grant.organisation, providers)) {
    if (state === 'active' || state === 'not-yet') acts.push('suspend', 'revoke');
    if (state === 'suspended') acts.push('resume', 'revoke');
  }
  if (
    grant.request !== undefined &&
    state === 'active' &&
    actor.permissions.has('sharing.apply') &&
    inScope(actor, grant.organisation)
  )
    acts.push('renew');
  return acts;
}

const stored = (deps: Own, row: StoredGrant, grant: Grant, actor: StaffActor): GrantView =>
  viewOf(
    deps,
    grant,
    {
      state: row.state,
      stateAt: row.state === 'active' ? undefined : row.state_at,
      reason: row.reason,
      providers: [row.provider],
      givenAt: row.given_at,
    },
    actor,
  );

const standingView = (deps: Own, grant: Grant, actor: StaffActor): GrantView => {
  const state = deps.book.stateOf(grant.id);
  return viewOf(
    deps,
    grant,
    {
      state: state?.state ?? 'active',
      stateAt: state?.at,
      reason: state?.reason ?? null,
      providers: providersOf(deps, grant),
    },
    actor,
  );
};

const Query = Type.Interface([PageQuery], {
  view: Type.Optional(Type.Enum(['taken', 'given', 'all'], { default: 'all' })),
  state: Type.Optional(Type.Enum(['active', 'suspended', 'ended', 'revoked'])),
  delivery: Type.Optional(Type.Enum([...DELIVERIES])),
  resource: Type.Optional(Type.String({ maxLength: 64 })),
  q: Type.Optional(Type.String({ maxLength: 100 })),
});

/** Who has which grants: mine as a consumer, mine as a provider, all. Standing grants of packs come first, on the first page. */
export function listGrantsCase(deps: Own): Feature {
  return feature({
    name: 'sharing.list-grants',
    method: 'GET',
    path: '/api/sharing/grants',
    summary: { zh: '授权：本单位取得的、提供的', en: 'Grants: those my organisation takes by, and those it gives' },
    access: { permission: 'sharing.read' },
    query: Query,
    response: Page(GrantView),
    async handle({ actor }, { query }) {
      const staff = asStaff(actor);
      const limit = query.limit ?? 20;
      const mine = staff.organisations === 'all' ? [staff.organisation] : [...staff.organisations];
      const words = query.q?.trim().toLowerCase();
      const has = ({ zh, en }: LocalText): boolean => `${zh} ${en}`.toLowerCase().includes(words ?? '');
      const rows = await deps.database.read((tx) =>
        listStoredGrants(
          tx,
          {
            parties: staff.organisations === 'all' ? undefined : mine,
            ...(query.view === 'taken' ? { consumers: mine } : {}),
            ...(query.view === 'given' ? { providers: mine } : {}),
            state: query.state,
            delivery: query.delivery,
            resource: query.resource,
            ...(words
              ? {
                  words,
                  named: {
                    resources: deps.catalogue.resources().flatMap((one) => (has(one.title) ? [one.id] : [])),
                    organisations: deps.organisations
                      .all()
                      .flatMap((one) => (has(one.name) || has(one.short) ? [one.id] : [])),
                    applications: deps.packs
                      .all('applications')
                      .flatMap(({ value }) => (has(value.title) ? [value.id] : [])),
                  },
                }
              : {}),
          },
          { after: decodeCursor(query.cursor, 2), limit: limit + 1 },
        ),
      );
      const page = cursorPage(rows, limit, (row) => [row.given_at.toISOString(), row.id]);
      const standing =
        query.cursor === undefined ? deps.book.standings().map((grant) => standingView(deps, grant, staff)) : [];
      const wanted = standing.filter((view) => {
        const providers = providersOf(deps, deps.book.standing(view.id) as Grant);
        const party =
          staff.organisations === 'all' || [view.organisation.id, ...providers].some((one) => mine.includes(one));
        return (
          party &&
          (query.view !== 'taken' || mine.includes(view.organisation.id)) &&
          (query.view !== 'given' || providers.some((one) => mine.includes(one))) &&
          (query.state === undefined || view.state === query.state) &&
          (query.delivery === undefined || view.delivery === query.delivery) &&
          query.resource === undefined &&
          (!words ||
            [view.application.title, view.organisation.title, ...view.purposes.map(({ title }) => title)].some(has) ||
            view.interface?.includes(words))
        );
      });
      return {
        ...(page.next === undefined ? {} : { next: page.next }),
        items: [...wanted, ...page.items.map((row) => stored(deps, row, grantOf(row), staff))],
      };
    },
  });
}

const ORDERS = {
  suspend: {
    from: ['active'],
    to: 'suspended',
    summary: { zh: '暂停授权（立即生效）', en: 'Suspend a grant, at once' },
  },
  resume: { from: ['suspended'], to: 'active', summary: { zh: '恢复授权', en: 'Resume a grant' } },
  revoke: {
    from: ['active', 'suspended'],
    to: 'revoked',
    summary: { zh: '收回授权（立即生效，不能恢复）', en: 'Revoke a grant, at once and for good' },
  },
} as const;
type Order = keyof typeof ORDERS;

/** Orders of the provider or the authority about a grant. The memory has forgotten it before the answer leaves. */
export function orderGrant(deps: Own, order: Order): Feature {
  return feature({
    name: `sharing.${order}-grant`,
    method: 'POST',
    path: `/api/sharing/grants/:id/${order}`,
    summary: ORDERS[order].summary,
    access: { permission: 'sharing.read' },
    params: Type.Object({ id: Type.String({ maxLength: 200 }) }),
    body: Type.Object({ reason: Type.String({ minLength: 4, maxLength: 500 }) }, { additionalProperties: false }),
    response: GrantView,
    async handle({ actor, trace }, { params, body }) {
      const staff = asStaff(actor);
      const standing = deps.book.standing(params.id);
      await perform(deps, { actor, trace, subject: `grant:${params.id}` }, (acting) =>
        standing
          ? orderStanding(deps, acting, staff, standing, order, body.reason)
          : orderStored(deps, acting, staff, params.id, order, body.reason),
      );
      if (standing) return standingView(deps, standing, staff);
      const row = (await deps.database.read((tx) => findGrant(tx, params.id))) as StoredGrant;
      return stored(deps, row, grantOf(row), staff);
    },
  });
}

function demandOrder(staff: StaffActor, organisation: string, providers: readonly string[]): void {
  if (staff.organisation === organisation) throw sharingErrors.ownRequest({ applicant: organisation });
  if (!mayOrder(staff, organisation, providers))
    throw sharingErrors.notYours({
      who: { zh: '提供单位或共享主管部门', en: 'the provider or the sharing authority' },
    });
}

function expectGrantState(state: GrantState, order: Order): void {
  if (!(ORDERS[order].from as readonly string[]).includes(state))
    throw sharingErrors.grantState({ state: GRANT_WORDS[state], act: ACT_WORDS[order] });
}

async function orderStored(
  deps: Own,
  acting: Acting,
  staff: StaffActor,
  id: string,
  order: Order,
  reason: string,
): Promise<void> {
  const { tx } = acting;
  const seen = isUuid(id) ? await findGrant(tx, id) : undefined;
  if (!seen) throw sharingErrors.unknownGrant();
  // The request first, as everywhere: two acts never wait for each other crosswise.
  const row = await lockedRequest(tx, seen.request_id);
  const grant = (await lockGrant(tx, id)) as StoredGrant;
  demandOrder(staff, grant.organisation, [grant.provider]);
  expectGrantState(grant.state, order);
  await changeGrant(deps, acting, grant, { state: ORDERS[order].to, reason: order === 'resume' ? null : reason });
  await audited(deps, acting, staff, id, order, reason);
  const by = {
    as: staff.permissions.has('sharing.check') ? ('authority' as const) : ('provider' as const),
    organisation: staff.organisation,
    account: staff.accountId,
  };
  if (order === 'revoke') {
    if (row.state === 'in-use')
      await take(
        deps,
        acting,
        row,
        { do: 'end', reason: { zh: `授权被收回：${reason}`, en: `Grant revoked: ${reason}` } },
        { by, actor: staff },
      );
    return;
  }
  await addSteps(
    tx,
    row.id,
    [{ kind: order === 'suspend' ? 'grant-suspended' : 'grant-resumed', detail: { grantId: id, reason } }],
    { at: acting.now, kind: by.as, organisation: by.organisation, account: by.account },
  );
}

async function orderStanding(
  deps: Own,
  acting: Acting,
  staff: StaffActor,
  grant: Grant,
  order: Order,
  reason: string,
): Promise<void> {
  demandOrder(staff, grant.organisation, providersOf(deps, grant));
  expectGrantState(deps.book.stateOf(grant.id)?.state ?? 'active', order);
  const state = ORDERS[order].to;
  await setStandingOrder(acting.tx, {
    grant_id: grant.id,
    state,
    at: acting.now,
    reason: order === 'resume' ? null : reason,
  });
  acting.touched.add(grant.id);
  await audited(deps, acting, staff, grant.id, order, reason);
  const facts = { grantId: grant.id, application: grant.application, organisation: grant.organisation };
  await (state === 'active'
    ? deps.outbox.append(
        acting.tx,
        grantGiven,
        `grant:${grant.id}`,
        { ...facts, delivery: grant.delivery },
        acting.trace,
      )
    : deps.outbox.append(acting.tx, grantEnded, `grant:${grant.id}`, { ...facts, state }, acting.trace));
}

const audited = (deps: Own, acting: Acting, actor: StaffActor, id: string, order: Order, reason: string) =>
  deps.audit.append(acting.tx, {
    actor,
    action: `sharing.${order}-grant`,
    subject: `grant:${id}`,
    detail: { reason, on: shanghaiDate(acting.now) },
    trace: acting.trace,
  });
