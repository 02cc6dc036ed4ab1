import './apply.css';
import { EmptyState, ErrorNotice, useLocal, type MyCase } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { caseQuery } from '../../data/queries.ts';
import { draftQuery, type Draft } from '@yiwang/ui/form/draft-query.ts';
import { PersonOnly } from '../../shell/gate.tsx';
import { Loading, Page } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { CaseFound } from '../cases/case-found.tsx';
import { ApplyForm } from './apply-form.tsx';
import { Link } from '../../shell/link.tsx';

/** The form of one case: a draft to submit, or a correction to answer. */
export function ApplyPage() {
  const t = useText();
  const { caseId } = useParams({ strict: false }) as { caseId: string };
  return (
    <PersonOnly what={t('cases.what')}>
      <ApplyCase key={caseId} caseId={caseId} />
    </PersonOnly>
  );
}

function ApplyCase({ caseId }: { caseId: string }) {
  const t = useText();
  const found = useQuery({ ...caseQuery(caseId), staleTime: Number.POSITIVE_INFINITY, refetchOnMount: false });
  const isDraft = found.data !== undefined && isOpen(found.data);
  const draft = useQuery({
    ...draftQuery(caseId),
    enabled: isDraft,
    refetchOnMount: 'always',
    refetchOnWindowFocus: false,
  });
  // The form is filled from one answer, not refreshed under the person's hands, and stays while it is handed in.
  const [opened, setOpened] = useState<{ one: MyCase; draft: Draft }>();
  const isFresh = draft.data !== undefined && !draft.isFetching;
  if (!opened && found.data && isDraft && isFresh) setOpened({ one: found.data, draft: draft.data });
  if (opened) return <ApplyForm one={opened.one} opened={opened.draft} />;
  if (isDraft && draft.isError)
    return (
      <Page title={t('apply.title')}>
        <ErrorNotice error={draft.error} onRetry={() => void draft.refetch()} />
      </Page>
    );
  return (
    <CaseFound found={found} title={t('apply.title')}>
      {(one) =>
        isDraft ? (
          <Page title={t('apply.title')}>
            <Loading />
          </Page>
        ) : (
          <NotOpen one={one} />
        )
      }
    </CaseFound>
  );
}

const isOpen = ({ state }: MyCase): boolean => state === 'draft' || state === 'correction';

function NotOpen({ one }: { one: MyCase }) {
  const t = useText();
  const local = useLocal();
  return (
    <Page title={local(one.title)}>
      <div className="card">
        <EmptyState title={t('apply.notDraft')} text={t('apply.notDraftText')}>
          <Link to="/cases/$caseId" params={{ caseId: one.id }} className="yw-button">
            {t('apply.toCase')}
          </Link>
        </EmptyState>
      </div>
    </Page>
  );
}
