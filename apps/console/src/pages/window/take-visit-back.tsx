import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Written } from '../../form/written.tsx';
import { Confirm } from '../../rail/confirm.tsx';
import { useWindowText } from '../../texts/window.ts';

type Props = { act: (reason: string) => Promise<unknown>; onDone: () => Promise<unknown>; onClose: () => void };

/** Takes a wrongly counted visit out of the count, with the reason that stays beside it. */
export function TakeVisitBack({ act, onDone, onClose }: Props) {
  const t = useWindowText();
  const [reason, setReason] = useState('');
  const sent = useMutation({
    mutationFn: () => act(reason.trim()),
    async onSuccess() {
      await onDone();
      onClose();
    },
  });
  return (
    <Confirm
      open
      title={t('visit.backTitle')}
      act={t('visit.back')}
      disabled={reason.trim() === ''}
      busy={sent.isPending}
      error={sent.error}
      onAct={() => sent.mutate()}
      onClose={onClose}
    >
      <p>{t('visit.backLead')}</p>
      <Written label={t('visit.reason')} value={reason} onChange={setReason} max={1000} rows={2} />
    </Confirm>
  );
}
