import { ErrorNotice, fetchServicePoints, useLocal, usePunctuation, type ServicePoint } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { fetchPointCoverage } from '../../api/matters.ts';
import { usePaged } from '../../data/paged.ts';
import { filled } from '../../data/search.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page, Waiting } from '../../shell/page.tsx';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { useMattersText } from '../../texts/matters.ts';
import '../../styles/matters.css';
import '../../styles/sharing.css';
import { MATTERS, useMattersLive } from '../matters/queries.ts';
import { Coverage, POINT_LEVELS } from './coverage.tsx';

const route = getRouteApi('/service-points');
type Search = { q?: string; division?: string; level?: string; matter?: string };
const PAGE = 50;

/** 服务网点: how far the service network reaches, and the points themselves. */
export function ServicePointsPage() {
  const t = useMattersText();
  const local = useLocal();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  useMattersLive();
  const coverage = useQuery({ queryKey: [MATTERS, 'points', 'coverage'], queryFn: fetchPointCoverage });
  const level = POINT_LEVELS.find((one) => one === search.level);
  const asked = filled({ q: search.q, division: search.division, matter: search.matter });
  const points = usePaged([MATTERS, 'points', JSON.stringify(asked), level ?? ''], PAGE, (cursor) =>
    fetchServicePoints({ ...asked, ...(level ? { level } : {}), ...(cursor ? { cursor } : {}), limit: PAGE }),
  );
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => filled({ ...before, ...part }), replace: true });
  const places = coverage.data?.divisions ?? [];
  return (
    <Page title={t('points.title')} lead={t('points.lead')}>
      {coverage.error ? <ErrorNotice error={coverage.error} onRetry={() => void coverage.refetch()} /> : null}
      {coverage.data ? <Coverage coverage={coverage.data} /> : coverage.error ? null : <Waiting blocks={3} />}
      <DataTable
        name="service-points"
        wraps
        label={t('points.title')}
        columns={useColumns()}
        rowKey={({ id }) => id}
        rows={points.items}
        error={points.error}
        onRetry={points.again}
        paged={points}
        empty={{ title: t('points.empty'), text: t('points.emptyText') }}
        narrowed={Object.keys(search).length > 0}
        onClear={() => change({ q: '', division: '', level: '', matter: '' })}
        tools={
          <>
            <SearchBox value={search.q ?? ''} label={t('points.search')} onSearch={(q) => change({ q })} />
            <SelectBox
              label={t('points.division')}
              value={search.division ?? ''}
              onChange={(division) => change({ division })}
              options={[
                { value: '', label: t('points.anyDivision') },
                ...places.map(({ code, name }) => ({ value: code, label: local(name) })),
              ]}
            />
            <SelectBox
              label={t('points.level')}
              value={level ?? ''}
              onChange={(value) => change({ level: value })}
              options={[
                { value: '', label: t('points.anyLevel') },
                ...POINT_LEVELS.map((value) => ({ value, label: t(`points.levels.${value}`) })),
              ]}
            />
            <SelectBox
              label={t('list.matter')}
              value={search.matter ?? ''}
              onChange={(matter) => change({ matter })}
              width={220}
              search
              options={[
                { value: '', label: t('list.matter') },
                ...(coverage.data?.matters ?? []).map(({ id, title }) => ({ value: id, label: local(title) })),
              ]}
            />
          </>
        }
      />
    </Page>
  );
}

const NAMED = 3;

/** The first of what is handled; the rest on opening. */
function Handled({ titles }: { titles: readonly string[] }) {
  const t = useMattersText();
  const mark = usePunctuation();
  if (titles.length <= NAMED) return titles.join(mark.clause);
  return (
    <details>
      <summary>
        {t('points.andMore', { first: titles.slice(0, NAMED).join(mark.clause), count: titles.length })}
      </summary>
      {titles.slice(NAMED).join(mark.clause)}
    </details>
  );
}

function useColumns(): Column<ServicePoint>[] {
  const t = useMattersText();
  const local = useLocal();
  const matters = ({ windows }: ServicePoint): string[] => [
    ...new Map(windows.flatMap((one) => one.matters).map(({ id, title }) => [id, local(title)])).values(),
  ];
  return [
    { key: 'name', title: t('points.name'), text: ({ name }) => local(name), always: true },
    {
      key: 'level',
      title: t('points.level'),
      text: ({ level }) => t(`points.levels.${level}`),
    },
    { key: 'division', title: t('points.division'), text: ({ divisionName }) => local(divisionName) },
    { key: 'run', title: t('points.run'), text: ({ organisationName }) => local(organisationName), startsHidden: true },
    {
      key: 'state',
      title: t('points.state'),
      text: ({ open }) => (open ? t('points.open') : t('points.shut')),
    },
    {
      key: 'today',
      title: t('points.today'),
      text: ({ today }) => (today.length > 0 ? today.join(' ') : t('points.closedToday')),
    },
    {
      key: 'phone',
      title: t('points.phone'),
      text: ({ phone }) => phone,
      show: ({ phone }) => <span className="nowrap">{phone}</span>,
    },
    {
      key: 'windows',
      title: t('points.windows'),
      text: ({ windows }) => String(windows.length),
      number: true,
    },
    {
      key: 'matters',
      title: t('points.handles'),
      text: (point) => matters(point).join('；'),
      show: (point) => <Handled titles={matters(point)} />,
    },
  ];
}
