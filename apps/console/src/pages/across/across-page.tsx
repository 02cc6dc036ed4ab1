import { getRouteApi, Link } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { ACROSS } from '../../api/nodes.ts';
import { useTopicLive } from '../../data/live-topic.ts';
import { Page } from '../../shell/page.tsx';
import { useLevelsText } from '../../texts/levels.ts';
import '../../styles/rail.css';
import '../../styles/line.css';
import '../../styles/islands.css';
import '../../styles/levels.css';
import { GrantTable } from './grant-table.tsx';
import { OfferTable } from './offer-table.tsx';

const route = getRouteApi('/across');
const TABS = ['grants', 'offers'] as const;
type Search = { tab?: string; open?: string; ask?: string };
export type TableProps = { open: string | undefined; change: (part: Search) => void };

/** 跨级共享: grants between departments here and at other nodes, the receipts of both sides, and what may be asked for. Requests stand on the page of sharing. */
export function AcrossPage() {
  const t = useLevelsText();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  useTopicLive('nodes', ACROSS);
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const tab = TABS.find((one) => one === search.tab) ?? 'grants';
  const props = { open: search.open || undefined, change };
  return (
    <Page
      title={t('across.title')}
      lead={t('across.lead')}
      actions={
        <Link to="/sharing/requests" search={{ view: 'across' }} className="link-button">
          {t('across.sharesOut')}
        </Link>
      }
    >
      <div>
        <Segmented
          aria-label={t('across.show')}
          value={tab}
          onChange={(value) => change({ tab: value === 'grants' ? '' : value, open: '', ask: '' })}
          options={TABS.map((value) => ({ value, label: t(`across.tabs.${value}`) }))}
        />
      </div>
      {tab === 'grants' ? <GrantTable {...props} /> : <OfferTable ask={search.ask} change={change} />}
    </Page>
  );
}
