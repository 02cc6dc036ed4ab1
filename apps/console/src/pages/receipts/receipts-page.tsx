import { useCalmLive } from '@yiwang/ui';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Tabs } from 'antd';
import { RECEIPTS_KEY } from '../../api/receipts.ts';
import { Page } from '../../shell/page.tsx';
import { useReceiptText } from '../../texts/receipts.ts';
import '../../styles/flows.css';
import '../../styles/line.css';
import { ReceiptsTable, type ReceiptSearch } from './receipts-table.tsx';
import { RootsTable } from './roots-table.tsx';
import { SignersPanel } from './signers-panel.tsx';

const route = getRouteApi('/receipts');
type Search = ReceiptSearch & { tab?: string };

/** 交换凭证: the proof of every exchange, verified in place; batches with both signatures; applications' signing keys. */
export function ReceiptsPage() {
  const t = useReceiptText();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  useCalmLive(['receipts'], () => void client.invalidateQueries({ queryKey: [RECEIPTS_KEY] }));
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const { tab = 'receipts', ...filter } = search;
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Tabs
        className="line-tabs"
        activeKey={tab}
        destroyOnHidden
        onChange={(to) => void navigate({ search: to === 'receipts' ? {} : { tab: to }, replace: true })}
        items={[
          {
            key: 'receipts',
            label: t('tabs.receipts'),
            children: (
              <ReceiptsTable
                search={filter}
                onChange={change}
                onClear={() => void navigate({ search: {}, replace: true })}
              />
            ),
          },
          { key: 'roots', label: t('tabs.roots'), children: <RootsTable /> },
          { key: 'signers', label: t('tabs.signers'), children: <SignersPanel /> },
        ]}
      />
    </Page>
  );
}
