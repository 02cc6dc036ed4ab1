import { request, useLocal } from '@yiwang/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { TaskListing } from '../../api/work-tasks.ts';
import { Written } from '../../form/written.tsx';
import { Confirm } from '../../rail/confirm.tsx';
import { useSystemsText } from '../../texts/systems.ts';

export type Chosen = { act: 'retry' | 'take-over'; task: TaskListing };

/** Gives a task to its system again, or takes it over, with the reason. */
export function QueueAct({ chosen, onClose, onDone }: { chosen: Chosen; onClose: () => void; onDone: () => void }) {
  const t = useSystemsText();
  const local = useLocal();
  const { act, task } = chosen;
  const [reason, setReason] = useState('');
  const [complain, setComplain] = useState(false);
  const send = useMutation({
    mutationFn: () =>
      request('POST', `/api/work/tasks/${encodeURIComponent(task.id)}/${act}`, { body: { reason: reason.trim() } }),
    onSuccess: onDone,
  });
  const ok = () => (reason.trim() ? send.mutate() : setComplain(true));
  const name = act === 'retry' ? t('retry') : t('takeOver');
  return (
    <Confirm open title={name} act={name} busy={send.isPending} error={send.error} onAct={ok} onClose={onClose}>
      <p>
        <b>{task.caseNo}</b> · {local(task.task)}
      </p>
      <p className="quiet">{act === 'retry' ? t('retryText') : t('takeOverText')}</p>
      <Written
        label={t('why')}
        hint={t('whyHint')}
        max={1000}
        value={reason}
        onChange={setReason}
        fault={complain && !reason.trim() ? t('whyMissing') : undefined}
      />
    </Confirm>
  );
}
