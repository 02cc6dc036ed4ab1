import './my-data.css';
import { ClockLight, EmptyState, ErrorNotice, useLive, useLocal, When } from '@yiwang/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { PersonOnly } from '../../shell/gate.tsx';
import { Link } from '../../shell/link.tsx';
import { Loading, Page } from '../../shell/page.tsx';
import { More } from '../../shell/more.tsx';
import { questionsQuery } from './api.ts';
import { QUESTION_TONES } from './question-tones.ts';
import { useMyDataText } from './texts/index.ts';

/** My questions, objections and corrections: where each stands and when there will be an answer. */
export function QuestionsPage() {
  const t = useMyDataText();
  return (
    <Page title={t('questions')} back={{ to: '/my-data', label: t('title') }}>
      <PersonOnly what={t('questionsWhat')} forFirms>
        <Questions />
      </PersonOnly>
    </Page>
  );
}

function Questions() {
  const t = useMyDataText();
  const local = useLocal();
  const list = useInfiniteQuery(questionsQuery);
  useLive(['disclosures'], () => void list.refetch());
  if (list.isPending) return <Loading />;
  if (list.data === undefined) return <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />;
  const items = list.data.pages.flatMap((page) => page.items);
  if (items.length === 0)
    return (
      <div className="card">
        <EmptyState title={t('questionsNone')} text={t('questionsNoneText')}>
          <Link to="/my-data" className="yw-button">
            {t('toReads')}
          </Link>
        </EmptyState>
      </div>
    );
  return (
    <>
      <ul className="stack">
        {items.map((one) => (
          <li key={one.id}>
            <Link to="/my-data/questions/$questionId" params={{ questionId: one.id }} className="card matter-card">
              <h2>
                {t(`shortKinds.${one.kind}`)}
                {t('colon')}
                {local(one.about.field ?? one.about.what)}
              </h2>
              <span className="tags">
                <span className="tag" data-tone={QUESTION_TONES[one.state]}>
                  {local(one.stateTitle)}
                </span>
                {one.outcome ? <span className="small">{t(`outcomes.${one.outcome}`)}</span> : null}
              </span>
              <p>
                {local(one.authorityName ?? one.organisationName)} · {t('questionNo', { no: one.no })} ·{' '}
                <When at={one.askedAt} />
              </p>
              {one.clock ? <ClockLight clock={one.clock} short /> : null}
            </Link>
          </li>
        ))}
      </ul>
      <More of={list} />
    </>
  );
}
