import { ErrorNotice, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import {
  DIFFERING_PAGE,
  fetchDifferingRows,
  mendProof,
  openDifferingRow,
  type DifferingRow,
  type OpenedRow,
  type Reconciliation,
} from '../../api/reconciliations.ts';
import { usePaged } from '../../data/paged.ts';
import { RAIL } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { Purpose } from '../../rail/purpose.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { PageButtons } from '../../table/page-buttons.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';

const TONES = { differs: 'amber', mended: 'green', 'in-motion': 'blue', refused: 'red' } as const;

/** Rows of one range that differ, keys masked; each opens, with a purpose, to its values on both sides. */
export function DifferingRows({ proof, range }: { proof: Reconciliation; range: number }) {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  const client = useQueryClient();
  const [open, setOpen] = useState<DifferingRow>();
  const list = usePaged([RAIL, 'differing', proof.id, String(range)], DIFFERING_PAGE, (cursor) =>
    fetchDifferingRows(proof.id, range, cursor),
  );
  const mend = useMutation({
    mutationFn: (row: string) => mendProof(proof.id, [row]),
    onSuccess: () => client.invalidateQueries({ queryKey: [RAIL] }),
  });
  const manages = may('exchange.manage-lines') && proof.state === 'done';
  return (
    <section className="stack-s">
      <h3>{t('proof.rows')}</h3>
      {list.error ? <ErrorNotice error={list.error} onRetry={list.again} level={3} /> : null}
      {mend.error ? <ErrorNotice error={mend.error} level={3} /> : null}
      {list.items && list.items.length > 0 ? (
        <SubTable
          scrolls={t('proof.rows')}
          heads={[t('proof.key'), t('proof.kind'), t('proof.items'), t('proof.state'), t('held.act')]}
        >
          {list.items.map((row) => (
            <tr key={row.id}>
              <td>
                {may('exchange.read-rejected-rows') ? (
                  <button type="button" className="plain-button" onClick={() => setOpen(row)}>
                    {Object.values(row.key).join(' / ')}
                  </button>
                ) : (
                  Object.values(row.key).join(' / ')
                )}
              </td>
              <td>{t(`proof.kinds.${row.kind}`)}</td>
              <td>{row.items.map(({ title }) => local(title)).join(t('shell.and')) || '–'}</td>
              <td>
                <Tag tone={TONES[row.state]}>{t(`proof.rowStates.${row.state}`)}</Tag>
              </td>
              <td>
                {manages && row.state === 'differs' ? (
                  <Button
                    size="small"
                    loading={mend.isPending && mend.variables === row.id}
                    onClick={() => mend.mutate(row.id)}
                  >
                    {t('proof.mendOne')}
                  </Button>
                ) : (
                  '–'
                )}
              </td>
            </tr>
          ))}
        </SubTable>
      ) : null}
      {list.items?.length === 0 ? <p className="quiet">{t('proof.noRows')}</p> : null}
      {list.previous || list.next ? (
        <div className="row">
          <PageButtons paged={list} size="small" />
        </div>
      ) : null}
      {open ? <OpenedDrawer key={open.id} proof={proof} row={open} onClose={() => setOpen(undefined)} /> : null}
    </section>
  );
}

function OpenedDrawer({ proof, row, onClose }: { proof: Reconciliation; row: DifferingRow; onClose: () => void }) {
  const t = useText();
  const look = useMutation({ mutationFn: (purpose: string) => openDifferingRow(proof.id, row.id, purpose) });
  return (
    <DetailDrawer
      detail={{ id: row.id, shown: row, error: null, onRetry: onClose, onClose }}
      title={t('proof.rowTitle', { key: Object.values(row.key).join(' / ') })}
    >
      {() =>
        look.data ? (
          <Sides row={look.data} />
        ) : (
          <Purpose busy={look.isPending} error={look.error} onOpen={(purpose) => look.mutate(purpose)} />
        )
      }
    </DetailDrawer>
  );
}

function Sides({ row }: { row: OpenedRow }) {
  const t = useText();
  const local = useLocal();
  const value = (text: string | null) => text ?? <span className="quiet">{t('quarantine.noValue')}</span>;
  return (
    <SubTable heads={[t('sources.item'), t('proof.source'), t('proof.lake'), t('proof.compare')]}>
      {row.items.map(({ name, title, source, lake, differs }) => (
        <tr key={name}>
          <td>{local(title)}</td>
          <td>{value(source)}</td>
          <td>{value(lake)}</td>
          <td>{differs ? <Tag tone="amber">{t('proof.differs')}</Tag> : t('proof.same')}</td>
        </tr>
      ))}
    </SubTable>
  );
}
