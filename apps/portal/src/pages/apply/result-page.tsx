import './result.css';
import { ClockLight, useLive, useLocal, type MyCase } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { caseQuery } from '../../data/queries.ts';
import { PersonOnly } from '../../shell/gate.tsx';
import { Icon } from '../../shell/icons.tsx';
import { Page } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { DecisionExplained, RefusalExplained } from '../cases/case-decision.tsx';
import { CaseFound } from '../cases/case-found.tsx';
import { secondsTaken } from './submitted.ts';
import { Link } from '../../shell/link.tsx';

/** What came of a submission, at once: decided and why, or who goes on and by when. */
export function ResultPage() {
  const t = useText();
  const { caseId } = useParams({ strict: false }) as { caseId: string };
  return (
    <PersonOnly what={t('cases.what')}>
      <Result caseId={caseId} />
    </PersonOnly>
  );
}

function Result({ caseId }: { caseId: string }) {
  const t = useText();
  const found = useQuery(caseQuery(caseId));
  useLive(['cases', 'licences'], () => void found.refetch());
  return (
    <CaseFound found={found} title={t('result.title')}>
      {(one) => <ResultOf one={one} />}
    </CaseFound>
  );
}

type Outcome = 'approved' | 'refused' | 'routed' | 'received';

function outcomeOf(one: MyCase): Outcome {
  if (one.refusal || one.state === 'refused') return 'refused';
  if (one.state === 'approved' || one.state === 'closed') return 'approved';
  return one.decision?.outcome === 'routed' ? 'routed' : 'received';
}

const SIGN = { approved: 'check', refused: 'cross', routed: 'clock', received: 'clock' } as const;

function ResultOf({ one }: { one: MyCase }) {
  const t = useText();
  const local = useLocal();
  const outcome = outcomeOf(one);
  const seconds = secondsTaken(one.id);
  const toCase = { to: '/cases/$caseId', params: { caseId: one.id } } as const;
  const facts = [
    one.decision?.instant && seconds !== undefined
      ? t('result.seconds', { seconds: seconds < 10 ? Math.max(0.1, seconds).toFixed(1) : Math.round(seconds) })
      : '',
    one.papersSaved > 0 ? t('result.papers', { count: one.papersSaved }) : '',
  ].filter((text) => text !== '');
  return (
    <Page
      title={t('result.title')}
      heading={<span className="yw-visually-hidden">{t('result.title')}</span>}
      className="result"
    >
      <div className="verdict" data-outcome={outcome} role="status">
        <span className="verdict-sign">
          <Icon name={SIGN[outcome]} size={36} />
        </span>
        <p className="verdict-word">{t(`result.${outcome}`)}</p>
        <p>
          {outcome === 'approved'
            ? t('result.approvedText', { title: local(one.title) })
            : outcome === 'refused'
              ? local(one.title)
              : t('result.routedText', { office: local(one.organisationName) })}
        </p>
        {facts.length > 0 ? <p className="verdict-facts">{facts.join(' · ')}</p> : null}
      </div>
      <DecisionExplained one={one} />
      <RefusalExplained one={one} />
      {one.clock ? (
        <section className="card">
          <h2>{t('result.clock')}</h2>
          <ClockLight clock={one.clock} state={one.state} />
          <p className="small">{t('result.whatNowText')}</p>
        </section>
      ) : null}
      {outcome === 'approved' && !one.licenceId && one.state !== 'closed' ? (
        <p className="small" role="status">
          {t('result.licenceSoon')}
        </p>
      ) : null}
      <div className="buttons">
        {one.licenceId ? (
          <Link to="/licences/$licenceId" params={{ licenceId: one.licenceId }} className="yw-button">
            {t('result.licence')}
          </Link>
        ) : null}
        {outcome === 'approved' && !one.review ? (
          <Link {...toCase} hash="rate" className="yw-button" data-quiet="">
            {t('result.rate')}
          </Link>
        ) : null}
        <Link {...toCase} className="yw-button" data-quiet="">
          {t('result.toCase')}
        </Link>
      </div>
    </Page>
  );
}
