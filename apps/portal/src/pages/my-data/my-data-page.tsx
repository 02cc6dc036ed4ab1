import './my-data.css';
import { EmptyState, ErrorNotice, formatInstant, useLocal, When, type DataRead } from '@yiwang/ui';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { readsQuery, readsSummaryQuery } from '../../data/queries.ts';
import { PersonOnly } from '../../shell/gate.tsx';
import { Loading, Page } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';

/** 我的数据: which office looked at what, why, for which case, when. Never the officer, never the values. */
export function MyDataPage() {
  const t = useText();
  return (
    <Page title={t('myData.title')}>
      <p className="lead">{t('myData.lead')}</p>
      <PersonOnly what={t('myData.what')}>
        <Summary />
        <Reads />
      </PersonOnly>
      <details className="fold">
        <summary>{t('myData.explain')}</summary>
        <ul className="rules">
          <li>{t('myData.explain1')}</li>
          <li>{t('myData.explain2')}</li>
          <li>{t('myData.explain3')}</li>
          <li>{t('myData.explain4')}</li>
        </ul>
      </details>
    </Page>
  );
}

function Summary() {
  const t = useText();
  const summary = useQuery(readsSummaryQuery);
  if (!summary.data) return null;
  const figures: [string, number][] = [
    [t('myData.reads'), summary.data.reads30Days],
    [t('myData.organisations'), summary.data.organisations30Days],
    [t('myData.fields'), summary.data.fields30Days],
  ];
  return (
    <section className="card reads-summary" aria-labelledby="reads-summary">
      <h2 id="reads-summary">{t('myData.summary')}</h2>
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

function Reads() {
  const t = useText();
  const reads = useInfiniteQuery(readsQuery);
  if (reads.isPending) return <Loading />;
  if (reads.data === undefined) return <ErrorNotice error={reads.error} onRetry={() => void reads.refetch()} />;
  const items = reads.data.pages.flatMap((page) => page.items);
  if (items.length === 0)
    return (
      <div className="card">
        <EmptyState title={t('myData.none')} text={t('myData.noneText')} />
      </div>
    );
  return (
    <section aria-labelledby="reads">
      <h2 id="reads">{t('myData.list')}</h2>
      <ul className="stack">
        {items.map((read) => (
          <li key={read.id}>
            <ReadCard read={read} />
          </li>
        ))}
      </ul>
      <div className="more">
        {reads.isFetchNextPageError ? (
          <ErrorNotice error={reads.error} onRetry={() => void reads.fetchNextPage()} />
        ) : null}
        {reads.hasNextPage ? (
          <button
            type="button"
            className="yw-button"
            data-quiet=""
            disabled={reads.isFetchingNextPage}
            onClick={() => void reads.fetchNextPage()}
          >
            {reads.isFetchingNextPage ? t('loading') : t('moreAny')}
          </button>
        ) : (
          <p className="small">{t('myData.end')}</p>
        )}
      </div>
    </section>
  );
}

function ReadCard({ read }: { read: DataRead }) {
  const t = useText();
  const local = useLocal();
  const office = local(read.organisationName);
  return (
    <article className="card read" aria-label={t('myData.at', { office, when: formatInstant(read.at) })}>
      <div className="row">
        <h3>{office}</h3>
        <span className="small">
          <When at={read.at} near />
        </span>
      </div>
      <dl className="fields">
        <div>
          <dt>{t('myData.fieldsRead')}</dt>
          <dd>
            {local(read.what)}
            <span className="tags">
              {read.fields.map((field) => (
                <span className="tag" data-tone="grey" key={field.zh}>
                  {local(field)}
                </span>
              ))}
            </span>
          </dd>
        </div>
        <div>
          <dt>{t('myData.purpose')}</dt>
          <dd>{local(read.purpose)}</dd>
        </div>
        {read.caseNo ? (
          <div>
            <dt>{t('myData.forCase')}</dt>
            <dd>
              {read.matterTitle ? <span className="matter-title">{local(read.matterTitle)}</span> : null}
              <span className="small">{read.caseNo}</span>
            </dd>
          </div>
        ) : null}
        {read.legalBasis ? (
          <div>
            <dt>{t('myData.basis')}</dt>
            <dd>{local(read.legalBasis)}</dd>
          </div>
        ) : null}
        <div>
          <dt>{t('myData.number')}</dt>
          <dd className="small">{read.id}</dd>
        </div>
      </dl>
    </article>
  );
}
