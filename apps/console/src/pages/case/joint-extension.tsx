import { useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import type { CaseOutline } from '../../api/work.ts';
import { answerJoint, JOINT } from '../../api/work-joint.ts';
import { caseOutlineQuery } from '../../data/queries.ts';
import { AsWritten } from '../../rail/as-written.tsx';
import { ConfirmStep } from '../../rail/confirm.tsx';
import { useJointText } from '../../texts/joint.ts';
import { WORK_KEY } from '../work/work-list.ts';

type Answer = 'approve' | 'refuse';

/** An extension that waits for the head of government: why it is asked for, and their answer. */
export function JointExtension({ file }: { file: CaseOutline }) {
  const t = useJointText();
  const local = useLocal();
  const [asking, setAsking] = useState<Answer>();
  const [done, setDone] = useState<Answer>();
  const { extension } = file;
  const toDecide = extension?.toDecide;
  if (!extension || (!toDecide && !done)) return null;
  const suspended = file.clocks?.suspended ?? false;
  return (
    <section className="card pad stack-s">
      <h2>{t('heading')}</h2>
      {toDecide ? (
        <>
          <p>{t('asked', { office: local(file.organisationName), days: extension.days })}</p>
          <p>
            <AsWritten said={toDecide.reason} />
          </p>
          {toDecide.late || suspended ? <p className="stands">{t(toDecide.late ? 'lateLong' : 'standsLong')}</p> : null}
          <div className="row">
            <Button type="primary" disabled={toDecide.late || suspended} onClick={() => setAsking('approve')}>
              {t('approve')}
            </Button>
            <Button onClick={() => setAsking('refuse')}>{t('refuse')}</Button>
          </div>
        </>
      ) : null}
      <span role="status" className="act-done">
        {done && !toDecide ? t(done === 'approve' ? 'approved' : 'refused') : null}
      </span>
      {asking ? (
        <AnswerDialog
          caseId={file.id}
          days={extension.days}
          answer={asking}
          onClose={() => setAsking(undefined)}
          onDone={() => {
            setDone(asking);
            setAsking(undefined);
          }}
        />
      ) : null}
    </section>
  );
}

type DialogProps = { caseId: string; days: number; answer: Answer; onClose: () => void; onDone: () => void };

function AnswerDialog({ caseId, days, answer, onClose, onDone }: DialogProps) {
  const t = useJointText();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const sent = useMutation({
    mutationFn: () => answerJoint(caseId, answer === 'approve', reason.trim()),
    onSuccess: (outline) => {
      client.setQueryData(caseOutlineQuery(caseId).queryKey, outline);
      void client.invalidateQueries({ queryKey: [JOINT] });
      void client.invalidateQueries({ queryKey: [WORK_KEY] });
      onDone();
    },
  });
  return (
    <ConfirmStep
      act={t(answer)}
      text={answer === 'approve' ? t('approveText', { days }) : t('refuseText')}
      busy={sent.isPending}
      error={sent.error}
      reason={
        answer === 'refuse'
          ? { label: t('reason'), hint: t('reasonHint'), value: reason, onChange: setReason }
          : undefined
      }
      onAct={() => sent.mutate()}
      onClose={onClose}
    />
  );
}
