import { EmptyState, ErrorNotice, fetchDivisions, useLocal } from '@yiwang/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import {
  CHANNELS,
  fetchVolumes,
  VOLUME_FIGURES,
  VOLUMES,
  volumesWorkbook,
  type VolumesAsked,
} from '../../api/work-volumes.ts';
import { useTopicLive } from '../../data/live-topic.ts';
import { filled } from '../../data/search.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page, Waiting } from '../../shell/page.tsx';
import { useVolumesText } from '../../texts/volumes.ts';
import '../../styles/work.css';
import '../../styles/volumes.css';
import { MonthsCharts } from './months-chart.tsx';
import { chosenDays, daysOf, PERIODS } from './periods.ts';
import { VolumeCases } from './volume-cases.tsx';
import { VolumeFigures } from './volume-figures.tsx';
import { VolumeTable, type Opened } from './volume-table.tsx';

const route = getRouteApi('/volumes');
const LEVELS = ['3', '4', '5', '6'] as const;
const ORIGINS = ['here', 'returned'] as const;
type Search = {
  period?: string;
  from?: string;
  to?: string;
  area?: string;
  level?: string;
  channel?: string;
  origin?: string;
  figure?: string;
  of?: string;
  matter?: string;
};

/** 办件量: received, accepted and decided by department and matter, beside a year before; every figure opens to its cases. */
export function VolumesPage() {
  const t = useVolumesText();
  const local = useLocal();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  useTopicLive('cases', VOLUMES);
  const period = PERIODS.find((one) => one === search.period) ?? 'year';
  const days = period === 'custom' ? chosenDays(search.from, search.to) : daysOf(period);
  const { area, level, channel, origin } = search;
  const asked: VolumesAsked | undefined = days && { ...days, ...filled({ area, level, channel, origin }) };
  const query = useQuery({
    queryKey: [VOLUMES, 'lines', asked],
    queryFn: () => fetchVolumes(asked as VolumesAsked),
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  const city = useQuery({ queryKey: ['divisions', 'city'], queryFn: () => fetchDivisions() });
  const top = city.data?.items[0]?.code;
  const districts = useQuery({
    queryKey: ['divisions', top],
    queryFn: () => fetchDivisions(top),
    enabled: top !== undefined,
  });
  const change = (part: Search) => void navigate({ search: filled({ ...search, ...part }), replace: true });
  const narrow = (part: Search) => change({ ...part, figure: '', of: '', matter: '' });
  const choice = (name: 'area' | 'level' | 'channel' | 'origin', options: { value: string; label: string }[]) => (
    <SelectBox
      label={t(name)}
      value={search[name] ?? ''}
      width={136}
      onChange={(value) => narrow({ [name]: value })}
      options={[{ value: '', label: t(`any.${name}`) }, ...options]}
    />
  );
  const volumes = query.data;
  const figure = VOLUME_FIGURES.find((one) => one === search.figure);
  const opened: Opened | undefined = figure && { figure, of: search.of ?? '', matter: search.matter ?? '' };
  const open = ({ figure: name, of, matter }: Opened) => change({ figure: name, of, matter });
  return (
    <Page title={t('title')} lead={t('lead')}>
      <div className="row">
        <Segmented<string>
          aria-label={t('period')}
          value={period}
          onChange={(value) =>
            narrow({
              period: value === 'year' ? '' : value,
              ...(value === 'custom' && days ? days : { from: '', to: '' }),
            })
          }
          options={PERIODS.map((value) => ({ value, label: t(`periods.${value}`) }))}
        />
        {period === 'custom' ? (
          <>
            <input
              type="date"
              className="day"
              aria-label={t('first')}
              value={search.from ?? ''}
              onChange={(event) => narrow({ from: event.target.value })}
            />
            <span aria-hidden="true">–</span>
            <input
              type="date"
              className="day"
              aria-label={t('final')}
              value={search.to ?? ''}
              onChange={(event) => narrow({ to: event.target.value })}
            />
          </>
        ) : null}
        {choice(
          'area',
          (districts.data?.items ?? []).map(({ code, name }) => ({ value: code, label: local(name) })),
        )}
        {choice(
          'level',
          LEVELS.map((value) => ({ value, label: t(`levels.${value}`) })),
        )}
        {choice(
          'channel',
          CHANNELS.map((value) => ({ value, label: t(`channels.${value}`) })),
        )}
        {choice(
          'origin',
          ORIGINS.map((value) => ({ value, label: t(`origins.${value}`) })),
        )}
        <span className="grow" />
        {asked && volumes ? <Button href={volumesWorkbook(asked)}>{t('download')}</Button> : null}
      </div>
      {asked === undefined ? (
        <section className="card pad">
          <EmptyState title={t('badDays')} text={t('badDaysText')} />
        </section>
      ) : query.error ? (
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : volumes ? (
        <>
          <small>
            {t('span', {
              from: volumes.from,
              to: volumes.to,
              yearFrom: volumes.yearBefore.from,
              yearTo: volumes.yearBefore.to,
            })}
            {volumes.before ? t('spanBefore', volumes.before) : ''}
            {volumes.since && volumes.since > volumes.yearBefore.from && volumes.since <= volumes.yearBefore.to
              ? ` · ${t('since', { since: volumes.since })}`
              : ''}
          </small>
          <VolumeFigures volumes={volumes} onOpen={open} />
          <MonthsCharts volumes={volumes} />
          <VolumeTable volumes={volumes} onOpen={open} />
          {volumes.sample ? <p className="small">{t('sample')}</p> : null}
          {opened ? (
            <VolumeCases
              volumes={volumes}
              asked={asked}
              opened={opened}
              onClose={() => change({ figure: '', of: '', matter: '' })}
            />
          ) : null}
        </>
      ) : (
        <Waiting blocks={4} />
      )}
    </Page>
  );
}
