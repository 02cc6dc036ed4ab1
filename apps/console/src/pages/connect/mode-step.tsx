import { ErrorNotice, formatCount, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Input, InputNumber, Radio } from 'antd';
import { useEffect, useEffectEvent } from 'react';
import { forecast, testConnection } from '../../api/connections.ts';
import type { Mode } from '../../api/railway.ts';
import { connectionQuery, shapeQuery } from '../../data/railway-queries.ts';
import { Field } from '../../rail/field.tsx';
import { formatBytes, useRailWords } from '../../rail/rail-words.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { Waiting } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { Findings } from '../connections/findings.tsx';
import { LimitsForm } from '../connections/limits-form.tsx';
import type { StepProps } from './connect-page.tsx';
import { withTable, type TableDraft } from './draft.ts';
import { StepFoot } from './step-foot.tsx';
import { tableName } from './table-list.tsx';

const MODES = ['capture', 'cursor', 'snapshot'] as const;
const TONES = { fits: 'green', tight: 'amber', 'does-not-fit': undefined, unknown: 'blue' } as const;

/** 5: how each table is kept up to date, at which hours, and whether a whole reading ends before the source's log is full. */
export function ModeStep({ draft, onDraft, go }: StepProps) {
  const t = useText();
  const id = draft.connectionId ?? '';
  const connection = useQuery(connectionQuery(id)).data;
  const look = useQuery({
    queryKey: ['modes', id],
    queryFn: () => testConnection({ kind: draft.kind ?? '', settings: draft.settings, connectionId: id }),
    staleTime: 300_000,
  });
  const modes = look.data?.modes ?? [];
  const best = MODES.find((mode) => modes.includes(mode));
  const begin = useEffectEvent(() => {
    if (!best) return;
    onDraft((before) => ({
      ...before,
      tables: before.tables.map((table) =>
        table.mode
          ? table
          : {
              ...table,
              mode: best === 'cursor' ? 'snapshot' : best,
              ...(best === 'capture' ? {} : { everyMinutes: 1440 }),
            },
      ),
    }));
  });
  useEffect(() => {
    begin();
  }, [best]);
  const left = draft.tables.filter(({ mode, cursorColumn }) => !mode || (mode === 'cursor' && !cursorColumn));
  if (look.error && !look.data) return <ErrorNotice error={look.error} onRetry={() => void look.refetch()} level={3} />;
  if (!look.data || !connection)
    return (
      <>
        <p role="status">{t('connect.testing')}</p>
        <Waiting blocks={3} />
      </>
    );
  return (
    <>
      <Findings findings={look.data.findings} error={look.data.error} />
      <div className="stack">
        {draft.tables.map((table) => (
          <TableMode
            key={tableName(table)}
            connection={id}
            version={connection.version}
            table={table}
            modes={modes}
            onChange={(part) => onDraft((before) => withTable(before, table, part))}
          />
        ))}
      </div>
      <section className="stack">
        <h3>{t('limits.title')}</h3>
        <LimitsForm key={connection.version} connection={connection} />
      </section>
      <StepFoot step="mode" go={go} ready={left.length === 0} onNext={() => go('dry-run')}>
        {left.length > 0 ? t('connect.modeLeft', { count: left.length }) : undefined}
      </StepFoot>
    </>
  );
}

type ModeProps = {
  connection: string;
  version: number;
  table: TableDraft;
  modes: readonly Mode[];
  onChange: (part: Partial<TableDraft>) => void;
};

function TableMode({ connection, version, table, modes, onChange }: ModeProps) {
  const t = useText();
  const local = useLocal();
  const { schema, mode } = table;
  const columns = useQuery(shapeQuery(connection, schema, table.table)).data?.columns ?? [];
  return (
    <fieldset className="flow">
      <legend>
        <code>{tableName(table)}</code> → {local(table.resourceTitle)}
      </legend>
      <Radio.Group
        aria-label={t('connect.modeOf', { table: tableName(table) })}
        value={mode}
        onChange={(event) => onChange({ mode: event.target.value as Mode })}
        options={MODES.map((value) => ({
          value,
          label: (
            <>
              {t(`rail.modes.${value}`)} <small>{t(`connect.modeText.${value}`)}</small>
            </>
          ),
          disabled: !modes.includes(value),
        }))}
        className="mode-choice"
      />
      {mode === 'cursor' ? (
        <Field label={t('connect.cursor')} hint={t('connect.cursorHint')} required>
          {(described) => (
            <SelectBox
              {...described}
              label={t('connect.cursor')}
              value={table.cursorColumn ?? ''}
              width={320}
              search
              onChange={(cursorColumn) => onChange({ cursorColumn })}
              options={columns.map(({ name, nativeType }) => ({ value: name, label: `${name} · ${nativeType}` }))}
            />
          )}
        </Field>
      ) : null}
      {mode && mode !== 'capture' ? (
        <div className="two">
          <Field label={t('connect.every')} hint={t('connect.everyHint')}>
            {(described) => (
              <InputNumber
                {...described}
                min={1}
                max={525_600}
                precision={0}
                suffix={t('connect.minutes')}
                value={table.everyMinutes ?? null}
                onChange={(value) => onChange({ everyMinutes: value ?? 0 })}
              />
            )}
          </Field>
          <Field label={t('connect.cron')} hint={t('connect.cronHint')}>
            {(described) => (
              <Input
                {...described}
                value={table.cron ?? ''}
                placeholder="30 2 * * *"
                maxLength={100}
                onChange={(event) => onChange({ cron: event.target.value })}
              />
            )}
          </Field>
        </div>
      ) : null}
      {mode ? <Forecast connection={connection} version={version} table={table} mode={mode} /> : null}
    </fieldset>
  );
}

type ForecastProps = { connection: string; version: number; table: TableDraft; mode: Mode };

function Forecast({ connection, version, table, mode }: ForecastProps) {
  const t = useText();
  const local = useLocal();
  const words = useRailWords();
  const query = useQuery({
    // The limits belong to the version, and change what is predicted.
    queryKey: ['forecast', connection, version, table.schema, table.table, mode],
    queryFn: () => forecast(connection, { schema: table.schema, table: table.table, mode }),
    staleTime: 300_000,
  });
  const told = query.data;
  if (query.error) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} level={3} />;
  if (!told) return <p className="quiet">{t('connect.forecasting')}</p>;
  const log = told.logBytes === undefined ? undefined : told.logBytes / told.logLimitBytes;
  return (
    <div className="fault-box" data-tone={TONES[told.verdict]} role="status">
      <h3>{t(`connect.verdicts.${told.verdict}`)}</h3>
      <p>{local(told.text)}</p>
      {told.rows === undefined || told.seconds === undefined ? null : (
        <small>{t('connect.forecastRows', { rows: formatCount(told.rows), span: words.span(told.seconds) })}</small>
      )}
      {log === undefined || told.logBytes === undefined ? null : (
        <div className="gauge" data-tone={log > 1 ? 'red' : log > 0.7 ? 'amber' : undefined}>
          <i aria-hidden="true">
            <i style={{ width: `${Math.min(100, log * 100)}%` }} />
          </i>
          <small>
            {t('connect.forecastLog', { used: formatBytes(told.logBytes), limit: formatBytes(told.logLimitBytes) })}
          </small>
        </div>
      )}
    </div>
  );
}
