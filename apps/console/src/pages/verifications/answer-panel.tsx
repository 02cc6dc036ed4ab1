import { ErrorNotice } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Modal, Radio } from 'antd';
import { useState } from 'react';
import {
  sendVerificationAct,
  VERIFICATIONS_KEY,
  type Verification,
  type VerificationAct,
  type VerificationAction,
} from '../../api/verifications.ts';
import { usePermission } from '../../data/session.ts';
import { Written } from '../../form/written.tsx';
import { useText } from '../../texts/index.ts';
import { actOfAnswer, EMPTY_ANSWER, missingParts, type MissingPart } from './answer.ts';

const AGAINST_HOLDER: readonly VerificationAction[] = ['confirm', 'revoke'];

/** The officer's answer: chosen, reasoned, confirmed. What was written stays when sending it fails. */
export function AnswerPanel({ shown }: { shown: Verification }) {
  const t = useText();
  const may = usePermission();
  const client = useQueryClient();
  const [answer, setAnswer] = useState(EMPTY_ANSWER);
  const [complain, setComplain] = useState(false);
  const [asking, setAsking] = useState(false);
  const send = useMutation({
    mutationFn: (act: VerificationAct) => sendVerificationAct(shown, act),
    onSuccess: () => client.invalidateQueries({ queryKey: [VERIFICATIONS_KEY] }),
    onSettled: () => setAsking(false),
  });
  if (send.isSuccess) {
    return (
      <div className="decided" role="status">
        <h3>{t(`verifications.sent.${send.variables.action}`)}</h3>
        <p>{t(`verifications.after.${send.variables.action}`)}</p>
      </div>
    );
  }
  if (shown.allowed.length === 0) return null;
  if (!may('licences.verify-facts')) return <p className="quiet">{t('verifications.noRight')}</p>;

  const objected = shown.objections.length > 0;
  const missing = complain ? missingParts(answer, objected) : [];
  const fault = (part: MissingPart) => (missing.includes(part) ? t(`verifications.missing.${part}`) : undefined);
  const act = actOfAnswer(answer, objected);
  const ask = () => {
    if (!act) return setComplain(true);
    send.reset();
    setAsking(true);
  };
  const danger = answer.action !== undefined && AGAINST_HOLDER.includes(answer.action);
  return (
    <section
      className="stack-s answer"
      aria-label={t('verifications.answer')}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        ask();
      }}
    >
      <h3>{t('verifications.answer')}</h3>
      <Radio.Group
        className="ways"
        aria-label={t('verifications.choose')}
        value={answer.action}
        onChange={(event) => setAnswer({ ...answer, action: event.target.value as VerificationAction })}
        options={shown.allowed.map((value) => ({ value, label: t(`verifications.actions.${value}`) }))}
      />
      {fault('action') ? <p className="fault">{fault('action')}</p> : null}
      {answer.action ? (
        <Written
          label={t('verifications.reason')}
          hint={danger ? t('verifications.reasonHint') : t('verifications.reasonKept')}
          value={answer.reason}
          onChange={(reason) => setAnswer({ ...answer, reason })}
          fault={fault('reason')}
        />
      ) : null}
      {answer.action === 'revoke' ? (
        <>
          <Written
            label={t('verifications.evidence')}
            value={answer.evidence}
            onChange={(evidence) => setAnswer({ ...answer, evidence })}
            fault={fault('evidence')}
          />
          {objected ? (
            <Written
              label={t('verifications.reply')}
              value={answer.reply}
              onChange={(reply) => setAnswer({ ...answer, reply })}
              fault={fault('reply')}
            />
          ) : null}
        </>
      ) : null}
      {send.error ? <ErrorNotice error={send.error} level={3} kept={t('decision.kept')} /> : null}
      <div className="row">
        <Button type="primary" danger={danger} onClick={ask}>
          {t('verifications.submit')}
        </Button>
        <small>{t('decision.keys')}</small>
      </div>
      <Modal
        open={asking}
        title={answer.action ? t(`verifications.confirm.${answer.action}`) : ''}
        okText={answer.action ? t(`verifications.actions.${answer.action}`) : ''}
        okButtonProps={{ danger }}
        cancelText={t('decision.backToWriting')}
        confirmLoading={send.isPending}
        onOk={() => act && send.mutate(act)}
        onCancel={() => setAsking(false)}
      >
        <div className="stack-s">
          <p>{answer.reason}</p>
          {answer.action ? <p className="what-next">{t(`verifications.next.${answer.action}`)}</p> : null}
        </div>
      </Modal>
    </section>
  );
}
