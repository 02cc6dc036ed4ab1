import { EmptyState, ErrorNotice, formatInstant, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import '../../styles/window.css';
import type { Visitor } from '../../api/window.ts';
import { Page, Waiting } from '../../shell/page.tsx';
import { Tag } from '../../table/tag.tsx';
import { useWindowText } from '../../texts/window.ts';
import { MatterChoice } from './matter-choice.tsx';
import { visitorQuery } from './queries.ts';
import { VisitorCases } from './visitor-cases.tsx';

const route = getRouteApi('/window/$visitorId');

/** Somebody at the window: begin a matter for them, or go on with what they have. */
export function VisitorPage() {
  const t = useWindowText();
  const { visitorId } = route.useParams() as { visitorId: string };
  const query = useQuery(visitorQuery(visitorId));
  if (query.data) return <AtWindow visitor={query.data} />;
  return (
    <Page title={t('visitor')}>
      {query.error ? <Gone error={query.error} again={() => void query.refetch()} /> : <Waiting blocks={4} />}
    </Page>
  );
}

/** Who is no longer there is written down anew; anything else is a fault. */
function Gone({ error, again }: { error: unknown; again: () => void }) {
  const t = useWindowText();
  if ((error as { code?: string }).code !== 'cases.nobody-at-window')
    return <ErrorNotice error={error} onRetry={again} />;
  return (
    <EmptyState title={t('gone')} text={t('goneText')}>
      <Link to="/window" className="yw-button">
        {t('again')}
      </Link>
    </EmptyState>
  );
}

function AtWindow({ visitor }: { visitor: Visitor }) {
  const t = useWindowText();
  const local = useLocal();
  return (
    <Page
      title={visitor.name}
      lead={
        <span className="row">
          <span>{visitor.number}</span>
          <Tag tone="blue">{local(visitor.actsTitle)}</Tag>
          {visitor.agent ? <span>{t('agentCame', { name: visitor.agent })}</span> : null}
          <span>{local(visitor.shownTitle)}</span>
          <small>{t(`nameFrom.${visitor.nameFrom}`)}</small>
          {visitor.place ? <small>{local(visitor.place)}</small> : null}
          <small>{formatInstant(visitor.at)}</small>
        </span>
      }
      actions={
        <Link to="/window" className="yw-button" data-quiet="">
          {t('next')}
        </Link>
      }
    >
      <div className="window-columns">
        <MatterChoice visitor={visitor} />
        <VisitorCases visitor={visitor} />
      </div>
    </Page>
  );
}
