import './apply.css';
import { ApiProblem, EmptyState, ErrorNotice, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { caseQuery } from '../../data/queries.ts';
import { PersonOnly } from '../../shell/gate.tsx';
import { Loading, Page } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { ApplyForm } from './apply-form.tsx';
import { Link } from '../../shell/link.tsx';

/** The form of one case: a draft to submit, or a correction to answer. */
export function ApplyPage() {
  const t = useText();
  const { caseId } = useParams({ strict: false }) as { caseId: string };
  return (
    <PersonOnly what={t('cases.what')}>
      <ApplyCase caseId={caseId} />
    </PersonOnly>
  );
}

function ApplyCase({ caseId }: { caseId: string }) {
  const t = useText();
  const local = useLocal();
  // The form is filled from one answer and not refreshed under the person's hands.
  const found = useQuery({ ...caseQuery(caseId), staleTime: Number.POSITIVE_INFINITY, refetchOnMount: false });
  const one = found.data;
  if (!one) {
    const missing = found.error instanceof ApiProblem && found.error.status === 404;
    return (
      <Page title={t('apply.title')}>
        {found.isPending ? <Loading /> : null}
        {missing ? (
          <div className="card">
            <EmptyState title={t('cases.notFound')} text={t('cases.notFoundText')}>
              <Link to="/cases" className="yw-button">
                {t('cases.title')}
              </Link>
            </EmptyState>
          </div>
        ) : found.isError ? (
          <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />
        ) : null}
      </Page>
    );
  }
  if (one.state !== 'draft' && one.state !== 'correction') {
    return (
      <Page title={local(one.title)}>
        <div className="card">
          <EmptyState title={t('apply.notDraft')} text={t('apply.notDraftText')}>
            <Link to="/cases/$caseId" params={{ caseId }} className="yw-button">
              {t('apply.toCase')}
            </Link>
          </EmptyState>
        </div>
      </Page>
    );
  }
  return <ApplyForm one={one} />;
}
