import { ErrorNotice } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { beginMatter, retireMatter, stepMatter, type MatterDetail, type MatterStep } from '../../api/matters.ts';
import { ConfirmStep } from '../../rail/confirm.tsx';
import { Field } from '../../rail/field.tsx';
import { useMattersText } from '../../texts/matters.ts';
import { NewMatter } from './new-matter.tsx';
import { MATTERS } from './queries.ts';

type Asked = Exclude<MatterStep, 'edit' | 'revise' | 'inherit'>;
const ORDER: readonly MatterStep[] = [
  'revise',
  'submit',
  'approve',
  'return',
  'withdraw',
  'discard',
  'inherit',
  'retire',
];
const DANGER: readonly MatterStep[] = ['discard', 'retire', 'return'];
const MAIN: readonly MatterStep[] = ['revise', 'submit', 'approve'];
const WITH_REASON: readonly Asked[] = ['return', 'retire'];

type Props = {
  id: string;
  matter: MatterDetail;
  /** Something is written that was not saved. */
  unsaved: boolean;
};

/** What may be done with a matter now; each step is confirmed with what it means. */
export function MatterSteps({ id, matter, unsaved }: Props) {
  const t = useMattersText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Asked | 'inherit'>();
  const [reason, setReason] = useState('');
  const [day, setDay] = useState('');
  const { work, may } = matter;
  const act = useMutation({
    mutationFn: async (step: Asked) => {
      if (step === 'retire') await retireMatter(id, reason.trim());
      else
        await stepMatter(id, step, {
          revision: work?.view.revision ?? 0,
          ...(step === 'return' ? { reason: reason.trim() } : {}),
          ...(step === 'approve' && day ? { publishOn: day } : {}),
        });
    },
    onSuccess: async (_done, step) => {
      setAsked(undefined);
      if (step === 'discard' && !matter.inUse) await navigate({ to: '/matters', ignoreBlocker: true });
      await client.invalidateQueries({ queryKey: [MATTERS] });
    },
  });
  const revise = useMutation({
    mutationFn: () => beginMatter({ of: id }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [MATTERS] });
      await navigate({ to: '/matters/$matterId', params: { matterId: id }, search: { tab: 'work' } });
    },
  });
  const steps = ORDER.filter((step) => may.includes(step));
  const faulty = (work?.faults.length ?? 0) > 0;
  return (
    <>
      <span className="row">
        {work?.view.state === 'approved' && work.view.publishOn ? (
          <small>{t('steps.approvedFor', { day: work.view.publishOn })}</small>
        ) : null}
        {work?.view.state === 'submitted' && !may.includes('approve') ? <small>{t('steps.waiting')}</small> : null}
        {unsaved && may.includes('submit') ? <small>{t('steps.saveFirst')}</small> : null}
        {steps.map((step) => (
          <Button
            key={step}
            type={MAIN.includes(step) ? 'primary' : 'default'}
            danger={DANGER.includes(step)}
            loading={step === 'revise' && revise.isPending}
            disabled={step === 'submit' && (faulty || unsaved)}
            onClick={() => {
              act.reset();
              setReason('');
              setDay('');
              if (step === 'revise') revise.mutate();
              else if (step !== 'edit') setAsked(step);
            }}
          >
            {t(`steps.${step as Asked}`)}
          </Button>
        ))}
        {asked === 'inherit' ? <NewMatter inherits={id} onClose={() => setAsked(undefined)} /> : null}
        {asked && asked !== 'inherit' ? (
          <ConfirmStep
            act={t(`steps.${asked}`)}
            text={t(`steps.confirm.${asked}`)}
            reason={
              WITH_REASON.includes(asked)
                ? { label: t('steps.reason'), hint: t('steps.reasonHint'), value: reason, onChange: setReason }
                : undefined
            }
            danger={DANGER.includes(asked)}
            busy={act.isPending}
            error={act.error}
            onAct={() => act.mutate(asked)}
            onClose={() => setAsked(undefined)}
          >
            {asked === 'approve' ? (
              <Field label={t('steps.publishOn')} hint={t('steps.publishHint')}>
                {(described) => (
                  <Input {...described} type="date" value={day} onChange={(event) => setDay(event.target.value)} />
                )}
              </Field>
            ) : null}
          </ConfirmStep>
        ) : null}
      </span>
      {revise.error ? <ErrorNotice error={revise.error} level={3} onRetry={() => revise.mutate()} /> : null}
    </>
  );
}
