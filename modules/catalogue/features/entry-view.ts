import { Type, type Static } from 'typebox';
import { asStaff, type Actor } from '@platform/access';
import { LocalText } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { changesBetween } from '../domain/changes.ts';
import { definitionOf } from '../domain/catalogue.ts';
import { clockOf, stateOf, type Entry } from '../domain/entry.ts';
import { findingsOf, mayCompile, withNames } from '../entries.ts';
import type { ResourceDefinition } from '../contract/index.ts';
import { nameOf } from './resource-view.ts';
import { CauseBody, ChangeView, ClockView, DraftBody, FindingView } from './schemas.ts';

export const STATES = ['draft', 'submitted', 'checked', 'published', 'retired'] as const;
export const STEPS = [
  'edit',
  'submit',
  'withdraw',
  'discard',
  'check',
  'return',
  'publish',
  'retire',
  'revise',
] as const;

export const EntrySummary = Type.Object({
  id: Type.String(),
  title: LocalText,
  provider: Type.String(),
  providerName: LocalText,
  state: Type.Enum([...STATES]),
  /** The number of the version in use; 0 before the first. */
  publishedNo: Type.Integer(),
  publishedAt: Type.Optional(Type.String()),
  ofPack: Type.Boolean(),
  cause: Type.Optional(CauseBody),
  /** The clock of the catalogue's update after a change of law or duty. */
  update: Type.Optional(ClockView),
  /** The clock of the review. */
  review: Type.Optional(ClockView),
  returnedReason: Type.Optional(Type.String()),
  version: Type.Integer(),
});
export type EntrySummary = Static<typeof EntrySummary>;

export const EntryDetail = Type.Object({
  ...EntrySummary.properties,
  /** What is being worked on, or what is in use where nothing is. */
  definition: DraftBody,
  findings: Type.Array(FindingView),
  /** What the working version changes of the one in use. */
  changes: Type.Array(ChangeView),
  submittedAt: Type.Optional(Type.String()),
  returnedAt: Type.Optional(Type.String()),
  retiredAt: Type.Optional(Type.String()),
  retiredReason: Type.Optional(Type.String()),
  /** What whoever asks may do now. */
  may: Type.Array(Type.Enum([...STEPS])),
  /** They took part in compiling it, so another reviewer has to pass it. */
  ownWork: Type.Boolean(),
});

export function entrySummary(deps: Own, entry: Entry): EntrySummary {
  const now = deps.clock.now();
  const definition = entry.working ?? entry.published;
  return {
    id: entry.id,
    title: definition?.title ?? { zh: entry.id, en: entry.id },
    provider: entry.provider,
    providerName: nameOf(deps.organisations, entry.provider),
    state: stateOf(entry),
    publishedNo: entry.publishedNo,
    ...(entry.publishedAt ? { publishedAt: entry.publishedAt.toISOString() } : {}),
    ofPack: deps.resources.ofPack(entry.id) !== undefined,
    ...(entry.cause ? { cause: entry.cause as Static<typeof CauseBody> } : {}),
    ...(entry.updateDue ? { update: clockOf(entry.updateDue, now, deps.calendar) } : {}),
    ...(entry.reviewDue ? { review: clockOf(entry.reviewDue, now, deps.calendar) } : {}),
    ...(entry.returnedReason ? { returnedReason: entry.returnedReason } : {}),
    version: entry.version,
  };
}

export function entryDetail(deps: Own, entry: Entry, actor: Actor): Static<typeof EntryDetail> {
  const inUse = deps.resources.find(entry.id);
  const before = inUse && definitionOf(inUse);
  const { id: _id, ...published } = entry.published ?? { id: '', title: { zh: entry.id, en: entry.id }, items: [] };
  const draft = entry.working ?? published;
  const staff = asStaff(actor);
  const ownWork = entry.compilers.includes(staff.accountId);
  return {
    ...entrySummary(deps, entry),
    definition: draft as Static<typeof DraftBody>,
    findings: entry.working ? findingsOf(deps, entry, entry.working) : [],
    changes:
      entry.working && before ? changesBetween(before, withNames(entry.working) as unknown as ResourceDefinition) : [],
    ...(entry.submittedAt ? { submittedAt: entry.submittedAt.toISOString() } : {}),
    ...(entry.returnedAt ? { returnedAt: entry.returnedAt.toISOString() } : {}),
    ...(entry.retiredAt ? { retiredAt: entry.retiredAt.toISOString() } : {}),
    ...(entry.retiredReason ? { retiredReason: entry.retiredReason } : {}),
    may: stepsFor(deps, entry, {
      compiles: mayCompile(staff, entry.provider),
      reviews: staff.permissions.has('catalogue.review'),
      ownWork,
    }),
    ownWork,
  };
}

type Right = { compiles: boolean; reviews: boolean; ownWork: boolean };

function stepsFor(deps: Own, entry: Entry, { compiles, reviews, ownWork }: Right): (typeof STEPS)[number][] {
  switch (stateOf(entry)) {
    case 'draft':
      return compiles ? ['edit', 'submit', 'discard'] : [];
    case 'submitted':
      return [
        ...(compiles ? (['withdraw'] as const) : []),
        ...(reviews ? ([...(ownWork ? [] : (['check'] as const)), 'return'] as const) : []),
      ];
    case 'checked':
      return [
        ...(compiles ? (['withdraw'] as const) : []),
        ...(reviews ? ([...(ownWork ? [] : (['publish'] as const)), 'return'] as const) : []),
      ];
    case 'published':
      return [
        ...(compiles ? (['revise'] as const) : []),
        ...((compiles || reviews) && !deps.resources.ofPack(entry.id) ? (['retire'] as const) : []),
      ];
    case 'retired':
      return [];
  }
}
