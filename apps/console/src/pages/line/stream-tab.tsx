import { ErrorNotice, formatCount, useLocal } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { sendLineAct, type LineDetail } from '../../api/railway.ts';
import { RAIL, subscriptionsQuery } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import '../../styles/islands.css';
import { NewSubscriptionDrawer } from '../streams/new-subscription.tsx';
import { SubscriptionState } from '../streams/subscription-state.tsx';

/** 数据流: whether the line's changes are written for others, and who takes them. */
export function StreamTab({ line }: { line: LineDetail }) {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const riders = useQuery(subscriptionsQuery(line.id));
  const send = useMutation({
    mutationFn: () => sendLineAct(line.id, { act: 'stream', on: !line.streamed }),
    onSuccess: () => client.invalidateQueries({ queryKey: [RAIL] }),
  });
  const manages = may('exchange.manage-lines');
  const items = riders.data?.items;
  return (
    <div className="stack">
      <section className="card pad stack">
        <div className="row">
          <h2>{t('stream.title')}</h2>
          <Tag tone={line.streamed ? 'green' : 'grey'}>{line.streamed ? t('stream.on') : t('stream.off')}</Tag>
          <span className="grow" />
          {manages ? (
            <Button loading={send.isPending} onClick={() => send.mutate()}>
              {line.streamed ? t('stream.turnOff') : t('stream.turnOn')}
            </Button>
          ) : null}
        </div>
        <p>{line.streamed ? t('stream.onText') : t('stream.offText')}</p>
        {send.error ? <ErrorNotice error={send.error} level={3} /> : null}
      </section>
      <section className="card pad stack-s">
        <div className="row">
          <h2 className="grow">{t('stream.riders')}</h2>
          {manages ? (
            <Button type="primary" onClick={() => setAdding(true)}>
              {t('streams.add')}
            </Button>
          ) : null}
        </div>
        {riders.error && !items ? (
          <ErrorNotice error={riders.error} onRetry={() => void riders.refetch()} level={3} />
        ) : null}
        {items?.length === 0 ? <p className="quiet">{t('stream.noRiders')}</p> : null}
        {items && items.length > 0 ? (
          <SubTable
            scrolls={t('stream.riders')}
            heads={[
              t('streams.subscription'),
              t('streams.organisation'),
              t('railway.columns.state'),
              { number: t('streams.waiting') },
              { number: t('streams.deadLetters') },
            ]}
          >
            {items.map((one) => (
              <tr key={one.id}>
                <td>
                  <Link to="/streams" search={{ open: one.id } as object}>
                    {local(one.title)}
                  </Link>
                </td>
                <td>{local(one.organisationName)}</td>
                <td>
                  <SubscriptionState state={one.state} />
                </td>
                <td className="number">
                  {formatCount(one.lines.find(({ lineId }) => lineId === line.id)?.waiting ?? 0)}
                </td>
                <td className="number">{formatCount(one.deadLetters)}</td>
              </tr>
            ))}
          </SubTable>
        ) : null}
      </section>
      {adding ? <NewSubscriptionDrawer lineId={line.id} onClose={() => setAdding(false)} /> : null}
    </div>
  );
}
