import { ErrorNotice, formatCount, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { adoptGrant, fetchUpperGrants, PAGE, UPSTREAMS, type UpperGrant } from '../../api/upstreams.ts';
import { usePaged } from '../../data/paged.ts';
import { usePermission } from '../../data/session.ts';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useLevelsText } from '../../texts/levels.ts';
import type { ListProps } from './upstreams-page.tsx';

const TONES = { 'in-force': 'green', 'not-yet': 'blue', suspended: 'amber', ended: 'grey' } as const;

/** Grants from above as the level above says they are; one without an application of ours waits for someone to adopt it. */
export function GrantList({ change }: ListProps) {
  const t = useLevelsText();
  const local = useLocal();
  const may = usePermission();
  const client = useQueryClient();
  const paged = usePaged([UPSTREAMS, 'grants'], PAGE, fetchUpperGrants);
  const adopt = useMutation({
    mutationFn: (grant: UpperGrant) => adoptGrant(grant.platform, grant.upApplyId),
    onSettled: () => client.invalidateQueries({ queryKey: [UPSTREAMS] }),
  });
  const columns: Column<UpperGrant>[] = [
    {
      key: 'title',
      title: t('upstreams.grants.resource'),
      text: ({ title }) => local(title),
      show: ({ title, service }) =>
        service ? (
          <OpenButton onOpen={() => change({ tab: '', open: service })}>{local(title)}</OpenButton>
        ) : (
          local(title)
        ),
      always: true,
    },
    { key: 'platform', title: t('upstreams.platform'), text: ({ platformTitle }) => local(platformTitle) },
    { key: 'no', title: t('upstreams.grants.applyId'), text: ({ upApplyId }) => upApplyId },
    {
      key: 'state',
      title: t('state'),
      text: ({ state, reason }) => `${t(`upstreams.grants.states.${state}`)} ${reason ?? ''}`,
      show: ({ state, reason }) => (
        <>
          <Tag tone={TONES[state]}>{t(`upstreams.grants.states.${state}`)}</Tag>{' '}
          {reason ? <small>{reason}</small> : null}
        </>
      ),
    },
    {
      key: 'period',
      title: t('upstreams.grants.period'),
      text: ({ from, until }) => `${from ?? '–'} – ${until ?? '–'}`,
    },
    {
      key: 'quota',
      title: t('upstreams.quota'),
      text: ({ callsPerDay }) => (callsPerDay === undefined ? '–' : formatCount(callsPerDay)),
      number: true,
    },
    { key: 'purpose', title: t('across.purpose'), text: ({ purpose }) => purpose ?? '–', startsHidden: true },
    {
      key: 'own',
      title: t('upstreams.grants.own'),
      text: ({ upward, adopted }) =>
        t(upward ? 'upstreams.grants.ours' : adopted ? 'upstreams.grants.adopted' : 'upstreams.grants.unknown'),
      show: (grant) =>
        grant.upward ? (
          t('upstreams.grants.ours')
        ) : grant.adopted ? (
          t('upstreams.grants.adopted')
        ) : (
          <span className="row">
            <Tag tone="amber">{t('upstreams.grants.unknown')}</Tag>
            {may('upstreams.manage') ? (
              <Button
                size="small"
                loading={adopt.isPending && adopt.variables === grant}
                onClick={() => adopt.mutate(grant)}
              >
                {t('upstreams.grants.adopt')}
              </Button>
            ) : null}
          </span>
        ),
    },
  ];
  return (
    <>
      {adopt.error ? <ErrorNotice error={adopt.error} level={3} /> : null}
      <DataTable
        name="upper-grants"
        label={t('upstreams.tabs.grants')}
        columns={columns}
        rowKey={({ platform, upApplyId }) => `${platform} ${upApplyId}`}
        rows={paged.items}
        error={paged.error}
        onRetry={paged.again}
        paged={paged}
        empty={{ title: t('upstreams.grants.empty'), text: t('upstreams.grants.emptyText') }}
      />
    </>
  );
}
