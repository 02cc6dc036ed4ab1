import { ErrorNotice } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, InputNumber } from 'antd';
import { useState } from 'react';
import { changeConnection, type Connection, type Hours, type Limits } from '../../api/connections.ts';
import { RAIL } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { Field } from '../../rail/field.tsx';
import { useText } from '../../texts/index.ts';

const GIB = 2 ** 30;
const HOUR = 3600;

/** What a source may be burdened with: connections, rows a second, hours of the day, and how much log is kept for us. */
export function LimitsForm({ connection, onSaved }: { connection: Connection; onSaved?: () => void }) {
  const t = useText();
  const may = usePermission();
  const client = useQueryClient();
  const [changed, setChanged] = useState<Limits>();
  const limits = changed ?? connection.limits;
  const save = useMutation({
    mutationFn: () => changeConnection(connection.id, { version: connection.version, limits }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [RAIL] });
      setChanged(undefined);
      onSaved?.();
    },
  });
  const editable = may('exchange.manage-lines');
  const set = (part: Partial<Limits>) => setChanged({ ...limits, ...part });
  const hours = limits.hours ?? [];
  const setHours = (next: Hours[]) => {
    const { hours: _, ...rest } = limits;
    setChanged(next.length > 0 ? { ...rest, hours: next } : rest);
  };
  const setRate = (rate: number | null) => {
    const { rowsPerSecond: _, ...rest } = limits;
    setChanged(rate ? { ...rest, rowsPerSecond: rate } : rest);
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <div className="two">
        <Field label={t('limits.connections')} hint={t('limits.connectionsHint')}>
          {(described) => (
            <InputNumber
              {...described}
              min={1}
              max={32}
              precision={0}
              disabled={!editable}
              value={limits.connections}
              onChange={(value) => set({ connections: value ?? 1 })}
            />
          )}
        </Field>
        <Field label={t('limits.rate')} hint={t('limits.rateHint')}>
          {(described) => (
            <InputNumber
              {...described}
              min={1}
              max={10_000_000}
              precision={0}
              disabled={!editable}
              placeholder={t('limits.noLimit')}
              value={limits.rowsPerSecond ?? null}
              onChange={setRate}
            />
          )}
        </Field>
        <Field label={t('limits.logBytes')} hint={t('limits.logBytesHint')}>
          {(described) => (
            <InputNumber
              {...described}
              min={0.01}
              max={10_000}
              disabled={!editable}
              suffix="GB"
              value={Math.round((limits.logBytes / GIB) * 100) / 100}
              onChange={(value) => set({ logBytes: Math.round((value ?? 1) * GIB) })}
            />
          )}
        </Field>
        <Field label={t('limits.logSeconds')} hint={t('limits.logSecondsHint')}>
          {(described) => (
            <InputNumber
              {...described}
              min={0.05}
              max={720}
              disabled={!editable}
              suffix={t('limits.hour')}
              value={Math.round((limits.logSeconds / HOUR) * 100) / 100}
              onChange={(value) => set({ logSeconds: Math.round((value ?? 1) * HOUR) })}
            />
          )}
        </Field>
      </div>
      <fieldset className="flow">
        <legend>{t('limits.hours')}</legend>
        <small>{hours.length === 0 ? t('limits.anyHour') : t('limits.hoursHint')}</small>
        {hours.map((one, index) => (
          // Hours have nothing of their own to be told apart by while they are written.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={index} className="row">
            {(['from', 'to'] as const).map((end) => (
              <input
                key={end}
                type="time"
                className="day"
                aria-label={t(`limits.${end}`, { count: index + 1 })}
                value={one[end]}
                disabled={!editable}
                onChange={(event) =>
                  setHours(
                    hours.map((hour, place) => (place === index ? { ...hour, [end]: event.target.value } : hour)),
                  )
                }
              />
            ))}
            <Button
              size="small"
              disabled={!editable}
              onClick={() => setHours(hours.filter((_, place) => place !== index))}
            >
              {t('limits.removeHours')}
            </Button>
          </div>
        ))}
        {editable && hours.length < 12 ? (
          <div>
            <Button size="small" onClick={() => setHours([...hours, { from: '22:00', to: '06:00' }])}>
              {t('limits.addHours')}
            </Button>
          </div>
        ) : null}
      </fieldset>
      {save.error ? <ErrorNotice error={save.error} level={3} kept={t('form.kept')} /> : null}
      {changed ? (
        <div className="row">
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('limits.save')}
          </Button>
          <Button onClick={() => setChanged(undefined)}>{t('form.cancel')}</Button>
        </div>
      ) : null}
    </form>
  );
}
