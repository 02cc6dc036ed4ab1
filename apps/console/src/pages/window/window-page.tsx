import { EmptyState, ErrorNotice, formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import '../../styles/window.css';
import { useTopicLive } from '../../data/live-topic.ts';
import { Page, Waiting } from '../../shell/page.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useWindowText } from '../../texts/window.ts';
import { stateTone } from '../work/state-tone.ts';
import { AT_WINDOW, atWindowQuery } from './queries.ts';
import { VisitorForm } from './visitor-form.tsx';

/** 窗口收件: who came, and what this window has open and took in today. */
export function WindowPage() {
  const t = useWindowText();
  useTopicLive('cases', AT_WINDOW);
  return (
    <Page title={t('title')} lead={t('lead')}>
      <div className="window-columns">
        <VisitorForm />
        <AtWindowList />
      </div>
    </Page>
  );
}

function AtWindowList() {
  const t = useWindowText();
  const local = useLocal();
  const query = useQuery(atWindowQuery);
  const { data } = query;
  return (
    <section className="card pad stack-s">
      <div className="row">
        <h2 className="grow">{t('atWindow')}</h2>
        {data ? <small>{t('today', { count: data.today, number: formatCount(data.today) })}</small> : null}
      </div>
      {query.error ? <ErrorNotice error={query.error} onRetry={() => void query.refetch()} level={3} /> : null}
      {!data && !query.error ? <Waiting blocks={3} /> : null}
      {data && data.items.length === 0 ? <EmptyState title={t('none')} text={t('noneText')} /> : null}
      {data && data.items.length > 0 ? (
        <SubTable scrolls={t('atWindow')} heads={[t('caseNo'), t('matter'), t('applicant'), t('state'), t('at')]}>
          {data.items.map((one) => (
            <tr key={one.id}>
              <td className="nowrap">
                <Link to="/window/cases/$caseId" params={{ caseId: one.id }} preload={false}>
                  {one.caseNo}
                </Link>
              </td>
              <td>{local(one.title)}</td>
              <td className="nowrap">{one.applicant}</td>
              <td>
                <Tag tone={stateTone(one.state)}>{local(one.stateTitle)}</Tag>
              </td>
              <td className="nowrap">{formatInstant(one.at)}</td>
            </tr>
          ))}
        </SubTable>
      ) : null}
    </section>
  );
}
