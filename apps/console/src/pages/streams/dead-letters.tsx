import { ErrorNotice, formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import {
  DELIVERIES_PAGE,
  dropDeadLetters,
  fetchDeadLetters,
  replayDeadLetters,
  type Subscription,
} from '../../api/streams.ts';
import { usePaged } from '../../data/paged.ts';
import { RAIL } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { Confirm } from '../../rail/confirm.tsx';
import { Field } from '../../rail/field.tsx';
import { PageButtons } from '../../table/page-buttons.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { useText } from '../../texts/index.ts';

/** Changes that the receiver refused time after time: delivered again, or given up with a reason. */
export function DeadLetters({ subscription }: { subscription: Subscription }) {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  const client = useQueryClient();
  const [dropping, setDropping] = useState<string>();
  const [why, setWhy] = useState('');
  const { id } = subscription;
  const list = usePaged([RAIL, 'dead-letters', id], DELIVERIES_PAGE, (cursor) => fetchDeadLetters(id, cursor));
  const again = () => client.invalidateQueries({ queryKey: [RAIL] });
  const replay = useMutation({
    mutationFn: (letter: string | undefined) => replayDeadLetters(id, letter ? [letter] : undefined),
    onSuccess: again,
  });
  const drop = useMutation({
    mutationFn: () => dropDeadLetters(id, dropping === 'all' || !dropping ? undefined : [dropping], why.trim()),
    onSuccess: () => {
      setDropping(undefined);
      setWhy('');
      return again();
    },
  });
  const manages = may('exchange.manage-lines');
  if (list.items?.length === 0 && !replay.data) return null;
  return (
    <section className="stack-s">
      <div className="row">
        <h3 className="grow">{t('streams.lettersTitle', { count: subscription.deadLetters })}</h3>
        {manages && list.items && list.items.length > 0 ? (
          <>
            <Button size="small" loading={replay.isPending} onClick={() => replay.mutate(undefined)}>
              {t('streams.replayAll')}
            </Button>
            <Button size="small" danger onClick={() => setDropping('all')}>
              {t('streams.dropAll')}
            </Button>
          </>
        ) : null}
      </div>
      <small>{t('streams.lettersText')}</small>
      {list.error ? <ErrorNotice error={list.error} onRetry={list.again} level={3} /> : null}
      {replay.error ? <ErrorNotice error={replay.error} level={3} /> : null}
      {replay.data ? <p role="status">{t('streams.replaying', { count: replay.data.waiting })}</p> : null}
      {list.items && list.items.length > 0 ? (
        <SubTable
          scrolls={t('streams.deadLetters')}
          heads={[
            t('loads.at'),
            t('streams.lines'),
            t('streams.fault'),
            { number: t('streams.changes') },
            { number: t('streams.attempts') },
            t('held.act'),
          ]}
        >
          {list.items.map((letter) => (
            <tr key={letter.id}>
              <td className="nowrap">{formatInstant(letter.at)}</td>
              <td>{local(letter.lineTitle)}</td>
              <td>{local(letter.fault.text)}</td>
              <td className="number">{formatCount(letter.changes)}</td>
              <td className="number">{letter.attempts}</td>
              <td className="nowrap">
                {manages ? (
                  <span className="row">
                    <Button size="small" onClick={() => replay.mutate(letter.id)}>
                      {t('streams.replay')}
                    </Button>
                    <Button size="small" danger onClick={() => setDropping(letter.id)}>
                      {t('streams.drop')}
                    </Button>
                  </span>
                ) : (
                  '–'
                )}
              </td>
            </tr>
          ))}
        </SubTable>
      ) : null}
      {list.previous || list.next ? (
        <div className="row">
          <PageButtons paged={list} size="small" />
        </div>
      ) : null}
      <Confirm
        open={dropping !== undefined}
        title={t('streams.dropTitle')}
        act={t('streams.drop')}
        danger
        busy={drop.isPending}
        error={drop.error}
        disabled={why.trim().length < 2}
        onAct={() => drop.mutate()}
        onClose={() => setDropping(undefined)}
      >
        <p>{t('streams.dropText')}</p>
        <Field label={t('quarantine.why')} required>
          {(described) => (
            <Input {...described} value={why} maxLength={200} onChange={(event) => setWhy(event.target.value)} />
          )}
        </Field>
      </Confirm>
    </section>
  );
}
