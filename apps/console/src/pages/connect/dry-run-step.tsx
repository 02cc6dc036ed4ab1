import { ErrorNotice, formatCount, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useEffectEvent, useState } from 'react';
import { dryRun, type DryRun } from '../../api/connections.ts';
import { resourceQuery } from '../../data/queries.ts';
import { Waiting } from '../../shell/page.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { useText } from '../../texts/index.ts';
import '../../styles/load.css';
import type { StepProps } from './connect-page.tsx';
import { sameTable, withTable, type TableDraft } from './draft.ts';
import { StepFoot } from './step-foot.tsx';
import { TableList, tableName } from './table-list.tsx';

const REJECTS = 20;

/** 6: a thousand rows through the same checks as the line's; nothing is kept. */
export function DryRunStep({ draft, onDraft, go }: StepProps) {
  const t = useText();
  const [chosen, setChosen] = useState(draft.tables[0]);
  const shown = draft.tables.find((one) => chosen && sameTable(one, chosen)) ?? draft.tables[0];
  const left = draft.tables.filter(({ dry }) => !dry);
  const next = left.find((one) => !shown || !sameTable(one, shown));
  return (
    <>
      <div className="connect-tables">
        <TableList
          label={t('connect.steps.dry-run')}
          tables={draft.tables}
          chosen={shown}
          onChoose={setChosen}
          state={({ dry }) =>
            dry
              ? t('connect.dryCount', { good: formatCount(dry.good), read: formatCount(dry.read) })
              : t('connect.notTried')
          }
        />
        {shown ? (
          <Trial
            key={tableName(shown)}
            connection={draft.connectionId ?? ''}
            table={shown}
            onDone={({ read, good }) => onDraft((before) => withTable(before, shown, { dry: { read, good } }))}
            toMapping={() => go('mapping')}
          />
        ) : null}
      </div>
      <StepFoot
        step="dry-run"
        go={go}
        ready={shown?.dry !== undefined || left.length === 0}
        next={next ? t('connect.nextTable') : t('connect.next')}
        onNext={() => (next ? setChosen(next) : go('begin'))}
      >
        {left.length > 0 ? t('connect.dryLeft', { count: left.length }) : undefined}
      </StepFoot>
    </>
  );
}

type TrialProps = {
  connection: string;
  table: TableDraft;
  onDone: (result: DryRun) => void;
  toMapping: () => void;
};

function Trial({ connection, table, onDone, toMapping }: TrialProps) {
  const t = useText();
  const { schema, resource = '', mapping } = table;
  const query = useQuery({
    queryKey: ['dry-run', connection, schema, table.table, resource, JSON.stringify(mapping)],
    queryFn: () => dryRun(connection, { schema, table: table.table, resource, mapping }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const done = useEffectEvent((result: DryRun) => {
    if (!table.dry) onDone(result);
  });
  useEffect(() => {
    if (query.data) done(query.data);
  }, [query.data]);
  if (query.isFetching)
    return (
      <div className="stack">
        <p role="status">{t('connect.trying')}</p>
        <Waiting blocks={3} />
      </div>
    );
  if (query.error)
    return (
      <div className="stack">
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} level={3} />
        <div>
          <Button onClick={toMapping}>{t('connect.toMapping')}</Button>
        </div>
      </div>
    );
  return query.data ? (
    <div className="stack">
      <Result result={query.data} resource={resource} />
      <div className="row">
        <Button onClick={toMapping}>{t('connect.toMapping')}</Button>
        <Button onClick={() => void query.refetch()}>{t('connect.tryAgain')}</Button>
      </div>
    </div>
  ) : null;
}

function Result({ result, resource }: { result: DryRun; resource: string }) {
  const t = useText();
  const local = useLocal();
  const items = useQuery(resourceQuery(resource)).data?.items;
  const titleOf = (item: string) => local(items?.find(({ name }) => name === item)?.title) || item;
  const columns = [...new Set(result.rejects.flatMap(({ values }) => Object.keys(values)))];
  return (
    <>
      <dl className="figures">
        <div>
          <dt>{t('loads.figures.read')}</dt>
          <dd>{formatCount(result.read)}</dd>
        </div>
        <div>
          <dt>{t('loads.figures.good')}</dt>
          <dd>{formatCount(result.good)}</dd>
        </div>
        <div data-warn={result.rejected > 0 ? '' : undefined}>
          <dt>{t('connect.wouldReject')}</dt>
          <dd>{formatCount(result.rejected)}</dd>
        </div>
      </dl>
      {result.read === 0 ? <p>{t('connect.dryEmpty')}</p> : null}
      {result.read > 0 && result.rejected === 0 ? (
        <div className="fault-box" data-tone="green">
          <p>{t('connect.dryGood')}</p>
        </div>
      ) : null}
      {result.read > 0 && result.good === 0 ? (
        <div className="fault-box" role="alert">
          <p>{t('connect.dryNone')}</p>
        </div>
      ) : null}
      {result.reasons.length > 0 ? (
        <section className="stack-s">
          <h3>{t('connect.dryWhy')}</h3>
          <ul className="stack-s">
            {result.reasons.map(({ code, text, count }) => (
              <li key={code}>{t('loads.reasonOption', { text: local(text), count })}</li>
            ))}
          </ul>
        </section>
      ) : null}
      {result.rejects.length > 0 ? (
        <section className="stack-s">
          <h3>{t('connect.dryRejects', { count: Math.min(REJECTS, result.rejects.length) })}</h3>
          <SubTable
            scrolls={t('connect.dryRejectsTitle')}
            heads={[{ number: t('loads.rowNo') }, t('loads.reasons'), ...columns]}
          >
            {result.rejects.slice(0, REJECTS).map(({ rowNo, reasons, values }) => (
              <tr key={rowNo}>
                <td className="number">{rowNo}</td>
                <td>
                  <ul>
                    {reasons.map(({ item, code, text }) => (
                      <li key={`${item ?? ''} ${code}`}>
                        {item ? t('loads.reasonOf', { item: titleOf(item), text: local(text) }) : local(text)}
                      </li>
                    ))}
                  </ul>
                </td>
                {columns.map((column) => (
                  <td key={column}>{values[column] ?? <span className="quiet">–</span>}</td>
                ))}
              </tr>
            ))}
          </SubTable>
        </section>
      ) : null}
      <Passed result={result} titleOf={titleOf} />
    </>
  );
}

function Passed({ result, titleOf }: { result: DryRun; titleOf: (item: string) => string }) {
  const t = useText();
  const items = [...new Set(result.sample.flatMap((row) => Object.keys(row)))];
  if (items.length === 0) return null;
  return (
    <details className="inputs-fold">
      <summary>{t('connect.drySample')}</summary>
      <SubTable scrolls={t('connect.drySample')} heads={items.map(titleOf)}>
        {result.sample.slice(0, 5).map((row, index) => (
          // Rows of a sample have no key of their own.
          // oxlint-disable-next-line react/no-array-index-key
          <tr key={index}>
            {items.map((item) => (
              <td key={item}>{row[item] ?? '–'}</td>
            ))}
          </tr>
        ))}
      </SubTable>
    </details>
  );
}
