import { ClockLight, formatInstant, useLocal } from '@yiwang/ui';
import type { OpenedQuestion } from '../../api/questions.ts';
import { DetailDrawer, type Detail } from '../../table/detail-drawer.tsx';
import { Tag } from '../../table/tag.tsx';
import { useGuardText } from '../../texts/guard.ts';
import { AnswerForm } from './answer-form.tsx';

/** One question: the read it is about, what was said, and the answer. Opening it is recorded. */
export function QuestionDrawer(detail: Detail<OpenedQuestion>) {
  const t = useGuardText();
  const title = detail.shown ? `${t(`questions.kinds.${detail.shown.kind}`)} ${detail.shown.no}` : t('questions.title');
  return (
    <DetailDrawer detail={detail} title={title}>
      {(shown) => (
        <div className="stack">
          {shown.clock ? <ClockLight clock={shown.clock} /> : null}
          <About shown={shown} />
          <History shown={shown} />
          <AnswerForm key={`${shown.id} ${shown.state}`} shown={shown} />
        </div>
      )}
    </DetailDrawer>
  );
}

function About({ shown }: { shown: OpenedQuestion }) {
  const t = useGuardText();
  const local = useLocal();
  const { about, person, firm, reader } = shown;
  const facts: [string, string | undefined][] = [
    [t('questions.value'), about.field && local(about.field)],
    [
      t('questions.what'),
      [local(about.what), about.fields.map((field) => local(field)).join(t('and'))].filter(Boolean).join(t('colon')),
    ],
    [t('questions.purpose'), about.purpose && local(about.purpose)],
    [t('questions.caseNo'), about.caseNo],
    [t('questions.basis'), about.legalBasis && local(about.legalBasis)],
    [t('questions.at'), about.at && formatInstant(about.at, { seconds: true })],
    [t('questions.readBy'), local(about.readByName)],
    [t('questions.firm'), firm && `${firm.name} ${firm.creditCode}`],
    [t('questions.person'), person && `${person.name} ${person.citizenId}`],
    [
      t('questions.reader'),
      reader &&
        t(`questions.readers.${reader.kind as 'staff' | 'application' | 'system' | 'person'}`, { name: reader.name }),
    ],
  ];
  return (
    <section className="stack-s">
      <h3>{t('questions.about')}</h3>
      <dl className="facts">
        {facts.map(([title, value]) =>
          value ? (
            <div key={title} style={{ display: 'contents' }}>
              <dt>{title}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
    </section>
  );
}

function History({ shown }: { shown: OpenedQuestion }) {
  const t = useGuardText();
  const local = useLocal();
  return (
    <section className="stack-s">
      <h3>{t('questions.history')}</h3>
      {shown.steps.map((step) => (
        <blockquote key={`${step.kind} ${step.at}`} className="objection">
          <p>
            <Tag tone={step.kind === 'overdue' ? 'red' : 'grey'}>{t(`questions.steps.${step.kind}`)}</Tag>{' '}
            {step.outcome ? <b>{t(`questions.outcomes.${step.outcome}`)} </b> : null}
            {step.text}
          </p>
          {step.basis ? (
            <p>
              {t('questions.law')}
              {t('colon')}
              {step.basis}
            </p>
          ) : null}
          <small>
            {formatInstant(step.at)} {local(step.organisationName)}
          </small>
        </blockquote>
      ))}
    </section>
  );
}
