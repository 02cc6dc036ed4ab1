import { EmptyState, ErrorNotice, formatDate, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { addIsland, changeIsland, type Island, type IslandGiven } from '../../api/islands.ts';
import { RAIL } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { DetailDrawer, type Detail } from '../../table/detail-drawer.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { IslandForm } from './island-form.tsx';

/** One system of the register; a new one, or its change, in the same place. */
export function IslandDrawer({ detail, adding }: { detail: Detail<Island>; adding: boolean }) {
  const t = useText();
  const local = useLocal();
  const client = useQueryClient();
  const [editing, setEditing] = useState(adding);
  const { shown } = detail;
  const save = useMutation({
    mutationFn: (given: IslandGiven): Promise<unknown> =>
      adding || !shown ? addIsland(given) : changeIsland(shown.id, { ...given, version: shown.version }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [RAIL] });
      if (adding) detail.onClose();
      else setEditing(false);
    },
  });
  const form = (
    <>
      <IslandForm
        island={adding ? undefined : shown}
        busy={save.isPending}
        onSave={(given) => save.mutate(given)}
        {...(adding ? {} : { onCancel: () => setEditing(false) })}
      />
      {save.error ? <ErrorNotice error={save.error} level={3} kept={t('form.kept')} /> : null}
    </>
  );
  if (adding)
    return (
      <DetailDrawer detail={{ ...detail, shown: 'new' }} title={t('islands.add')}>
        {() => <div className="stack">{form}</div>}
      </DetailDrawer>
    );
  return (
    <DetailDrawer detail={detail} title={local(shown?.system) || t('islands.one')}>
      {(island) =>
        editing ? <div className="stack">{form}</div> : <Facts island={island} onEdit={() => setEditing(true)} />
      }
    </DetailDrawer>
  );
}

function Facts({ island, onEdit }: { island: Island; onEdit: () => void }) {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  const gaps = island.returns.filter(({ cameAt, missing }) => !cameAt || missing);
  return (
    <div className="stack">
      <dl className="facts">
        <dt>{t('islands.organisation')}</dt>
        <dd>{local(island.organisationName)}</dd>
        <dt>{t('islands.field')}</dt>
        <dd>{t(`islands.fields.${island.field}`)}</dd>
        <dt>{t('islands.state')}</dt>
        <dd>{t(`islands.states.${island.state}`)}</dd>
        {island.since ? (
          <>
            <dt>{t('islands.sinceTitle')}</dt>
            <dd>{formatDate(island.since)}</dd>
          </>
        ) : null}
        {island.plannedFor && island.state !== 'connected' ? (
          <>
            <dt>{t('islands.plannedTitle')}</dt>
            <dd>{island.plannedFor}</dd>
          </>
        ) : null}
        {island.note ? (
          <>
            <dt>{t('islands.note')}</dt>
            <dd>{island.note}</dd>
          </>
        ) : null}
      </dl>
      <div className="row">
        {island.connectionId ? (
          <Link to="/connections/$connectionId" params={{ connectionId: island.connectionId }}>
            {t('islands.toConnection', { count: island.lines })}
          </Link>
        ) : may('exchange.manage-lines') ? (
          <Link
            to="/connections/new"
            search={{ organisation: island.organisation, system: local(island.system) } as object}
          >
            {t('islands.connect')}
          </Link>
        ) : null}
        <span className="grow" />
        {may('exchange.manage-lines') ? <Button onClick={onEdit}>{t('form.edit')}</Button> : null}
      </div>
      {island.vertical ? (
        <section className="stack-s">
          <h3>{t('islands.verticalTitle')}</h3>
          <p className="quiet">{t('islands.verticalText')}</p>
          <p>
            <b>{t('islands.takes')}</b>
            {local(island.takes) || t('islands.takesNothing')}
          </p>
          {island.returns.length === 0 ? (
            <EmptyState level={3} title={t('islands.noReturns')} text={t('islands.noReturnsText')} />
          ) : (
            <>
              {gaps.length > 0 ? (
                <div className="fault-box" data-tone="amber">
                  <p>{t('islands.gaps', { count: gaps.length })}</p>
                </div>
              ) : null}
              <SubTable heads={[t('islands.what'), t('islands.askedAt'), t('islands.cameAt'), t('islands.missing')]}>
                {island.returns.map((flow) => (
                  <tr key={`${flow.askedAt} ${local(flow.what)}`}>
                    <td>{local(flow.what)}</td>
                    <td className="nowrap">{flow.askedAt}</td>
                    <td className="nowrap">{flow.cameAt ?? <Tag tone="amber">{t('islands.notYet')}</Tag>}</td>
                    <td>{local(flow.missing) || '–'}</td>
                  </tr>
                ))}
              </SubTable>
            </>
          )}
        </section>
      ) : null}
    </div>
  );
}
