import { ErrorNotice, useLocal } from '@yiwang/ui';
import { configureForms } from '@yiwang/ui/form/case-path.ts';
import { draftQuery, type Draft } from '@yiwang/ui/form/draft-query.ts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import '../../styles/window.css';
import type { WindowCase } from '../../api/window.ts';
import { Page, Waiting } from '../../shell/page.tsx';
import { useWindowText } from '../../texts/window.ts';
import { windowCaseQuery } from './queries.ts';
import { TakenIn } from './taken-in.tsx';
import { WindowForm } from './window-form.tsx';

const route = getRouteApi('/window/cases/$caseId');
configureForms({ base: '/api/window/cases' });

const isOpen = ({ state }: WindowCase): boolean => state === 'draft' || state === 'correction';

/** The form of one case at the window; once it is taken in, what became of it and the receipt. */
export function WindowCasePage() {
  const { caseId } = route.useParams() as { caseId: string };
  return <OneCase key={caseId} caseId={caseId} />;
}

function OneCase({ caseId }: { caseId: string }) {
  const t = useWindowText();
  const local = useLocal();
  const search: { visitor?: string } = route.useSearch();
  const found = useQuery({ ...windowCaseQuery(caseId), staleTime: Number.POSITIVE_INFINITY });
  const open = found.data !== undefined && isOpen(found.data);
  const draft = useQuery({
    ...draftQuery(caseId),
    enabled: open,
    refetchOnMount: 'always',
    refetchOnWindowFocus: false,
  });
  // The form is filled from one answer, not refreshed under the officer's hands.
  const [opened, setOpened] = useState<{ one: WindowCase; draft: Draft }>();
  const [done, setDone] = useState<WindowCase>();
  if (!opened && found.data && open && draft.data && !draft.isFetching)
    setOpened({ one: found.data, draft: draft.data });
  const error = found.error ?? (open ? draft.error : null);
  if (done) return <TakenIn one={done} visitor={search.visitor} />;
  if (opened) return <WindowForm one={opened.one} opened={opened.draft} onDone={setDone} />;
  if (found.data && !open) return <TakenIn one={found.data} visitor={search.visitor} />;
  return (
    <Page title={found.data ? local(found.data.title) : t('title')}>
      {error ? <ErrorNotice error={error} onRetry={() => void found.refetch()} /> : <Waiting blocks={5} />}
    </Page>
  );
}
