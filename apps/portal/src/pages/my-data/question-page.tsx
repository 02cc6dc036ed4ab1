import './my-data.css';
import {
  AsWritten,
  ApiProblem,
  ClockLight,
  EmptyState,
  ErrorNotice,
  formatInstant,
  useLive,
  useLocal,
  When,
} from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { PersonOnly } from '../../shell/gate.tsx';
import { Link } from '../../shell/link.tsx';
import { Loading, Page } from '../../shell/page.tsx';
import { questionQuery, type MyQuestion } from './api.ts';
import { QuestionActions } from './question-actions.tsx';
import { QUESTION_TONES } from './question-tones.ts';
import { useMyDataText } from './texts/index.ts';

/** One of my questions: what it is about, what was said, when there will be an answer, what I can do. */
export function QuestionPage() {
  const t = useMyDataText();
  const { questionId } = useParams({ strict: false }) as { questionId: string };
  return (
    <Page title={t('askTitle')} back={{ to: '/my-data/questions', label: t('questions') }}>
      <PersonOnly what={t('questionsWhat')} forFirms>
        <Question id={questionId} />
      </PersonOnly>
    </Page>
  );
}

function Question({ id }: { id: string }) {
  const t = useMyDataText();
  const local = useLocal();
  const found = useQuery(questionQuery(id));
  useLive(['disclosures'], () => void found.refetch());
  if (found.isPending) return <Loading />;
  if (found.data === undefined) {
    if (found.error instanceof ApiProblem && found.error.status === 404)
      return (
        <div className="card">
          <EmptyState title={t('questionGone')} text={t('questionGoneText')}>
            <Link to="/my-data/questions" className="yw-button">
              {t('questions')}
            </Link>
          </EmptyState>
        </div>
      );
    return <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />;
  }
  const one = found.data;
  return (
    <>
      <div className="case-head">
        <span className="tag" data-tone={QUESTION_TONES[one.state]}>
          {local(one.stateTitle)}
        </span>
        <span className="small">
          {t(`shortKinds.${one.kind}`)} {one.no}
        </span>
        <span className="small">{t('askedOf', { office: local(one.authorityName ?? one.organisationName) })}</span>
      </div>
      {one.clock ? (
        <section className="card">
          <h2>{t('clock')}</h2>
          <ClockLight clock={one.clock} />
          {one.late ? <p className="small">{t('late')}</p> : null}
        </section>
      ) : null}
      <Steps one={one} />
      <About one={one} />
      <QuestionActions one={one} />
    </>
  );
}

function Steps({ one }: { one: MyQuestion }) {
  const t = useMyDataText();
  const local = useLocal();
  return (
    <section className="card">
      <h2>{t('steps')}</h2>
      <ol className="said">
        {one.steps.map((step) => (
          <li key={`${step.kind} ${step.at}`}>
            <b>{t(`stepKinds.${step.kind}`)}</b>
            <span className="small">
              {local(step.organisationName)} <When at={step.at} />
            </span>
            {step.outcome ? <p className="outcome">{t(`outcomes.${step.outcome}`)}</p> : null}
            {step.text ? (
              <p>
                <AsWritten said={step.text} />
              </p>
            ) : null}
            {step.basis ? (
              <p className="small">
                {t('law')}
                {t('colon')}
                <AsWritten said={step.basis} />
              </p>
            ) : null}
          </li>
        ))}
      </ol>
      {one.state === 'settled' ? <p className="small">{t('final')}</p> : null}
    </section>
  );
}

function About({ one }: { one: MyQuestion }) {
  const t = useMyDataText();
  const local = useLocal();
  const { about } = one;
  const facts: [string, string | undefined][] = [
    [t('field'), about.field && local(about.field)],
    [
      t('fieldsRead'),
      [local(about.what), about.fields.map((field) => local(field)).join(t('and'))].filter(Boolean).join(t('colon')),
    ],
    [t('purpose'), about.purpose && local(about.purpose)],
    [t('forCase'), about.caseNo],
    [
      t('readBy'),
      about.at && t('at', { office: local(about.readByName ?? one.organisationName), when: formatInstant(about.at) }),
    ],
  ];
  return (
    <section className="card">
      <h2>{about.at ? t('about') : t('aboutSource')}</h2>
      <dl className="fields">
        {facts.map(([title, value]) =>
          value ? (
            <div key={title}>
              <dt>{title}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
    </section>
  );
}
