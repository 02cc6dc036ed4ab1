import { useLocal } from '@yiwang/ui';
import { Select } from 'antd';
import { fetchRejected, REJECTED_PAGE, type Load, type RejectedRow } from '../../api/exchange.ts';
import { usePaged } from '../../data/paged.ts';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { useText } from '../../texts/index.ts';

type Props = { load: Load; reason: string | undefined; onChoose: (code: string | undefined) => void };

/** The rows that were set aside, values masked by the server; looking at them is recorded. */
export function RejectedRows({ load, reason, onChoose }: Props) {
  const t = useText();
  const local = useLocal();
  const list = usePaged(
    ['rejected', load.id, reason ?? ''],
    REJECTED_PAGE,
    (cursor) => fetchRejected(load.id, reason, cursor),
    { recorded: true },
  );
  const names = [...new Set(list.items?.flatMap(({ preview }) => Object.keys(preview)))];
  const columns = useColumns(names);
  return (
    <>
      <p className="quiet">{t('loads.masked')}</p>
      <DataTable
        // Columns are the source's own.
        key={`${load.sourceId} ${names.length > 0}`}
        name={`rejected.${load.sourceId}`}
        label={t('loads.rejectedTitle')}
        columns={columns}
        rowKey={({ id }) => id}
        rows={list.items}
        error={list.error}
        onRetry={list.again}
        empty={{ title: t('loads.noRejected'), text: t('loads.noRejectedText') }}
        narrowed={reason !== undefined}
        onClear={() => onChoose(undefined)}
        paged={list}
        tools={
          <Select
            aria-label={t('loads.reasonFilter')}
            style={{ width: 320 }}
            value={reason ?? ''}
            onChange={(code: string) => onChoose(code || undefined)}
            options={[
              { value: '', label: t('loads.anyReason') },
              ...load.reasons.map(({ code, text, count }) => ({
                value: code,
                label: t('loads.reasonOption', { text: local(text), count }),
              })),
            ]}
          />
        }
      />
    </>
  );
}

/** Row number and reasons, then the source's own columns. */
function useColumns(names: readonly string[]): Column<RejectedRow>[] {
  const t = useText();
  const local = useLocal();
  const why = ({ reasons }: RejectedRow) =>
    reasons.map(({ item, itemTitle, text }) =>
      item ? t('loads.reasonOf', { item: itemTitle ? local(itemTitle) : item, text: local(text) }) : local(text),
    );
  return [
    { key: 'rowNo', title: t('loads.rowNo'), text: ({ rowNo }) => String(rowNo), number: true, always: true },
    {
      key: 'reasons',
      title: t('loads.reasons'),
      text: (row) => why(row).join('; '),
      show: (row) => (
        <ul>
          {why(row).map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      ),
      always: true,
    },
    ...names.map(
      (name): Column<RejectedRow> => ({
        key: `column-${encodeURIComponent(name)}`,
        title: name,
        text: ({ preview }) => preview[name] ?? '',
      }),
    ),
  ];
}
