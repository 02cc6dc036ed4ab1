import { ErrorNotice, formatShare, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import type { Mapped, Proposal, Shape } from '../../api/connections.ts';
import { resourceQuery, resourcesQuery } from '../../data/queries.ts';
import { shapeQuery } from '../../data/railway-queries.ts';
import { Field } from '../../rail/field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { Waiting } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import type { StepProps } from './connect-page.tsx';
import { isMapped, withTable, type TableDraft } from './draft.ts';
import { MappingEditor } from './mapping-editor.tsx';
import { StepFoot } from './step-foot.tsx';
import { TableList, tableName } from './table-list.tsx';

type Props = StepProps & { table: string | undefined; onTable: (table: string) => void };
/** Below this a proposal is a guess that people choose themselves. */
const SURE = 0.3;

export const mappedOf = (proposal: Proposal): Mapped[] =>
  proposal.mapping.map(({ item, column, transform, dateFormats }) => ({ item, column, transform, dateFormats }));

/** 4: which resource each table becomes, and which column each item; proposals say why, and everything can be changed. */
export function MappingStep({ draft, onDraft, go, table, onTable }: Props) {
  const t = useText();
  const chosen = draft.tables.find((one) => tableName(one) === table) ?? draft.tables[0];
  const left = draft.tables.filter((one) => !isMapped(one));
  return (
    <>
      <div className="connect-tables">
        <TableList
          label={t('connect.steps.mapping')}
          tables={draft.tables}
          chosen={chosen}
          onChoose={(one) => onTable(tableName(one))}
          state={({ resource, mapping }) =>
            resource ? t('connect.mappedCount', { count: mapping.length }) : t('connect.notMapped')
          }
        />
        {chosen ? (
          <OneTable
            key={tableName(chosen)}
            connection={draft.connectionId ?? ''}
            table={chosen}
            onChange={(part) => onDraft((before) => withTable(before, chosen, part))}
          />
        ) : null}
      </div>
      <StepFoot step="mapping" go={go} ready={left.length === 0} onNext={() => go('mode')}>
        {left.length > 0 ? t('connect.mappingLeft', { count: left.length }) : undefined}
      </StepFoot>
    </>
  );
}

type OneProps = { connection: string; table: TableDraft; onChange: (part: Partial<TableDraft>) => void };

function OneTable({ connection, table, onChange }: OneProps) {
  const t = useText();
  const query = useQuery(shapeQuery(connection, table.schema, table.table));
  if (query.error && !query.data)
    return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} level={3} />;
  if (!query.data)
    return (
      <div className="stack">
        <p role="status">{t('connect.reading')}</p>
        <Waiting blocks={4} />
      </div>
    );
  return <Chosen connection={connection} table={table} shape={query.data} onChange={onChange} />;
}

function Chosen({ connection, table, shape, onChange }: OneProps & { shape: Shape }) {
  const t = useText();
  const local = useLocal();
  const resources = useQuery(resourcesQuery('')).data?.items ?? [];
  const listed = shape.proposals.find(({ resource }) => resource === table.resource);
  // A resource that was not among the proposals is asked for by itself.
  const asked = useQuery({
    ...shapeQuery(connection, table.schema, table.table, table.resource),
    enabled: table.resource !== undefined && !listed,
  });
  const proposal = listed ?? asked.data?.proposals.find(({ resource }) => resource === table.resource);
  const resource = useQuery({ ...resourceQuery(table.resource ?? ''), enabled: table.resource !== undefined });
  const best = shape.proposals[0];
  const propose = useEffectEvent(() => {
    if (!table.resource && best && best.score >= SURE)
      onChange({ resource: best.resource, resourceTitle: best.resourceTitle, mapping: mappedOf(best) });
    else if (table.resource && table.mapping.length === 0 && proposal) onChange({ mapping: mappedOf(proposal) });
  });
  useEffect(() => {
    propose();
  }, [proposal?.resource]);
  const choose = (id: string) => {
    const found = shape.proposals.find((one) => one.resource === id);
    const title = found?.resourceTitle ?? resources.find((one) => one.id === id)?.title;
    onChange({ resource: id, mapping: found ? mappedOf(found) : [], ...(title ? { resourceTitle: title } : {}) });
  };
  const others = resources.filter(({ id }) => !shape.proposals.some((one) => one.resource === id));
  return (
    <div className="stack">
      <Field label={t('connect.resource')} hint={best ? t('connect.resourceHint') : t('connect.noProposal')}>
        {(described) => (
          <SelectBox
            {...described}
            label={t('connect.resource')}
            value={table.resource ?? ''}
            width="100%"
            search
            onChange={choose}
            options={[
              ...shape.proposals.map((one) => ({
                value: one.resource,
                label: t('connect.proposed', { title: local(one.resourceTitle), share: formatShare(one.score) }),
              })),
              ...others.map((one) => ({ value: one.id, label: local(one.title) })),
            ]}
          />
        )}
      </Field>
      {resource.error ? <ErrorNotice error={resource.error} level={3} /> : null}
      {asked.error ? <ErrorNotice error={asked.error} level={3} /> : null}
      {resource.data ? (
        <MappingEditor
          shape={shape}
          resource={resource.data}
          proposal={proposal}
          mapping={table.mapping}
          onChange={(mapping) => onChange({ mapping })}
          onLacking={(lacking) => table.lacking !== lacking && onChange({ lacking })}
        />
      ) : table.resource ? (
        <Waiting blocks={3} />
      ) : null}
    </div>
  );
}
