import { ErrorNotice } from '@yiwang/ui';
import { useMutation } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useState } from 'react';
import { Written } from '../../form/written.tsx';
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
    <Modal
      open
      title={t('visit.backTitle')}
      okText={t('visit.back')}
      cancelText={t('visit.cancel')}
      okButtonProps={{ disabled: reason.trim() === '' }}
      confirmLoading={sent.isPending}
      onOk={() => sent.mutate()}
      onCancel={onClose}
    >
      <div className="stack-s">
        <p>{t('visit.backLead')}</p>
        <Written label={t('visit.reason')} value={reason} onChange={setReason} max={1000} rows={2} />
        {sent.error ? <ErrorNotice error={sent.error} level={3} /> : null}
      </div>
    </Modal>
  );
}
