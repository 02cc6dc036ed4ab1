import { formatDate, shanghaiDay } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { endSubstitute, fetchSubstitutes, type Substitute } from '../../api/work-substitutes.ts';
import { usePermission } from '../../data/session.ts';
import { Confirm } from '../../rail/confirm.tsx';
import { Page } from '../../shell/page.tsx';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { WORK_KEY } from '../work/work-list.ts';
import { HandOver } from './hand-over.tsx';
import { NameSubstitute } from './name-substitute.tsx';

export const SUBSTITUTES = 'substitutes';

/** AB 岗: who does whose claimed tasks while they are away, and from when to when. */
export function SubstitutesPage() {
  const t = useText();
  const may = usePermission();
  const client = useQueryClient();
  const [naming, setNaming] = useState(false);
  const [handing, setHanding] = useState(false);
  const [handed, setHanded] = useState<number>();
  const [ending, setEnding] = useState<Substitute>();
  const query = useQuery({ queryKey: [SUBSTITUTES], queryFn: fetchSubstitutes });
  const renew = () => void client.invalidateQueries({ queryKey: [SUBSTITUTES] });
  const end = useMutation({
    mutationFn: (one: Substitute) => endSubstitute(one.id),
    onSuccess: () => {
      setEnding(undefined);
      renew();
    },
  });
  const columns: Column<Substitute>[] = [
    { key: 'for', title: t('substitutes.absent'), text: ({ forAccountName }) => forAccountName, always: true },
    { key: 'by', title: t('substitutes.by'), text: ({ accountName }) => accountName, always: true },
    {
      key: 'span',
      title: t('substitutes.span'),
      text: ({ from, until }) => t('substitutes.fromUntil', { from: formatDate(from), until: formatDate(until) }),
    },
    {
      key: 'now',
      title: t('substitutes.state'),
      text: (one) => t(one.from <= shanghaiDay() ? 'substitutes.inForce' : 'substitutes.toCome'),
      show: (one) => (
        <Tag tone={one.from <= shanghaiDay() ? 'green' : 'grey'}>
          {t(one.from <= shanghaiDay() ? 'substitutes.inForce' : 'substitutes.toCome')}
        </Tag>
      ),
    },
    ...(may('cases.decide')
      ? [
          {
            key: 'end',
            title: t('substitutes.act'),
            text: () => '',
            show: (one: Substitute) => (
              <button
                type="button"
                className="plain-button"
                aria-label={t('substitutes.endOf', { by: one.accountName, absent: one.forAccountName })}
                onClick={() => setEnding(one)}
              >
                {t('substitutes.end')}
              </button>
            ),
          },
        ]
      : []),
  ];
  return (
    <Page
      title={t('substitutes.title')}
      lead={t('substitutes.lead')}
      actions={
        <>
          <span role="status">{handed === undefined ? null : t('substitutes.handedOver', { count: handed })}</span>
          {may('cases.supervise') ? (
            <Button onClick={() => setHanding(true)}>{t('substitutes.handOver')}</Button>
          ) : null}
          {may('cases.decide') ? (
            <Button type="primary" onClick={() => setNaming(true)}>
              {t('substitutes.name')}
            </Button>
          ) : null}
        </>
      }
    >
      <DataTable
        name="substitutes"
        label={t('substitutes.title')}
        columns={columns}
        rowKey={({ id }) => id}
        rows={query.data?.items}
        error={query.data ? null : query.error}
        onRetry={() => void query.refetch()}
        empty={{ title: t('substitutes.empty'), text: t('substitutes.emptyText') }}
      />
      {handing ? (
        <HandOver
          onClose={() => setHanding(false)}
          onDone={(tasks) => {
            setHanding(false);
            setHanded(tasks);
            void client.invalidateQueries({ queryKey: [WORK_KEY] });
          }}
        />
      ) : null}
      {naming ? (
        <NameSubstitute
          onClose={() => setNaming(false)}
          onDone={() => {
            setNaming(false);
            renew();
          }}
        />
      ) : null}
      <Confirm
        open={ending !== undefined}
        title={t('substitutes.endTitle')}
        act={t('substitutes.end')}
        danger
        busy={end.isPending}
        error={end.error}
        onAct={() => ending && end.mutate(ending)}
        onClose={() => {
          setEnding(undefined);
          end.reset();
        }}
      >
        {ending ? <p>{t('substitutes.endText', { by: ending.accountName, absent: ending.forAccountName })}</p> : null}
      </Confirm>
    </Page>
  );
}
