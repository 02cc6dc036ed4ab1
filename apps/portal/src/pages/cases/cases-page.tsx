import './cases.css';
import { EmptyState, ErrorNotice, useLive } from '@yiwang/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { casesQuery, returnedQuery } from '../../data/queries.ts';
import { PersonOnly } from '../../shell/gate.tsx';
import { Loading, Page } from '../../shell/page.tsx';
import { More } from '../../shell/more.tsx';
import { useText } from '../../texts/index.ts';
import { CaseCard } from './case-card.tsx';
import { ReturnedCases } from './returned-cases.tsx';
import { Link } from '../../shell/link.tsx';

/** All of one's cases, newest first. */
export function CasesPage() {
  const t = useText();
  return (
    <Page title={t('cases.title')} width="wide">
      <PersonOnly what={t('cases.what')}>
        <CaseList />
        <ReturnedCases />
      </PersonOnly>
    </Page>
  );
}

function CaseList() {
  const t = useText();
  const cases = useInfiniteQuery(casesQuery);
  const elsewhere = useInfiniteQuery(returnedQuery);
  useLive(['cases'], () => void cases.refetch());
  const items = cases.data?.pages.flatMap((page) => page.items) ?? [];
  if (cases.isPending) return <Loading />;
  if (cases.data === undefined) return <ErrorNotice error={cases.error} onRetry={() => void cases.refetch()} />;
  // Whoever has something below has not done nothing yet.
  if (items.length === 0 && elsewhere.data?.pages.some((page) => page.items.length > 0)) return null;
  if (items.length === 0)
    return (
      <div className="card">
        <EmptyState title={t('cases.none')} text={t('cases.noneText')}>
          <Link to="/matters" className="yw-button">
            {t('cases.find')}
          </Link>
        </EmptyState>
      </div>
    );
  return (
    <>
      <ul className="case-grid">
        {items.map((item) => (
          <li key={item.id}>
            <CaseCard item={item} level={2} />
          </li>
        ))}
      </ul>
      <More of={cases} />
    </>
  );
}
