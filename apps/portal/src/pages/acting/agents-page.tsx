import './acting.css';
import { EmptyState, ErrorNotice, formatDate, formatInstant, useLocal } from '@yiwang/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { PersonOnly } from '../../shell/gate.tsx';
import { Loading, Page } from '../../shell/page.tsx';
import { More } from '../../shell/more.tsx';
import { agentsQuery, type Agent } from './api.ts';
import { EndMandate } from './end-mandate.tsx';
import { NameAgent } from './name-agent.tsx';
import { useActingText } from './texts/index.ts';

const TONES = { 'in-force': 'green', 'not-yet': 'blue', over: 'grey', ended: 'grey' } as const;

/** Who may act for a firm; its legal representative names and ends them here. */
export function AgentsPage() {
  const t = useActingText();
  const { firmId } = useParams({ strict: false }) as { firmId: string };
  return (
    <Page title={t('agentsTitle')} back={{ to: '/acting', label: t('back') }}>
      <p className="lead">{t('agentsLead')}</p>
      <PersonOnly what={t('what')} forFirms>
        <Agents firm={firmId} />
      </PersonOnly>
    </Page>
  );
}

function Agents({ firm }: { firm: string }) {
  const t = useActingText();
  const list = useInfiniteQuery(agentsQuery(firm));
  if (list.isPending) return <Loading />;
  if (list.data === undefined) return <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />;
  const items = list.data.pages.flatMap((page) => page.items);
  const named = list.data.pages[0]?.firm;
  return (
    <>
      <section aria-labelledby="agents" className="stack">
        <h2 id="agents">{t('agentsOf', { firm: named?.name ?? '' })}</h2>
        <p className="small">
          {t('code')} <span className="code">{named?.creditCode}</span>
        </p>
        <ul className="stack">
          {items.map((one) => (
            <li key={one.id}>
              <AgentCard one={one} />
            </li>
          ))}
        </ul>
        {items.some(({ mine }) => !mine) ? null : (
          <div className="card">
            <EmptyState level={3} title={t('none')} text={t('noneText')} />
          </div>
        )}
        <More of={list} />
      </section>
      <NameAgent firm={firm} />
    </>
  );
}

function AgentCard({ one }: { one: Agent }) {
  const t = useActingText();
  const local = useLocal();
  const live = one.state === 'in-force' || one.state === 'not-yet';
  return (
    <article className="card identity" aria-label={one.name}>
      <div>
        <h3>
          {one.name}
          {one.mine ? <span className="small"> {t('me')}</span> : null}
        </h3>
        <p className="tags">
          <span className="tag" data-tone={TONES[one.state]}>
            {t(`states.${one.state}`)}
          </span>
          <span className="tag" data-tone="blue">
            {local(one.kindTitle)}
          </span>
          {one.scope.map(({ id, title }) => (
            <span className="tag" data-tone="grey" key={id}>
              {local(title)}
            </span>
          ))}
        </p>
        <p className="small">
          {one.until
            ? t('period', { from: formatDate(one.from), until: formatDate(one.until) })
            : t('periodOpen', { from: formatDate(one.from) })}
          {one.endedAt ? ` · ${t('endedAt', { when: formatInstant(one.endedAt) })}` : null}
        </p>
      </div>
      {live && one.kind === 'agent' ? (
        <div className="choose">
          <EndMandate id={one.id} label={t('end')} name={one.name} />
        </div>
      ) : null}
    </article>
  );
}
