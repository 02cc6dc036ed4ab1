import { EmptyState, ErrorNotice } from '@yiwang/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { isCurrent } from '../../data/case-progress.ts';
import { casesQuery } from '../../data/queries.ts';
import { Loading } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { CaseCard } from '../cases/case-card.tsx';
import { Link } from '../../shell/link.tsx';

const SHOWN = 3;

/** 正在办: cases that wait for someone, and finished ones not yet rated. */
export function InProgress() {
  const t = useText();
  const cases = useInfiniteQuery(casesQuery);
  const current = (cases.data?.pages[0]?.items ?? []).filter(isCurrent).slice(0, SHOWN);
  return (
    <section aria-labelledby="running">
      <div className="section-head">
        <h2 id="running">{t('home.running')}</h2>
        <Link to="/cases">{t('home.allCases')}</Link>
      </div>
      {cases.isPending ? <Loading /> : null}
      {cases.isError ? <ErrorNotice level={3} error={cases.error} onRetry={() => void cases.refetch()} /> : null}
      {cases.data && current.length === 0 ? (
        <div className="card">
          <EmptyState level={3} title={t('home.runningNone')} text={t('home.runningNoneText')} />
        </div>
      ) : null}
      <ul className="stack">
        {current.map((item) => (
          <li key={item.id}>
            <CaseCard item={item} />
          </li>
        ))}
      </ul>
    </section>
  );
}
