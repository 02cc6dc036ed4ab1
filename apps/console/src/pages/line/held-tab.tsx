import { EmptyState, formatCount, formatInstant } from '@yiwang/ui';
import { Button } from 'antd';
import { useState } from 'react';
import type { HeldColumn, LineDetail } from '../../api/railway.ts';
import { usePermission } from '../../data/session.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { CatalogueColumn } from './catalogue-column.tsx';

/** 留存的列: columns that appeared at the source. Their values are held until someone says what they are. */
export function HeldTab({ line }: { line: LineDetail }) {
  const t = useText();
  const may = usePermission();
  const [open, setOpen] = useState<HeldColumn>();
  if (line.held.length === 0)
    return (
      <div className="card">
        <EmptyState title={t('held.empty')} text={t('held.emptyText')} />
      </div>
    );
  return (
    <section className="card pad stack-s">
      <h2>{t('held.title')}</h2>
      <p className="quiet">{t('held.lead')}</p>
      <SubTable
        scrolls={t('held.title')}
        heads={[
          t('held.column'),
          t('held.type'),
          t('held.firstSeen'),
          { number: t('held.values') },
          t('held.state'),
          t('held.act'),
        ]}
      >
        {line.held.map((held) => (
          <tr key={held.column}>
            <td>
              <code>{held.column}</code>
            </td>
            <td>
              <code>{held.type}</code>
            </td>
            <td className="nowrap">{formatInstant(held.firstSeenAt)}</td>
            <td className="number">{formatCount(held.values)}</td>
            <td>
              <Tag tone={held.state === 'held' ? 'amber' : held.state === 'catalogued' ? 'green' : 'grey'}>
                {stateWords(t, held.state)}
              </Tag>
            </td>
            <td>
              {held.state === 'held' && may('exchange.manage-lines') ? (
                <Button size="small" onClick={() => setOpen(held)}>
                  {t('held.decide')}
                </Button>
              ) : (
                '–'
              )}
            </td>
          </tr>
        ))}
      </SubTable>
      {open ? <CatalogueColumn key={open.column} line={line} column={open} onClose={() => setOpen(undefined)} /> : null}
    </section>
  );
}

const STATES = ['held', 'catalogued', 'ignored'] as const;

function stateWords(t: ReturnType<typeof useText>, state: string): string {
  const known = STATES.find((one) => one === state);
  return known ? t(`held.states.${known}`) : state;
}
