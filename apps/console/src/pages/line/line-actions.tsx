import { ErrorNotice } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { goesOn, sendLineAct, type LineAct, type LineDetail } from '../../api/railway.ts';
import { RAIL } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { Confirm } from '../../rail/confirm.tsx';
import { Field } from '../../rail/field.tsx';
import { useText } from '../../texts/index.ts';

type Asked = 'pause' | 'snapshot' | 'rewind' | 'remove';

/** A wall clock of Shanghai from a field, as an instant; undefined while it is not whole. */
export function shanghaiInstant(wall: string): string | undefined {
  const at = Date.parse(`${wall}:00+08:00`);
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(wall) && !Number.isNaN(at) ? new Date(at).toISOString() : undefined;
}

/** Pause, resume, read anew, go back in time, remove: each says before what will happen and what is kept. */
export function LineActions({ line }: { line: LineDetail }) {
  const t = useText();
  const may = usePermission();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Asked>();
  const [confirmDeletions, setConfirmDeletions] = useState(false);
  const [wall, setWall] = useState('');
  const send = useMutation({
    mutationFn: (act: LineAct) => sendLineAct(line.id, act),
    onSuccess: (_, { act }) => {
      setAsked(undefined);
      setConfirmDeletions(false);
      if (act === 'remove') void navigate({ to: '/railway' });
      return client.invalidateQueries({ queryKey: [RAIL] });
    },
  });
  if (!may('exchange.manage-lines')) return null;
  const ask = (what: Asked) => {
    send.reset();
    setAsked(what);
  };
  const stands = line.state === 'paused' || line.state === 'held' || line.state === 'failed';
  const reading = goesOn(line.run);
  const to = shanghaiInstant(wall);
  const acts: Record<Asked, () => void> = {
    pause: () => send.mutate({ act: 'pause' }),
    snapshot: () => send.mutate({ act: 'snapshot', ...(confirmDeletions ? { confirmDeletions } : {}) }),
    rewind: () => to && send.mutate({ act: 'rewind', to }),
    remove: () => send.mutate({ act: 'remove' }),
  };
  return (
    <>
      {stands ? (
        <Button type="primary" loading={send.isPending && !asked} onClick={() => send.mutate({ act: 'resume' })}>
          {t('line.acts.resume')}
        </Button>
      ) : null}
      {line.state === 'paused' ? null : <Button onClick={() => ask('pause')}>{t('line.acts.pause')}</Button>}
      <Button disabled={reading} onClick={() => ask('snapshot')}>
        {t('line.acts.snapshot')}
      </Button>
      {line.mode === 'snapshot' ? null : <Button onClick={() => ask('rewind')}>{t('line.acts.rewind')}</Button>}
      {line.origin === 'console' ? (
        <Button danger onClick={() => ask('remove')}>
          {t('line.acts.remove')}
        </Button>
      ) : null}
      {send.error && !asked ? <ErrorNotice error={send.error} level={3} /> : null}
      <Confirm
        open={asked !== undefined}
        title={asked ? t(`line.ask.${asked}`) : ''}
        act={asked ? t(`line.acts.${asked}`) : ''}
        danger={asked === 'remove' || (asked === 'snapshot' && confirmDeletions)}
        busy={send.isPending}
        error={asked ? send.error : null}
        disabled={asked === 'rewind' && !to}
        onAct={() => asked && acts[asked]()}
        onClose={() => setAsked(undefined)}
      >
        {asked ? (
          <p>
            {t(asked === 'rewind' && line.mode !== 'cursor' ? 'line.askText.rewindWhole' : `line.askText.${asked}`)}
          </p>
        ) : null}
        {asked === 'remove' ? <p>{t('line.askText.kept')}</p> : null}
        {asked === 'snapshot' ? (
          <Checkbox checked={confirmDeletions} onChange={(event) => setConfirmDeletions(event.target.checked)}>
            {t('line.confirmDeletions')}
          </Checkbox>
        ) : null}
        {asked === 'rewind' ? (
          <Field label={t('line.rewindTo')} hint={t('line.rewindHint')} required>
            {(described) => (
              <input
                {...described}
                type="datetime-local"
                className="day"
                value={wall}
                onChange={(event) => setWall(event.target.value)}
              />
            )}
          </Field>
        ) : null}
      </Confirm>
    </>
  );
}
