import { ClockLight, ErrorNotice, formatInstant, useLive, useLocal } from '@yiwang/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import '../../styles/case.css';
import '../../styles/work.css';
import type { CaseOutline } from '../../api/work.ts';
import { actOnTask } from '../../api/work-acts.ts';
import type { CaseTask, WorkFilter } from '../../api/work-tasks.ts';
import { caseOutlineQuery } from '../../data/queries.ts';
import { usePermission } from '../../data/session.ts';
import { useDocumentTitle, Waiting } from '../../shell/page.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { stateTone } from '../work/state-tone.ts';
import { WORK_KEY } from '../work/work-list.ts';
import { ActDialog } from './acts/act-dialog.tsx';
import { CaseClocks } from './case-clocks.tsx';
import { CaseDocuments } from './case-documents.tsx';
import { CaseWay } from './case-head.tsx';
import { CaseHistory } from './case-history.tsx';
import { JointExtension } from './joint-extension.tsx';
import { ProcessSection } from './case-process.tsx';
import { CaseTasks } from './case-tasks.tsx';

const route = getRouteApi('/work/$caseId');

/** A case for inspection and leaders: where it stands, who has it since when, its clocks; what they may do is to urge. */
export function CaseOutlinePage() {
  const t = useText();
  const { caseId } = route.useParams() as { caseId: string };
  const filter: WorkFilter = route.useSearch();
  const client = useQueryClient();
  const query = useQuery(caseOutlineQuery(caseId));
  useLive(['cases'], ({ data }) => {
    if (data['caseId'] === caseId) void client.invalidateQueries({ queryKey: caseOutlineQuery(caseId).queryKey });
  });
  if (query.data) return <Outline key={caseId} file={query.data} filter={filter} />;
  return (
    <div className="page">
      <h1 className="yw-visually-hidden">{t('case.title')}</h1>
      {query.error ? <ErrorNotice error={query.error} onRetry={() => void query.refetch()} /> : <Waiting blocks={5} />}
    </div>
  );
}

function Outline({ file, filter }: { file: CaseOutline; filter: WorkFilter }) {
  const t = useText();
  const local = useLocal();
  const page = useRef<HTMLDivElement>(null);
  useDocumentTitle(`${file.caseNo} ${local(file.title)}`);
  useEffect(() => page.current?.querySelector('h1')?.focus({ preventScroll: true }), []);
  return (
    <div className="page case-page" ref={page}>
      <header className="case-head">
        <div className="row">
          <Link to="/work" search={filter as object}>
            {t('case.back')}
          </Link>
          <small className="grow">{local(file.title)}</small>
        </div>
        <div className="row">
          <h1 tabIndex={-1}>{file.caseNo}</h1>
          <Tag tone={stateTone(file.state)}>{local(file.stateTitle)}</Tag>
          {file.committed ? <Tag tone="amber">{t('inside.committed')}</Tag> : null}
          <span className="grow" />
          {file.clock ? (
            <ClockLight clock={file.clock} state={file.state} />
          ) : (
            <small>{t(file.clocks?.suspended ? 'tasks.stands' : 'case.noClock')}</small>
          )}
        </div>
        <p className="quiet">
          {t('case.outlineLine', {
            name: file.applicant,
            at: formatInstant(file.receivedAt),
            office: local(file.organisationName),
          })}
        </p>
        <CaseWay steps={file.steps} />
      </header>
      <p className="small">{t('case.outlineNote')}</p>
      <div className="case-columns">
        <div className="stack">
          <CaseTasks file={{ ...file, returnTo: [] }} />
          <ProcessSection file={file} />
          <CaseHistory file={file} />
        </div>
        <div className="stack">
          <JointExtension file={file} />
          <Urge file={file} />
          <CaseClocks file={file} />
          <CaseDocuments file={file} opens={false} />
        </div>
      </div>
    </div>
  );
}

/** Urges the office that has a task (催办), with the reason; one button for each open task. */
function Urge({ file }: { file: CaseOutline }) {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  const client = useQueryClient();
  const [task, setTask] = useState<CaseTask>();
  const [done, setDone] = useState(false);
  const open = file.tasks.filter(({ state, system }) => state === 'open' && system === undefined);
  if (!may('cases.supervise') || open.length === 0) return null;
  const begin = (one: CaseTask) => {
    setDone(false);
    setTask(one);
  };
  return (
    <section className="card pad stack-s">
      <h2>{t('acts.does.urge')}</h2>
      <p className="small">{t('acts.explain.urge')}</p>
      {open.map((one) => (
        <Button key={one.id} style={{ height: 'auto', whiteSpace: 'normal' }} onClick={() => begin(one)}>
          {t('case.outlineUrge', { task: `${local(one.organisationName)} · ${local(one.task)}` })}
        </Button>
      ))}
      <span role="status" className="act-done">
        {done ? t('acts.done.urge') : null}
      </span>
      {task ? (
        <ActDialog
          file={{ ...file, returnTo: [], materials: [] }}
          offer={{ act: 'urge', task }}
          send={(given) => actOnTask(task.id, 'urge', given)}
          onClose={() => setTask(undefined)}
          onDone={() => {
            setTask(undefined);
            setDone(true);
            void client.invalidateQueries({ queryKey: caseOutlineQuery(file.id).queryKey });
            void client.invalidateQueries({ queryKey: [WORK_KEY] });
          }}
        />
      ) : null}
    </section>
  );
}
