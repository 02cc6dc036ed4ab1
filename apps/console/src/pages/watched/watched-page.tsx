import { formatDate, formatInstant, useCalmLive } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import {
  decideWatch,
  fetchWatched,
  SECURITY_KEY,
  SECURITY_PAGE,
  WATCH_STATES,
  type Watched,
} from '../../api/data-security.ts';
import { usePaged } from '../../data/paged.ts';
import { usePermission } from '../../data/session.ts';
import { Confirm } from '../../rail/confirm.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page } from '../../shell/page.tsx';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { Tag, type Tone } from '../../table/tag.tsx';
import { useGuardText } from '../../texts/guard.ts';
import { ProposeDrawer } from './propose-drawer.tsx';

const route = getRouteApi('/watched');
const TONES: Record<Watched['state'], Tone> = {
  proposed: 'amber',
  confirmed: 'green',
  declined: 'grey',
  ended: 'grey',
};
type Act = { what: 'confirm' | 'decline' | 'end'; row: Watched };

/** 重点保护人员: people whose every read is an alert; one proposes, another confirms. */
export function WatchedPage() {
  const t = useGuardText();
  const may = usePermission();
  const search: { state?: string } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [act, setAct] = useState<Act>();
  const list = usePaged(
    [SECURITY_KEY, 'watched', search.state ?? ''],
    SECURITY_PAGE,
    (cursor) => fetchWatched(search.state, cursor),
    { recorded: true },
  );
  const again = () => client.invalidateQueries({ queryKey: [SECURITY_KEY, 'watched'] });
  useCalmLive(['data-security'], () => void again());
  const decide = useMutation({
    mutationFn: ({ what, row }: Act) => decideWatch(row.id, what),
    onSuccess: () => {
      setAct(undefined);
      return again();
    },
  });
  const ask = (next: Act) => {
    decide.reset();
    setAct(next);
  };
  return (
    <Page
      title={t('watched.title')}
      lead={t('watched.lead')}
      actions={
        may('data-security.handle') ? (
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('watched.add')}
          </Button>
        ) : null
      }
    >
      <DataTable
        name="watched"
        label={t('watched.title')}
        columns={useColumns(ask)}
        rowKey={({ id }) => id}
        rows={list.items}
        error={list.error}
        onRetry={list.again}
        empty={{ title: t('watched.empty'), text: t('watched.emptyText') }}
        narrowed={search.state !== undefined}
        onClear={() => void navigate({ search: {}, replace: true })}
        paged={list}
        tools={
          <SelectBox
            label={t('watched.state')}
            value={search.state ?? ''}
            onChange={(state) => void navigate({ search: state ? { state } : {}, replace: true })}
            options={[
              { value: '', label: t('watched.allStates') },
              ...WATCH_STATES.map((value) => ({ value, label: t(`watched.states.${value}`) })),
            ]}
          />
        }
      />
      <ProposeDrawer open={adding} onClose={() => setAdding(false)} onDone={() => void again()} />
      <Confirm
        open={act !== undefined}
        title={act ? t(`watched.${act.what}Title`) : ''}
        act={act ? t(`watched.${act.what}`) : ''}
        danger={act?.what !== 'confirm'}
        busy={decide.isPending}
        error={decide.error}
        onAct={() => act && decide.mutate(act)}
        onClose={() => setAct(undefined)}
      >
        {act ? (
          <>
            <p>
              {act.row.name} {act.row.citizenId}
            </p>
            <p>{act.row.reason}</p>
            <p>{t(`watched.${act.what}Text`, { until: formatDate(act.row.until) })}</p>
          </>
        ) : null}
      </Confirm>
    </Page>
  );
}

function useColumns(ask: (act: Act) => void): Column<Watched>[] {
  const t = useGuardText();
  const may = usePermission();
  return [
    {
      key: 'name',
      title: t('watched.name'),
      text: ({ name }) => name,
      show: ({ name }) => <b>{name}</b>,
      always: true,
    },
    { key: 'citizenId', title: t('watched.citizenId'), text: ({ citizenId }) => citizenId },
    { key: 'reason', title: t('watched.reason'), text: ({ reason }) => reason },
    {
      key: 'state',
      title: t('watched.state'),
      text: ({ state }) => t(`watched.states.${state}`),
      show: ({ state }) => <Tag tone={TONES[state]}>{t(`watched.states.${state}`)}</Tag>,
    },
    { key: 'until', title: t('watched.until'), text: ({ until }) => formatDate(until) },
    {
      key: 'proposed',
      title: t('watched.proposedBy'),
      text: ({ proposedBy, proposedAt }) => `${proposedBy} ${formatInstant(proposedAt)}`,
    },
    { key: 'decided', title: t('watched.decidedBy'), text: ({ decidedBy }) => decidedBy ?? '–' },
    {
      key: 'act',
      title: t('watched.act'),
      text: () => '',
      show: (row) => {
        if (row.state === 'proposed' && row.mine) return <small>{t('watched.mine')}</small>;
        const acts: Act['what'][] =
          row.state === 'proposed'
            ? ['confirm', 'decline']
            : row.state === 'confirmed' && may('data-security.handle')
              ? ['end']
              : [];
        return (
          <span className="row">
            {acts.map((what) => (
              <Button key={what} size="small" danger={what !== 'confirm'} onClick={() => ask({ what, row })}>
                {t(`watched.${what}`)}
              </Button>
            ))}
          </span>
        );
      },
    },
  ];
}
