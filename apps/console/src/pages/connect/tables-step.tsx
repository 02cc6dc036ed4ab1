import { EmptyState, ErrorNotice, formatCount } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Checkbox, Input } from 'antd';
import { useState } from 'react';
import type { SourceTable } from '../../api/connections.ts';
import { tablesQuery } from '../../data/railway-queries.ts';
import { Waiting } from '../../shell/page.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { useText } from '../../texts/index.ts';
import { Upload } from '../connections/upload.tsx';
import type { StepProps } from './connect-page.tsx';
import { sameTable } from './draft.ts';
import { StepFoot } from './step-foot.tsx';

/** Enough to look through; more are found by searching. */
const SHOWN = 200;

/** 3: which of its tables are to be taken, with how many rows each has. */
export function TablesStep({ draft, onDraft, go }: StepProps) {
  const t = useText();
  const [q, setQ] = useState('');
  const query = useQuery(tablesQuery(draft.connectionId ?? ''));
  const nameOf = ({ schema, table }: { schema: string; table: string }) => (schema ? `${schema}.${table}` : table);
  const fits = ({ schema, table, comment }: SourceTable) =>
    `${nameOf({ schema, table })} ${comment ?? ''}`.toLowerCase().includes(q.trim().toLowerCase());
  const isChosen = (one: SourceTable) => draft.tables.some((table) => sameTable(table, one));
  const pick = (one: SourceTable, wanted: boolean) =>
    onDraft((before) => ({
      ...before,
      tables: wanted
        ? [...before.tables, { schema: one.schema, table: one.table, mapping: [] }]
        : before.tables.filter((table) => !sameTable(table, one)),
    }));
  const found = query.data?.items.filter(fits);
  if (query.error && !query.data)
    return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} level={3} />;
  if (!found)
    return (
      <>
        <p role="status">{t('connect.reading')}</p>
        <Waiting blocks={3} />
      </>
    );
  return (
    <>
      {draft.settings['uploadFolder'] ? <Upload connection={draft.connectionId ?? ''} /> : null}
      <div className="row">
        <Input
          type="search"
          allowClear
          style={{ width: 320 }}
          aria-label={t('connect.searchTables')}
          placeholder={t('connect.searchTables')}
          value={q}
          onChange={(event) => setQ(event.target.value)}
        />
        <span className="quiet" aria-live="polite">
          {t('connect.tablesFound', { count: found.length, chosen: draft.tables.length })}
        </span>
        <span className="grow" />
        <Button loading={query.isFetching} onClick={() => void query.refetch()}>
          {t('connect.readAgain')}
        </Button>
      </div>
      {found.length === 0 ? (
        <EmptyState
          level={3}
          title={t('connect.noTables')}
          text={q ? t('table.noMatchText') : t(draft.kind === 'files' ? 'connect.noFilesText' : 'connect.noTablesText')}
        />
      ) : (
        <div className="tall">
          <SubTable
            scrolls={t('connect.steps.tables')}
            heads={[
              t('connect.take'),
              t('railway.columns.table'),
              t('connect.tableKind'),
              { number: t('connect.rows') },
              t('connect.comment'),
            ]}
          >
            {found.slice(0, SHOWN).map((one) => (
              <tr key={nameOf(one)}>
                <td>
                  <Checkbox
                    aria-label={t('connect.takeTable', { table: nameOf(one) })}
                    checked={isChosen(one) || one.lineId !== undefined}
                    disabled={one.lineId !== undefined}
                    onChange={(event) => pick(one, event.target.checked)}
                  />
                </td>
                <td>
                  <code>{nameOf(one)}</code>{' '}
                  {one.lineId ? (
                    <Link to="/lines/$lineId" params={{ lineId: one.lineId }} className="beside">
                      {t('connect.hasLine')}
                    </Link>
                  ) : null}
                </td>
                <td className="nowrap">{tableKind(t, one.kind)}</td>
                <td className="number">
                  {one.estimatedRows === undefined ? '–' : t('connect.about', { rows: formatCount(one.estimatedRows) })}
                </td>
                <td>{one.comment ?? ''}</td>
              </tr>
            ))}
          </SubTable>
        </div>
      )}
      {found.length > SHOWN ? <p className="quiet">{t('connect.more', { count: found.length - SHOWN })}</p> : null}
      <StepFoot step="tables" go={go} ready={draft.tables.length > 0} onNext={() => go('mapping')}>
        {draft.tables.length === 0 ? t('connect.takeOne') : undefined}
      </StepFoot>
    </>
  );
}

const KINDS = ['table', 'view', 'file', 'collection'] as const;

function tableKind(t: ReturnType<typeof useText>, kind: string): string {
  const known = KINDS.find((one) => one === kind);
  return known ? t(`connect.tableKinds.${known}`) : kind;
}
