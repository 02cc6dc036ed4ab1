import { Type } from 'typebox';
import { LocalText as LocalTextSchema } from '@platform/kernel';
import { actorLabel, asStaff, inScope, type Actor } from '@platform/access';
import type { ModuleDatabase, Tx } from '@platform/database';
import type { Lake } from '@platform/lake';
import type { Foundations } from '@platform/module';
import type { CataloguePort } from '@modules/catalogue/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { UpstreamsPort } from '@modules/upstreams/contract';
import type { InterfaceBook } from '../book.ts';
import { groundOf, type Ground, type InterfaceBody } from '../domain/definition.ts';
import { definitionFaults } from '../domain/definition-faults.ts';
import { changesBetween, nextVersion, type VersionChange } from '../domain/versions.ts';
import { interfaceErrors } from '../errors.ts';
import { UPSTREAM_PROVIDER } from '../ground.ts';
import { findDraft, listDefinitions, tellDefinitionsChanged, type DefinitionRow } from '../store/definitions.ts';
import { Body, groundView, GroundView, providerName, Version, versionViews } from './views.ts';

export type DefinitionDeps = Pick<Foundations, 'audit' | 'clock' | 'live' | 'packs'> & {
  db: ModuleDatabase;
  book: InterfaceBook;
  lake: Pick<Lake, 'ensureView' | 'ensureTable'>;
  catalogue: Pick<CataloguePort, 'find' | 'resources'>;
  organisations: Pick<OrganisationsPort, 'find'>;
  upstreams: Pick<UpstreamsPort, 'services'>;
};

const Fault = Type.Object({ pointer: Type.String(), code: Type.String(), message: LocalTextSchema });
const Change = Type.Object({ level: Type.Enum(['major', 'minor', 'patch']), what: LocalTextSchema });

const Draft = Type.Object({
  body: Body,
  revision: Type.Integer(),
  changedAt: Type.String(),
  provider: Type.String(),
  providerName: LocalTextSchema,
  /** What keeps it from being published; none when it may be. */
  faults: Type.Array(Fault),
  /** What callers would notice, and the version that it would get. */
  changes: Type.Array(Change),
  nextVersion: Type.String(),
});

export const Definition = Type.Object({
  id: Type.String(),
  title: LocalTextSchema,
  origin: Type.Enum(['pack', 'console']),
  ground: Type.Optional(GroundView),
  draft: Type.Optional(Draft),
  versions: Type.Array(Version),
  mayChange: Type.Boolean(),
});

export const draftVersion = (before: string | undefined): string => `${before ?? '0.0.0'}-draft`;
export const stamp = (deps: DefinitionDeps, actor: Actor) => ({ at: deps.clock.now(), by: actorLabel(actor).id });

type Detail = Record<string, string | number | boolean | null | string[]>;

export async function change(
  deps: DefinitionDeps,
  actor: Actor,
  trace: string,
  action: string,
  id: string,
  detail: Detail | (() => Detail),
  work: (tx: Tx) => Promise<void>,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    await work(tx);
    await deps.audit.append(tx, {
      actor,
      action: `interfaces.${action}`,
      subject: `interface:${id}`,
      detail: typeof detail === 'function' ? detail() : detail,
      trace,
    });
    await tellDefinitionsChanged(tx);
  });
  await deps.book.refresh();
  deps.live.publish({ topic: 'interfaces', data: { interface: id } });
}

export function standsOn(deps: Pick<DefinitionDeps, 'book'>, body: InterfaceBody | undefined): Ground | undefined {
  const on = body && groundOf(body);
  return on && deps.book.ground(on);
}

/** @throws interfaces.bad-definition when what it stands on is not there, interfaces.not-your-data when it is another department's */
export function demandGround(deps: DefinitionDeps, actor: Actor, body: InterfaceBody): Ground {
  const ground = standsOn(deps, body);
  if (!ground) throw interfaceErrors.badDefinition({ count: 1 }, { fields: definitionFaults(body, undefined) });
  if (!mayDefine(actor, ground))
    throw interfaceErrors.notYourData({ provider: providerName(ground.provider, deps.organisations) });
  return ground;
}

/** Whoever answers for the data defines what leaves of them; of a service above, those who act for the whole city. */
export function mayDefine(actor: Actor, ground: Pick<Ground, 'provider'>): boolean {
  const staff = asStaff(actor);
  return ground.provider === UPSTREAM_PROVIDER ? staff.organisations === 'all' : inScope(staff, ground.provider);
}

export async function demandDraft(deps: DefinitionDeps, tx: Tx, actor: Actor, id: string): Promise<DefinitionRow> {
  const draft = await findDraft(tx, id);
  if (!draft) throw interfaceErrors.noDraft({ interface: id });
  demandGround(deps, actor, draft.body);
  return draft;
}

export function demandSound(deps: DefinitionDeps, draft: DefinitionRow): void {
  const fields = definitionFaults(draft.body, standsOn(deps, draft.body));
  if (fields.length > 0) throw interfaceErrors.badDefinition({ count: fields.length }, { fields });
}

export async function viewed(deps: DefinitionDeps, actor: Actor, id: string) {
  const view = definitionView(deps, actor, id, await deps.db.read(listDefinitions));
  if (!view) throw interfaceErrors.unknownInterface({ interface: id });
  return view;
}

export function definitionView(deps: DefinitionDeps, actor: Actor, id: string, rows: readonly DefinitionRow[]) {
  const draft = rows.find((row) => row.id === id && row.state === 'draft');
  const current = deps.book.versions(id)[0];
  const body = draft?.body ?? current?.body;
  if (!body) return undefined;
  const ground = standsOn(deps, body);
  const mine = ground !== undefined && mayDefine(actor, ground);
  // A draft is its makers' alone.
  if (!current && !mine) return undefined;
  return {
    id,
    title: (current?.body ?? body).title,
    origin: current?.origin ?? ('console' as const),
    ...(ground ? { ground: groundView(ground, deps.organisations) } : {}),
    ...(draft && mine ? { draft: draftView(deps, draft, ground, current) } : {}),
    versions: versionViews(deps.book, id),
    mayChange: mine && current?.origin !== 'pack',
  };
}

function draftView(
  deps: DefinitionDeps,
  draft: DefinitionRow,
  ground: Ground | undefined,
  current: { version: string; body: InterfaceBody } | undefined,
) {
  const changes: VersionChange[] = current ? changesBetween(current.body, draft.body) : [];
  return {
    body: draft.body,
    revision: draft.revision,
    changedAt: draft.changed_at.toISOString(),
    provider: draft.provider,
    providerName: providerName(draft.provider, deps.organisations),
    faults: definitionFaults(draft.body, ground).map(({ path, code, message }) => ({ pointer: path, code, message })),
    changes: changes.map(({ level, what }) => ({ level, what })),
    nextVersion: nextVersion(current?.version, changes),
  };
}
