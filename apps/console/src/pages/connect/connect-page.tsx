import { useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { connectionQuery } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { Page, Waiting } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import '../../styles/rail.css';
import '../../styles/line.css';
import '../../styles/islands.css';
import '../../styles/connections.css';
import { AddressStep } from './address-step.tsx';
import { BeginStep } from './begin-step.tsx';
import { EMPTY, furthest, readDraft, stepFor, STEPS, writeDraft, type Draft, type Step } from './draft.ts';
import { DryRunStep } from './dry-run-step.tsx';
import { KindStep } from './kind-step.tsx';
import { MappingStep } from './mapping-step.tsx';
import { ModeStep } from './mode-step.tsx';
import { TablesStep } from './tables-step.tsx';

const route = getRouteApi('/connections/new');
type Search = { step?: string; connection?: string; organisation?: string; system?: string; table?: string };

/** What every step is given. `go` leads to another step; the browser's back button leads back. */
export type StepProps = { draft: Draft; onDraft: (change: (draft: Draft) => Draft) => void; go: (step: Step) => void };

/** 接入一个系统: seven steps from a kind of source to running lines. */
export function ConnectPage() {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const [draft, setDraft] = useState<Draft>(() => {
    const kept = readDraft();
    if (search.connection && kept.connectionId !== search.connection) return EMPTY;
    if (!search.connection && search.system && !kept.kind)
      return { ...EMPTY, organisation: search.organisation ?? '', system: { zh: search.system, en: search.system } };
    return kept;
  });
  const id = draft.connectionId ?? search.connection;
  const query = useQuery({ ...connectionQuery(id ?? ''), enabled: id !== undefined });
  const connection = query.data;
  // A connection that was made before: its facts are the draft's.
  if (connection && draft.connectionId !== connection.id)
    setDraft({
      ...draft,
      kind: connection.kind,
      title: connection.title,
      system: connection.system,
      organisation: connection.organisation,
      settings: connection.settings,
      connectionId: connection.id,
    });
  useEffect(() => {
    writeDraft(draft);
  }, [draft]);
  const step = stepFor(search.step, draft);
  const go = (to: Step) => void navigate({ search: (before: Search) => ({ ...before, step: to, table: '' }) });
  const onDraft = (change: (before: Draft) => Draft) => setDraft((before) => change(before));
  const restart = () => {
    setDraft(EMPTY);
    void navigate({ search: {} });
  };
  const props: StepProps = { draft, onDraft, go };
  if (!may('exchange.manage-lines'))
    return (
      <Page title={t('connect.title')}>
        <div className="card pad stack">
          <p>{t('connect.noRight')}</p>
          <p>
            <Link to="/railway">{t('line.toMap')}</Link>
          </p>
        </div>
      </Page>
    );
  const waits = search.connection !== undefined && !draft.connectionId && !query.error;
  return (
    <Page
      title={draft.connectionId ? t('connect.titleOf', { title: local(draft.title) }) : t('connect.title')}
      lead={t('connect.lead')}
      actions={draft.kind ? <Button onClick={restart}>{t('connect.restart')}</Button> : null}
    >
      <Way step={step} draft={draft} go={go} />
      {waits ? <Waiting blocks={3} /> : <Shown key={step} step={step} {...props} table={search.table} />}
    </Page>
  );
}

function Shown({ step, table, ...props }: StepProps & { step: Step; table: string | undefined }) {
  const t = useText();
  const heading = useRef<HTMLHeadingElement>(null);
  const navigate = route.useNavigate();
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, []);
  const onTable = (to: string) =>
    void navigate({ search: (before: Search) => ({ ...before, table: to }), replace: true });
  return (
    <section className="card pad stack step">
      <div className="stack-s">
        <h2 ref={heading} tabIndex={-1}>
          {t(`connect.steps.${step}`)}
        </h2>
        <p className="quiet">{t(`connect.leads.${step}`)}</p>
      </div>
      {step === 'kind' ? <KindStep {...props} /> : null}
      {step === 'address' ? <AddressStep {...props} /> : null}
      {step === 'tables' ? <TablesStep {...props} /> : null}
      {step === 'mapping' ? <MappingStep {...props} table={table} onTable={onTable} /> : null}
      {step === 'mode' ? <ModeStep {...props} /> : null}
      {step === 'dry-run' ? <DryRunStep {...props} /> : null}
      {step === 'begin' ? <BeginStep {...props} /> : null}
    </section>
  );
}

function Way({ step, draft, go }: { step: Step; draft: Draft; go: (step: Step) => void }) {
  const t = useText();
  const last = STEPS.indexOf(furthest(draft));
  const now = STEPS.indexOf(step);
  return (
    <nav aria-label={t('connect.way')}>
      <ol className="connect-way">
        {STEPS.map((one, index) => (
          <li key={one} data-state={index === now ? 'current' : index < last || index < now ? 'done' : undefined}>
            <button
              type="button"
              disabled={index > last}
              aria-current={index === now ? 'step' : undefined}
              onClick={() => go(one)}
            >
              <b aria-hidden="true">{index < last && index !== now ? '✓' : index + 1}</b>
              {t(`connect.steps.${one}`)}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
