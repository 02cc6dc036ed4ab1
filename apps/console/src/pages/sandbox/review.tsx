import { ErrorNotice, formatCount, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input, InputNumber } from 'antd';
import { useState } from 'react';
import { DELIVERIES, fetchResult, reviewQuery, type Result, type SandboxDetail } from '../../api/deliveries.ts';
import { Field } from '../../rail/field.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { useText } from '../../texts/index.ts';

/** The provider's look at a result and its decision: nothing leaves before. */
export function Review({ one }: { one: SandboxDetail }) {
  const t = useText();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [least, setLeast] = useState<number | null>(10);
  const look = useMutation({ mutationFn: () => fetchResult(one.id) });
  const decide = useMutation({
    mutationFn: (decision: 'release' | 'refuse') =>
      reviewQuery(one.id, {
        decision,
        reason: reason.trim(),
        ...(one.mode === 'groups' && least !== null ? { leastGroup: least } : {}),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: [DELIVERIES] }),
  });
  const ready = reason.trim().length >= 2 && (one.mode === 'rows' || least !== null);
  return (
    <section className="flow stack-s">
      <h3>{t('sandbox.review')}</h3>
      {look.data ? (
        <Shown result={look.data} />
      ) : (
        <div className="row">
          <Button loading={look.isPending} onClick={() => look.mutate()}>
            {t('sandbox.look')}
          </Button>
          <small>{t('sandbox.lookText')}</small>
        </div>
      )}
      {look.error ? <ErrorNotice error={look.error} level={3} /> : null}
      {one.mode === 'groups' ? (
        <Field label={t('sandbox.least')} hint={t('sandbox.leastHint')} required>
          {(described) => (
            <InputNumber {...described} min={3} max={1_000} precision={0} value={least} onChange={setLeast} />
          )}
        </Field>
      ) : null}
      <Field label={t('sandbox.reason')} hint={t('sandbox.reasonHint')} required>
        {(described) => (
          <Input {...described} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
      {decide.error ? <ErrorNotice error={decide.error} level={3} /> : null}
      <div className="row">
        <Button type="primary" disabled={!ready} loading={decide.isPending} onClick={() => decide.mutate('release')}>
          {t('sandbox.release')}
        </Button>
        <Button danger disabled={!ready} loading={decide.isPending} onClick={() => decide.mutate('refuse')}>
          {t('sandbox.refuse')}
        </Button>
      </div>
    </section>
  );
}

/** A whole number as people read it; others as they are. */
const shown = (cell: string | null, number: boolean): string =>
  cell === null ? '–' : number && /^-?\d{4,15}$/u.test(cell) ? formatCount(Number(cell)) : cell;

function Shown({ result }: { result: Result }) {
  const t = useText();
  const local = useLocal();
  const heads = [
    ...result.columns.map(({ title, masked, number }) => {
      const head = masked ? t('sandbox.maskedHead', { title: local(title) }) : local(title);
      return number ? { number: head } : head;
    }),
    ...(result.counts ? [{ number: t('sandbox.count') }] : []),
  ];
  return (
    <div className="stack-s">
      <small>{t('sandbox.shown', { total: formatCount(result.total), shown: formatCount(result.shown) })}</small>
      <SubTable heads={heads} scrolls={t('sandbox.look')}>
        {result.rows.map((row, index) => (
          // Rows of a result have no name of their own, and their order never changes.
          // oxlint-disable-next-line react/no-array-index-key
          <tr key={index}>
            {row.map((cell, place) => (
              <td
                key={local(result.columns[place]?.title) + String(place)}
                className={result.columns[place]?.number ? 'number' : ''}
              >
                {shown(cell, result.columns[place]?.number === true)}
              </td>
            ))}
            {result.counts ? <td className="number">{formatCount(result.counts[index] ?? 0)}</td> : null}
          </tr>
        ))}
      </SubTable>
    </div>
  );
}
