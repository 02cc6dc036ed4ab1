import './apply.css';
import { EmptyState, useLocal, type MyCase } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { caseQuery } from '../../data/queries.ts';
import { PersonOnly } from '../../shell/gate.tsx';
import { Page } from '../../shell/page.tsx';
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
  // The form is filled from one answer, not refreshed under the person's hands, and stays while it is handed in.
  const [opened, setOpened] = useState<MyCase>();
  if (!opened && found.data && isOpen(found.data)) setOpened(found.data);
  if (opened) return <ApplyForm one={opened} />;
  return (
    <CaseFound found={found} title={t('apply.title')}>
      {(one) => <NotOpen one={one} />}
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
