import { formatDate, formatInstant, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Tooltip } from 'antd';
import {
  fetchReceipt,
  fetchReceipts,
  receiptFolderUrl,
  RECEIPT_KINDS,
  RECEIPTS_KEY,
  RECEIPTS_PAGE,
  type ReceiptListing,
} from '../../api/receipts.ts';
import { usePaged } from '../../data/paged.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { Tag } from '../../table/tag.tsx';
import { useReceiptText } from '../../texts/receipts.ts';
import { ReceiptDrawer } from './receipt-drawer.tsx';

export type ReceiptSearch = {
  id?: string;
  kind?: string;
  application?: string;
  organisation?: string;
  from?: string;
  to?: string;
  open?: string;
};
type Props = { search: ReceiptSearch; onChange: (part: ReceiptSearch) => void; onClear: () => void };

/** Receipts by number, day, way, department and application. */
export function ReceiptsTable({ search, onChange, onClear }: Props) {
  const t = useReceiptText();
  const { open: opened, ...filter } = search;
  const list = usePaged([RECEIPTS_KEY, 'list', JSON.stringify(filter)], RECEIPTS_PAGE, (cursor) =>
    fetchReceipts(filter, cursor),
  );
  const detail = useQuery({
    queryKey: [RECEIPTS_KEY, 'one', opened ?? ''],
    queryFn: () => fetchReceipt(opened ?? ''),
    enabled: opened !== undefined,
  });
  const open = (id: string) => onChange({ open: id });
  const day = (name: 'from' | 'to') => (
    <input
      type="date"
      className="day"
      aria-label={t(name)}
      value={search[name] ?? ''}
      max={formatDate(new Date())}
      onChange={(event) => onChange({ [name]: event.target.value })}
    />
  );
  return (
    <>
      <DataTable
        name="receipts"
        label={t('title')}
        columns={useColumns(open, (application) => onChange({ application }))}
        rowKey={({ id }) => id}
        rows={list.items}
        error={list.error}
        onRetry={list.again}
        empty={{ title: t('empty'), text: t('emptyText') }}
        narrowed={Object.values(filter).some(Boolean)}
        onClear={onClear}
        onOpen={({ id }) => open(id)}
        open={opened}
        paged={list}
        tools={
          <>
            <SearchBox value={search.id ?? ''} label={t('search')} onSearch={(id) => onChange({ id })} />
            {day('from')}
            <span aria-hidden="true">–</span>
            {day('to')}
            <SelectBox
              label={t('kind')}
              value={search.kind ?? ''}
              width={132}
              onChange={(kind) => onChange({ kind })}
              options={[
                { value: '', label: t('allKinds') },
                ...RECEIPT_KINDS.map((value) => ({ value, label: t(`kinds.${value}`) })),
              ]}
            />
            {search.application ? (
              <Button onClick={() => onChange({ application: '' })}>
                {t('application')}: {search.application} ×
              </Button>
            ) : null}
            <Tooltip title={t('folderHint')}>
              <Button href={receiptFolderUrl(filter)} download>
                {t('folder')}
              </Button>
            </Tooltip>
          </>
        }
      />
      <ReceiptDrawer
        id={opened}
        shown={detail.data}
        error={detail.error}
        onRetry={() => void detail.refetch()}
        onClose={() => onChange({ open: '' })}
      />
    </>
  );
}

function useColumns(open: (id: string) => void, only: (application: string) => void): Column<ReceiptListing>[] {
  const t = useReceiptText();
  const local = useLocal();
  return [
    {
      key: 'at',
      title: t('at'),
      text: ({ at }) => formatInstant(at, { seconds: true }),
      show: ({ id, at }) => <OpenButton onOpen={() => open(id)}>{formatInstant(at, { seconds: true })}</OpenButton>,
      always: true,
    },
    { key: 'kind', title: t('kind'), text: ({ kind }) => t(`kinds.${kind}`) },
    { key: 'provider', title: t('provider'), text: ({ providerName }) => local(providerName) },
    {
      key: 'application',
      title: t('application'),
      text: ({ applicationTitle }) => local(applicationTitle),
      show: ({ application, applicationTitle }) => (
        <OpenButton onOpen={() => only(application)}>{local(applicationTitle)}</OpenButton>
      ),
    },
    {
      key: 'outcome',
      title: t('outcome'),
      text: ({ outcome, kind }) =>
        isKnown(outcome)
          ? t(`outcomes.${outcome}`)
          : (outcome ?? (kind === 'file' || kind === 'sandbox' ? t('outcomes.taken') : '–')),
    },
    {
      key: 'batch',
      title: t('batch'),
      text: ({ batch }) => batch ?? t('waiting'),
      show: ({ batch }) => batch ?? <Tag tone="amber">{t('waiting')}</Tag>,
    },
    { key: 'id', title: t('id'), text: ({ id }) => id, show: ({ id }) => <code>{id}</code>, startsHidden: true },
  ];
}

const OUTCOMES = ['found', 'not-found', 'match', 'no-match', 'scored', 'counted'] as const;
const isKnown = (outcome: string | undefined): outcome is (typeof OUTCOMES)[number] =>
  (OUTCOMES as readonly (string | undefined)[]).includes(outcome);
