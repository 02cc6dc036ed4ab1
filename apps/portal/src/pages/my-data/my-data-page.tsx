import './my-data.css';
import { EmptyState, ErrorNotice, useLive } from '@yiwang/ui';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useSession } from '../../data/session.ts';
import { PersonOnly } from '../../shell/gate.tsx';
import { Link, useGo } from '../../shell/link.tsx';
import { Loading, Page } from '../../shell/page.tsx';
import { More } from '../../shell/more.tsx';
import { readsQuery, summaryQuery, type ReadsFilter } from './api.ts';
import { ReadCard } from './read-card.tsx';
import { ReadGroups } from './read-groups.tsx';
import { useMyDataText } from './texts/index.ts';
import { Choice, Only, PERIODS, since, VIEWS, type Search } from './ways.tsx';

/** 我的数据: which office looked at what, why, for which case, when; and where to ask or object. Never the officer, never the values. */
export function MyDataPage() {
  const t = useMyDataText();
  const { firm } = useSession();
  return (
    <Page title={firm ? t('titleFirm') : t('title')}>
      <p className="lead">{firm ? t('leadFirm', { firm: firm.name }) : t('lead')}</p>
      <PersonOnly what={t('what')} forFirms>
        <Mine />
      </PersonOnly>
      <details className="fold">
        <summary>{t('explain')}</summary>
        <ul className="rules">
          <li>{t('explain1')}</li>
          <li>{t('explain2')}</li>
          <li>{t('explain3')}</li>
          <li>{t('explain4')}</li>
        </ul>
      </details>
    </Page>
  );
}

function Mine() {
  const t = useMyDataText();
  const client = useQueryClient();
  const search: Search = useSearch({ strict: false });
  const go = useGo();
  useLive(['disclosures', 'cases'], () => void client.invalidateQueries({ queryKey: ['my-data'] }));
  const change = (part: Search) =>
    go({
      to: '/my-data',
      search: Object.fromEntries(Object.entries({ ...search, ...part }).filter(([, value]) => value)) as Record<
        string,
        string
      >,
      replace: true,
    });
  const by = VIEWS.find((one) => one === search.by) ?? 'time';
  const period = PERIODS.find((one) => one === search.period) ?? 'all';
  const from = since(period);
  const filter: ReadsFilter = {
    ...(from === undefined ? {} : { from }),
    ...(by === 'time' && search.office ? { organisation: search.office } : {}),
    ...(by === 'time' && search.case ? { caseNo: search.case } : {}),
  };
  return (
    <>
      <Summary />
      <Link to="/my-data/questions" className="card mine-link">
        <b>{t('mine')}</b>
        <span className="small">{t('mineText')}</span>
      </Link>
      <section aria-labelledby="reads" className="stack">
        <h2 id="reads">{t('list')}</h2>
        <Choice
          label={t('by')}
          value={by}
          options={[
            { value: 'time', label: t('byTime') },
            { value: 'organisation', label: t('byOrganisation') },
            { value: 'case', label: t('byCase') },
          ]}
          onChoose={(next) => change({ by: next === 'time' ? '' : next, office: '', case: '' })}
        />
        <Choice
          label={t('period')}
          value={period}
          options={PERIODS.map((value) => ({ value, label: t(`periods.${value}`) }))}
          onChoose={(next) => change({ period: next === 'all' ? '' : next })}
        />
        {by === 'time' ? (
          <>
            <Only search={search} onClear={() => change({ office: '', officeName: '', case: '' })} />
            <Reads
              filter={filter}
              narrowed={Object.keys(filter).length > 0}
              onAll={() => change({ period: '', office: '', officeName: '', case: '' })}
            />
          </>
        ) : (
          <ReadGroups by={by} filter={filter} onOpen={(part) => change({ by: '', ...part })} />
        )}
      </section>
    </>
  );
}

function Summary() {
  const t = useMyDataText();
  const summary = useQuery(summaryQuery);
  if (!summary.data) return null;
  const figures: [string, number][] = [
    [t('reads'), summary.data.reads30Days],
    [t('organisations'), summary.data.organisations30Days],
    [t('fields'), summary.data.fields30Days],
  ];
  return (
    <section className="card reads-summary" aria-labelledby="reads-summary">
      <h2 id="reads-summary">{t('summary')}</h2>
      <dl>
        {figures.map(([title, value]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Reads({ filter, narrowed, onAll }: { filter: ReadsFilter; narrowed: boolean; onAll: () => void }) {
  const t = useMyDataText();
  const reads = useInfiniteQuery(readsQuery(filter));
  if (reads.isPending) return <Loading />;
  if (reads.data === undefined) return <ErrorNotice error={reads.error} onRetry={() => void reads.refetch()} />;
  const items = reads.data.pages.flatMap((page) => page.items);
  if (items.length === 0)
    return (
      <div className="card">
        {narrowed ? (
          <EmptyState level={3} title={t('noneHere')} text={t('noneHereText')}>
            <button type="button" className="yw-button" data-quiet="" onClick={onAll}>
              {t('showAll')}
            </button>
          </EmptyState>
        ) : (
          <EmptyState level={3} title={t('none')} text={t('noneText')} />
        )}
      </div>
    );
  return (
    <>
      <ul className="stack">
        {items.map((read) => (
          <li key={read.id}>
            <ReadCard read={read} />
          </li>
        ))}
      </ul>
      <More of={reads} />
      {reads.hasNextPage ? null : (
        <div className="more">
          <p className="small">{t('end')}</p>
        </div>
      )}
    </>
  );
}
