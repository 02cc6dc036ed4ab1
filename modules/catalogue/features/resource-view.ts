import { Type, type Static } from 'typebox';
import { LocalText, type WorkingCalendar } from '@platform/kernel';
import type { OrganisationsPort } from '@modules/organisations/contract';
import { wholeGrade, type CataloguedResource } from '../contract/index.ts';
import { overdueDays } from '../domain/freshness.ts';
import type { ResourceFigures } from '../store/resources.ts';
import { CATEGORIES, CYCLES, OPEN_ATTRIBUTES, ORIGINS, SHARE_TYPES } from './schemas.ts';

export const ResourceSummary = Type.Object({
  id: Type.String(),
  title: LocalText,
  summary: LocalText,
  provider: Type.String(),
  providerName: LocalText,
  class: Type.Object({ category: Type.Enum([...CATEGORIES]), theme: Type.Optional(LocalText) }),
  code: Type.Optional(Type.String()),
  origin: Type.Enum([...ORIGINS]),
  publishedAt: Type.Optional(Type.String()),
  shareType: Type.Enum([...SHARE_TYPES]),
  openAttribute: Type.Enum([...OPEN_ATTRIBUTES]),
  updateCycle: Type.Enum([...CYCLES]),
  grade: Type.Integer(),
  itemCount: Type.Integer(),
  rowCount: Type.Integer(),
  firstLoadAt: Type.Optional(Type.String()),
  lastLoadAt: Type.Optional(Type.String()),
  /** Working days that its update is late. */
  overdueDays: Type.Integer(),
});
export type ResourceSummary = Static<typeof ResourceSummary>;

/** What is known of a resource at a moment, beside its definition. */
export type Known = {
  figures: ResourceFigures | undefined;
  /** When something that watches its source all the time last agreed with it. */
  watchedAt?: Date | undefined;
  now: Date;
  calendar: WorkingCalendar;
};

/** When the resource was last known to be as its source: taken in, or watched without a change. */
export function freshAt({ figures, watchedAt }: Pick<Known, 'figures' | 'watchedAt'>): Date | undefined {
  const loaded = figures?.last_load_at ?? undefined;
  return loaded && watchedAt && watchedAt > loaded ? watchedAt : loaded;
}

export function summaryOf(
  resource: CataloguedResource,
  known: Known,
  organisations: Pick<OrganisationsPort, 'find'>,
): ResourceSummary {
  const { figures } = known;
  const fresh = freshAt(known);
  return {
    id: resource.id,
    title: resource.title,
    summary: resource.summary,
    provider: resource.provider,
    providerName: nameOf(organisations, resource.provider),
    class: { ...resource.class },
    ...(resource.code === undefined ? {} : { code: resource.code }),
    origin: resource.origin ?? 'pack',
    ...(resource.publishedAt === undefined ? {} : { publishedAt: resource.publishedAt }),
    shareType: resource.shareType,
    openAttribute: resource.openAttribute,
    updateCycle: resource.updateCycle,
    grade: wholeGrade(resource),
    itemCount: resource.items.length,
    rowCount: Number(figures?.row_count ?? 0),
    ...(figures?.first_load_at ? { firstLoadAt: figures.first_load_at.toISOString() } : {}),
    ...(figures?.last_load_at ? { lastLoadAt: figures.last_load_at.toISOString() } : {}),
    overdueDays: fresh ? overdueDays(resource.updateCycle, fresh, known.now, known.calendar) : 0,
  };
}

/** The organisation's name; its id where no pack knows it. */
export function nameOf(organisations: Pick<OrganisationsPort, 'find'>, id: string): LocalText {
  return organisations.find(id)?.name ?? { zh: id, en: id };
}
