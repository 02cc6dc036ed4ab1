import { Type, type Static } from 'typebox';
import { LocalText } from '@platform/kernel';
import type { ModuleDatabase } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import type { Source } from '@platform/packs';
import type { CataloguePort } from '@modules/catalogue/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import { latestLoads, listLoads, type LoadRow } from '../store/loads.ts';
import { Load, loadView } from './load-view.ts';
import { getSource, organisationsOf } from './scope.ts';

const SourceSummary = Type.Object({
  id: Type.String(),
  title: LocalText,
  organisation: Type.String(),
  organisationName: LocalText,
  connector: Type.Enum(['postgres', 'csv', 'xlsx']),
  resource: Type.String(),
  resourceTitle: LocalText,
  state: Type.Enum(['never', 'running', 'ok', 'warning', 'failed']),
  lastLoad: Type.Optional(Load),
  schedule: Type.Optional(LocalText),
});

const SourceDetail = Type.Object({
  ...SourceSummary.properties,
  mapping: Type.Array(
    Type.Object({
      column: Type.String(),
      item: Type.String(),
      itemTitle: LocalText,
      transforms: Type.Array(Type.String()),
      grade: Type.Integer(),
    }),
  ),
});

export type SourceViewDeps = {
  database: ModuleDatabase;
  sources: readonly Source[];
  catalogue: CataloguePort;
  organisations: Pick<OrganisationsPort, 'find'>;
};

function summaryOf(deps: SourceViewDeps, source: Source, last: LoadRow | undefined): Static<typeof SourceSummary> {
  const named = (id: string): LocalText => ({ zh: id, en: id });
  return {
    id: source.id,
    title: source.title,
    organisation: source.organisation,
    organisationName: deps.organisations.find(source.organisation)?.name ?? named(source.organisation),
    connector: source.connector,
    resource: source.resource,
    resourceTitle: deps.catalogue.find(source.resource)?.title ?? named(source.resource),
    state: stateOf(last),
    ...(last ? { lastLoad: loadView(last, source.title) } : {}),
    ...(source.schedule ? { schedule: scheduleText(source.schedule) } : {}),
  };
}

function stateOf(last: LoadRow | undefined): Static<typeof SourceSummary>['state'] {
  if (!last) return 'never';
  if (last.state === 'waiting' || last.state === 'running') return 'running';
  if (last.state === 'failed') return 'failed';
  return last.rows_rejected > 0n ? 'warning' : 'ok';
}

function scheduleText(schedule: NonNullable<Source['schedule']>): LocalText {
  const every = schedule.everyMinutes;
  const parts = [
    ...(every === undefined ? [] : [{ zh: `每 ${every} 分钟`, en: `every ${every} min` }]),
    ...(schedule.cron === undefined ? [] : [{ zh: `按计划 ${schedule.cron}`, en: `by schedule ${schedule.cron}` }]),
  ];
  return parts.length === 0
    ? { zh: '手工', en: 'by hand' }
    : { zh: parts.map((part) => part.zh).join('，'), en: parts.map((part) => part.en).join(', ') };
}

export function listSources(deps: SourceViewDeps): Feature {
  return feature({
    name: 'exchange.list-sources',
    method: 'GET',
    path: '/api/exchange/sources',
    summary: { zh: '数据来源及最近一次归集', en: 'Data sources with their latest load' },
    access: { permission: 'exchange.read' },
    response: Type.Object({ items: Type.Array(SourceSummary) }),
    async handle({ actor }) {
      const own = organisationsOf(actor);
      const latest = await deps.database.read(latestLoads);
      const visible = deps.sources.filter((source) => !own || own.includes(source.organisation));
      return { items: visible.map((source) => summaryOf(deps, source, latest.get(source.id))) };
    },
  });
}

export function showSource(deps: SourceViewDeps): Feature {
  return feature({
    name: 'exchange.show-source',
    method: 'GET',
    path: '/api/exchange/sources/:id',
    summary: { zh: '一个数据来源及其字段映射', en: 'One data source with its mapping' },
    access: { permission: 'exchange.read' },
    params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
    response: SourceDetail,
    async handle({ actor }, { params }) {
      const source = getSource(deps.sources, params.id, actor);
      const [last] = await deps.database.read((tx) => listLoads(tx, { sourceId: source.id, limit: 1 }));
      const resource = deps.catalogue.resource(source.resource);
      return {
        ...summaryOf(deps, source, last),
        mapping: source.mapping.map((one) => {
          const item = resource.items.find((each) => each.name === one.item);
          return {
            column: one.column,
            item: one.item,
            itemTitle: item?.title ?? { zh: one.item, en: one.item },
            transforms: [...(one.transform ?? [])],
            grade: item?.grade ?? resource.grade,
          };
        }),
      };
    },
  });
}
