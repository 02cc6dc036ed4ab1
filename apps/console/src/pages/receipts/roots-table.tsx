import { formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { fetchRoots, RECEIPTS_KEY, RECEIPTS_PAGE, type ReceiptRoot } from '../../api/receipts.ts';
import { usePaged } from '../../data/paged.ts';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useReceiptText } from '../../texts/receipts.ts';

/** Sealed batches with who has signed them. */
export function RootsTable() {
  const t = useReceiptText();
  const list = usePaged([RECEIPTS_KEY, 'roots'], RECEIPTS_PAGE, fetchRoots);
  return (
    <DataTable
      name="receipt-roots"
      label={t('tabs.roots')}
      columns={useColumns()}
      rowKey={({ no }) => no}
      rows={list.items}
      error={list.error}
      onRetry={list.again}
      empty={{ title: t('roots.empty'), text: t('roots.emptyText') }}
      paged={list}
    />
  );
}

function useColumns(): Column<ReceiptRoot>[] {
  const t = useReceiptText();
  const local = useLocal();
  return [
    { key: 'no', title: t('roots.no'), text: ({ no }) => no, always: true },
    { key: 'at', title: t('sealedAt'), text: ({ at }) => formatInstant(at, { seconds: true }) },
    { key: 'leaves', title: t('roots.leaves'), text: ({ leaves }) => formatCount(leaves), number: true },
    {
      key: 'signers',
      title: t('roots.signers'),
      text: ({ consumers }) =>
        [
          t('roots.platform'),
          ...consumers.map(({ title, signedAt }) =>
            signedAt ? local(title) : t('roots.unsigned', { title: local(title) }),
          ),
        ].join(' · '),
      show: ({ consumers }) => (
        <span className="row">
          <Tag tone="green">{t('roots.platform')}</Tag>
          {consumers.map(({ application, title, signedAt }) => (
            <Tag key={application} tone={signedAt ? 'green' : 'grey'}>
              {signedAt ? local(title) : t('roots.unsigned', { title: local(title) })}
            </Tag>
          ))}
        </span>
      ),
    },
    {
      key: 'root',
      title: t('roots.root'),
      text: ({ root }) => root,
      show: ({ root }) => <code title={root}>{root.slice(0, 16)}…</code>,
    },
    {
      key: 'previous',
      title: t('roots.previous'),
      text: ({ previous }) => previous,
      show: ({ previous }) => <code title={previous}>{previous.slice(0, 16)}…</code>,
      startsHidden: true,
    },
  ];
}
