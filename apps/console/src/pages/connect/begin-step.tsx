import { ErrorNotice, formatCount, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { createLine } from '../../api/connections.ts';
import { RAIL } from '../../data/railway-queries.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import type { StepProps } from './connect-page.tsx';
import { withTable, type TableDraft } from './draft.ts';
import { StepFoot } from './step-foot.tsx';
import { tableName } from './table-list.tsx';

/** 7: what will run, then the beginning. A table whose line was begun is not begun twice. */
export function BeginStep({ draft, onDraft, go }: StepProps) {
  const t = useText();
  const local = useLocal();
  const client = useQueryClient();
  const id = draft.connectionId ?? '';
  const waiting = draft.tables.filter(({ lineId }) => !lineId);
  const begin = useMutation({
    mutationFn: async () => {
      for (const table of waiting) {
        const { id: lineId } = await createLine(id, lineOf(table));
        onDraft((before) => withTable(before, table, { lineId }));
      }
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['tables', id] });
      return client.invalidateQueries({ queryKey: [RAIL] });
    },
  });
  return (
    <>
      <SubTable
        scrolls={t('connect.steps.begin')}
        heads={[
          t('railway.columns.table'),
          t('connect.resource'),
          t('railway.columns.mode'),
          t('connect.steps.dry-run'),
          t('railway.columns.state'),
        ]}
      >
        {draft.tables.map((table) => (
          <tr key={tableName(table)}>
            <td>
              <code>{tableName(table)}</code>
            </td>
            <td>{local(table.resourceTitle) || table.resource}</td>
            <td>{table.mode ? t(`rail.modes.${table.mode}`) : '–'}</td>
            <td>
              {table.dry
                ? t('connect.dryCount', { good: formatCount(table.dry.good), read: formatCount(table.dry.read) })
                : '–'}
            </td>
            <td>
              {table.lineId ? (
                <Link to="/lines/$lineId" params={{ lineId: table.lineId }}>
                  {t('connect.begun')}
                </Link>
              ) : (
                <Tag>{t('connect.ready')}</Tag>
              )}
            </td>
          </tr>
        ))}
      </SubTable>
      {begin.error ? <ErrorNotice error={begin.error} level={3} kept={t('connect.beginKept')} /> : null}
      {waiting.length === 0 ? (
        <div className="decided" role="status">
          <h2>{t('connect.allBegun')}</h2>
          <p>{t('connect.allBegunText')}</p>
          <div className="row">
            <Link
              to="/railway"
              className="link-button"
              onClick={() => onDraft((before) => ({ ...before, tables: [] }))}
            >
              {t('connect.toRailway')}
            </Link>
          </div>
        </div>
      ) : (
        <StepFoot
          step="begin"
          go={go}
          busy={begin.isPending}
          next={t('connect.begin', { count: waiting.length })}
          onNext={() => begin.mutate()}
        >
          {t('connect.beginText')}
        </StepFoot>
      )}
    </>
  );
}

function lineOf(table: TableDraft) {
  const { schema, resource = '', resourceTitle, mapping, mode = 'snapshot', cursorColumn, everyMinutes, cron } = table;
  const schedule = {
    ...(everyMinutes ? { everyMinutes } : {}),
    ...(cron?.trim() ? { cron: cron.trim() } : {}),
  };
  return {
    schema,
    table: table.table,
    title: resourceTitle ?? { zh: table.table, en: table.table },
    resource,
    mapping,
    mode,
    ...(mode === 'cursor' && cursorColumn ? { cursorColumn } : {}),
    ...(mode !== 'capture' && Object.keys(schedule).length > 0 ? { schedule } : {}),
  };
}
