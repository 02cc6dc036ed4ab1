import { Type, type Static } from 'typebox';
import { LocalText } from '@platform/kernel';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { CataloguedResource } from '../contract/index.ts';
import type { ResourceFigures } from '../store/resources.ts';

/** A resource as lists show it. */
export const ResourceSummary = Type.Object({
  id: Type.String(),
  title: LocalText,
  summary: LocalText,
  provider: Type.String(),
  providerName: LocalText,
  class: Type.Object({ category: Type.Enum(['base', 'theme', 'department']), theme: Type.Optional(LocalText) }),
  shareType: Type.Enum(['unconditional', 'conditional', 'none']),
  openAttribute: Type.Enum(['open', 'conditional', 'closed']),
  updateCycle: Type.Enum(['realtime', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly', 'irregular']),
  grade: Type.Integer(),
  itemCount: Type.Integer(),
  rowCount: Type.Integer(),
  lastLoadAt: Type.Optional(Type.String()),
});
export type ResourceSummary = Static<typeof ResourceSummary>;

export function summaryOf(
  resource: CataloguedResource,
  figures: ResourceFigures,
  organisations: Pick<OrganisationsPort, 'find'>,
): ResourceSummary {
  return {
    id: resource.id,
    title: resource.title,
    summary: resource.summary,
    provider: resource.provider,
    providerName: organisations.find(resource.provider)?.name ?? { zh: resource.provider, en: resource.provider },
    class: { ...resource.class },
    shareType: resource.shareType,
    openAttribute: resource.openAttribute,
    updateCycle: resource.updateCycle,
    grade: resource.grade,
    itemCount: resource.items.length,
    rowCount: Number(figures.row_count),
    ...(figures.last_load_at ? { lastLoadAt: figures.last_load_at.toISOString() } : {}),
  };
}
