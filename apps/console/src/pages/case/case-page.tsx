import { ErrorNotice, useLive, useLocal } from '@yiwang/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import '../../styles/case.css';
import '../../styles/work.css';
import '../../styles/comments.css';
import type { WorkCase } from '../../api/work.ts';
import type { CommentPlace } from '../../api/work-comments.ts';
import type { WorkFilter } from '../../api/work-tasks.ts';
import { useKeys } from '../../data/keys.ts';
import { workCaseQuery } from '../../data/queries.ts';
import { usePermission } from '../../data/session.ts';
import { useDocumentTitle, Waiting } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { KeysHelp } from '../work/keys-help.tsx';
import { CaseClocks } from './case-clocks.tsx';
import { CaseCredit } from './case-credit.tsx';
import { CaseDocuments } from './case-documents.tsx';
import { CaseFee } from './case-fee.tsx';
import { CaseFields } from './case-fields.tsx';
import { CaseHead } from './case-head.tsx';
import { CaseHistory } from './case-history.tsx';
import { CaseMaterials } from './case-materials.tsx';
import { CaseOutlinePage } from './case-outline.tsx';
import { CaseOutcome } from './case-outcome.tsx';
import { CaseProcess } from './case-process.tsx';
import { CaseRules } from './case-rules.tsx';
import { CaseStopped } from './case-stopped.tsx';
import { CaseTasks } from './case-tasks.tsx';
import { CaseVisits } from './case-visits.tsx';
import { CommentsDrawer } from './comments/comments-drawer.tsx';
import { CommentMarksContext, isOpen, useComments, type CommentMarks } from './comments/use-comments.ts';
import { DecisionPanel } from './decision/decision-panel.tsx';
import { useNeighbours, type Neighbours } from './neighbours.ts';

const route = getRouteApi('/work/$caseId');
const ECHO_MS = 2_000;

/** One case: with everything needed to decide it, or, for who only supervises, where it stands. */
export function CasePage() {
  const may = usePermission();
  return may('cases.read-personal-data') ? <CaseToHandle /> : <CaseOutlinePage />;
}

/** One case with everything needed to decide it, and the one decision. */
function CaseToHandle() {
  const t = useText();
  const { caseId } = route.useParams() as { caseId: string };
  const { comments, ...filter }: WorkFilter & { comments?: string } = route.useSearch();
  const client = useQueryClient();
  const neighbours = useNeighbours(caseId, filter);
  const query = useQuery(workCaseQuery(caseId));
  useLive(['cases'], ({ data }) => {
    // A message about another case is none of this page's business: every look at a case is recorded.
    const { queryKey } = workCaseQuery(caseId);
    // One's own act was answered with the case as it is now; its message brings nothing new.
    const fresh = Date.now() - (client.getQueryState(queryKey)?.dataUpdatedAt ?? 0) < ECHO_MS;
    if (data['caseId'] === caseId && !fresh) void client.invalidateQueries({ queryKey });
  });
  if (query.data)
    return (
      <CaseFile key={caseId} file={query.data} filter={filter} neighbours={neighbours} opens={comments === 'open'} />
    );
  return (
    <div className="page">
      <h1 className="yw-visually-hidden">{t('case.title')}</h1>
      {query.error ? <ErrorNotice error={query.error} onRetry={() => void query.refetch()} /> : <Waiting blocks={5} />}
    </div>
  );
}

type FileProps = {
  file: WorkCase;
  filter: WorkFilter;
  neighbours: Neighbours;
  /** Begins with its remarks open: one came by one of them. */
  opens: boolean;
};

function CaseFile({ file, filter, neighbours, opens }: FileProps) {
  const local = useLocal();
  const page = useRef<HTMLDivElement>(null);
  const [help, setHelp] = useState(false);
  const found = useComments(file.id);
  const [place, setPlace] = useState<CommentPlace | undefined>(opens ? {} : undefined);
  const marks: CommentMarks = {
    openOn: ({ field, file: id }) =>
      (found.data?.items ?? []).filter((one) => isOpen(one) && one.field === field && one.file === id).length,
    write: setPlace,
  };
  useKeys((key) => (key === '?' ? () => setHelp(true) : key === 'n' ? () => setPlace({}) : undefined));
  useDocumentTitle(`${file.caseNo} ${local(file.title)}`);
  useEffect(() => page.current?.querySelector('h1')?.focus({ preventScroll: true }), []);
  return (
    <CommentMarksContext value={marks}>
      <div className="page case-page" ref={page}>
        <CaseHead file={file} filter={filter} neighbours={neighbours} comments={found.data} />
        <div className="case-columns">
          <div className="stack">
            <CaseFields file={file} />
            <CaseMaterials file={file} />
            <CaseTasks file={file} />
            <CaseProcess file={file} />
            <CaseHistory file={file} />
          </div>
          <div className="stack">
            <CaseStopped file={file} />
            <DecisionPanel file={file} neighbours={neighbours} />
            <CaseClocks file={file} />
            <CaseFee file={file} />
            <CaseCredit file={file} />
            <CaseRules file={file} />
            <CaseOutcome file={file} />
            <CaseVisits file={file} />
            <CaseDocuments file={file} />
          </div>
        </div>
        <KeysHelp open={help} onClose={() => setHelp(false)} />
        {place ? (
          <CommentsDrawer
            caseId={file.id}
            found={found}
            place={place}
            onPlace={setPlace}
            onClose={() => setPlace(undefined)}
          />
        ) : null}
      </div>
    </CommentMarksContext>
  );
}
