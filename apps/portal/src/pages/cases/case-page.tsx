import './cases.css';
import { AsWritten, ClockLight, useLive, useLocal, When, type MyCase } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { isRunning, stateTone } from '../../data/case-progress.ts';
import { caseQuery } from '../../data/queries.ts';
import { PersonOnly } from '../../shell/gate.tsx';
import { Page } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { AnswersGiven } from '../apply/answers-told.tsx';
import { DecisionExplained, ReferralExplained, RefusalExplained } from './case-decision.tsx';
import { CaseFound } from './case-found.tsx';
import { FeeCard } from './fee-card.tsx';
import { handlingOf, procedureNotice } from './case-handling.ts';
import { CaseOffices, CasePapers } from './case-papers.tsx';
import { CasePicture } from './case-picture.tsx';
import { CaseVisits } from './case-visits.tsx';
import { NextForMe } from './next-for-me.tsx';
import { Rating } from './rating.tsx';
import { Withdraw } from './withdraw.tsx';
import '../apply/apply.css';

/** One case: where it stands, when it must be done, what is wanted of the person, how it was decided. */
export function CasePage() {
  const t = useText();
  const { caseId } = useParams({ strict: false }) as { caseId: string };
  return (
    <PersonOnly what={t('cases.what')}>
      <CaseOf caseId={caseId} />
    </PersonOnly>
  );
}

function CaseOf({ caseId }: { caseId: string }) {
  const t = useText();
  const local = useLocal();
  const found = useQuery(caseQuery(caseId));
  useLive(['cases', 'licences'], () => void found.refetch());
  const back = { to: '/cases', label: t('cases.title') } as const;
  return (
    <CaseFound found={found} title={t('cases.title')} back={back}>
      {(one) => (
        <Page title={local(one.title)} back={back}>
          <CaseBody one={one} />
        </Page>
      )}
    </CaseFound>
  );
}

function CaseBody({ one }: { one: MyCase }) {
  const t = useText();
  const local = useLocal();
  return (
    <>
      <div className="case-head">
        <span className="tag" data-tone={stateTone(one.state)}>
          {local(one.stateTitle)}
        </span>
        <span className="small">
          {t('cases.number')} {one.caseNo}
        </span>
        <span className="small">{local(one.organisationName)}</span>
      </div>
      <NextForMe one={one} />
      {one.state === 'draft' ? null : <FeeCard caseId={one.id} />}
      <Steps one={one} />
      <Clock one={one} />
      <RefusalExplained one={one} />
      <ReferralExplained one={one} />
      <DecisionExplained one={one} />
      <Rating one={one} />
      <CasePapers one={one} />
      <CaseVisits one={one} />
      <CaseOffices one={one} />
      <CasePicture one={one} />
      <AnswersGiven one={one} />
      <Withdraw one={one} />
    </>
  );
}

/** Days left, or why the time stands still. */
function Clock({ one }: { one: MyCase }) {
  const t = useText();
  const local = useLocal();
  const procedure = isRunning(one.state) ? procedureNotice(handlingOf(one).documents ?? []) : undefined;
  if (!one.clock && !procedure) return null;
  return (
    <section className="card">
      <h2>{t('cases.clock')}</h2>
      {procedure ? <p>{t('handling.stands', { title: local(procedure.title) })}</p> : null}
      {one.clock && !procedure ? <ClockLight clock={one.clock} state={one.state} /> : null}
    </section>
  );
}

function Steps({ one }: { one: MyCase }) {
  const t = useText();
  const local = useLocal();
  if (one.steps.length === 0) return null;
  const words = { done: t('cases.stepDone'), current: t('cases.stepCurrent'), todo: t('cases.stepTodo') };
  return (
    <section className="card">
      <h2>{t('cases.steps')}</h2>
      <ol className="case-steps">
        {one.steps.map((step) => (
          <li key={step.key} data-state={step.state} aria-current={step.state === 'current' ? 'step' : undefined}>
            <b>
              {local(step.title)} <span className="yw-visually-hidden">{words[step.state]}</span>
            </b>
            {step.at ? (
              <span className="small">
                <When at={step.at} />
              </span>
            ) : null}
            {step.note ? (
              <span className="small">
                <AsWritten said={step.note} />
              </span>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  );
}
