import type { LocalText } from '@platform/kernel';
import type { Measure } from '@platform/module';
import type { CataloguedResource } from './contract/index.ts';
import type { Own } from './deps.ts';
import { overdueResources, sleepingResources } from './features/upkeep.ts';
import { pageInMemory } from './paging.ts';

const SLEEPING_DAYS = 90;
type Counted = Pick<CataloguedResource, 'id' | 'title' | 'provider' | 'updateCycle' | 'shareType'> & { days?: number };

/** What the cockpit may show of the catalogue: how much there is, what nobody uses, what is not kept up. All as it stands now. */
export function catalogueMeasures(deps: Own): Measure[] {
  const measure = (
    id: string,
    title: LocalText,
    meaning: LocalText,
    list: () => Promise<readonly Counted[]>,
    days?: LocalText,
  ): Measure => ({
    id,
    title,
    meaning,
    unit: { zh: '项', en: 'entries' },
    kind: 'count',
    value: async () => ({ value: (await list()).length }),
    async byOrganisation() {
      const counts = new Map<string, number>();
      for (const { provider } of await list()) counts.set(provider, (counts.get(provider) ?? 0) + 1);
      return [...counts]
        .map(([organisation, value]) => ({ organisation, value }))
        .sort((a, b) => b.value - a.value || (a.organisation < b.organisation ? -1 : 1));
    },
    async records(_period, page) {
      const { items, next } = pageInMemory(
        await list(),
        { cursor: page.cursor, limit: page.limit },
        (resource) => resource.id,
      );
      return {
        columns: [
          { key: 'title', title: { zh: '资源名称', en: 'Resource' }, kind: 'text' },
          { key: 'provider', title: { zh: '提供部门', en: 'Provider' }, kind: 'organisation' },
          ...(days ? [{ key: 'days', title: days, kind: 'number' as const }] : []),
        ],
        rows: items.map((one) => ({
          title: one.title,
          provider: one.provider,
          ...(days ? { days: one.days ?? 0 } : {}),
        })),
        ...(next === undefined ? {} : { next }),
      };
    },
  });
  return [
    measure(
      'catalogue.entries',
      { zh: '数据目录', en: 'Catalogue entries' },
      { zh: '已发布、在用的政务数据目录条数', en: 'Published entries of the catalogue that are in use' },
      async () => deps.resources.resources(),
    ),
    measure(
      'catalogue.sleeping',
      { zh: '沉睡数据', en: 'Sleeping resources' },
      {
        zh: `近 ${SLEEPING_DAYS} 天没有调用、订阅和申请的可共享目录`,
        en: `Entries that may be shared and that nobody called, subscribed to or asked for in ${SLEEPING_DAYS} days`,
      },
      () => sleepingResources(deps, SLEEPING_DAYS),
    ),
    measure(
      'catalogue.overdue',
      { zh: '更新逾期的目录', en: 'Overdue updates' },
      {
        zh: '最近一次归集早于更新周期允许的目录，按工作日计',
        en: 'Entries last taken in longer ago than their update cycle allows, in working days',
      },
      async () => (await overdueResources(deps)).map((one) => ({ ...one, days: one.overdueDays })),
      { zh: '逾期工作日', en: 'Working days overdue' },
    ),
  ];
}
