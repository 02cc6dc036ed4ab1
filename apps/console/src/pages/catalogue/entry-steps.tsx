import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { createEntry, stepEntry, type EntryDetail, type Step } from '../../api/entries.ts';
import { ConfirmStep } from '../../rail/confirm.tsx';
import { useText } from '../../texts/index.ts';
import { CATALOGUE } from './queries.ts';

type Asked = Exclude<Step, 'edit' | 'revise'>;
const DANGER: readonly Asked[] = ['discard', 'retire', 'return'];
const WITH_REASON: readonly Asked[] = ['return', 'retire'];

/** What may be done with an entry now; each step is confirmed with what it means. */
export function EntrySteps({ entry, unsaved }: { entry: EntryDetail; unsaved: boolean }) {
  const t = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Asked>();
  const [reason, setReason] = useState('');
  const faults = entry.findings.filter(({ level }) => level === 'fault').length;
  const act = useMutation({
    mutationFn: (step: Asked) =>
      stepEntry(entry.id, step, {
        version: entry.version,
        ...(WITH_REASON.includes(step) ? { reason: reason.trim() } : {}),
      }),
    onSuccess: async (_done, step) => {
      setAsked(undefined);
      if (step === 'discard' && entry.publishedNo === 0) await navigate({ to: '/entries' });
      await client.invalidateQueries({ queryKey: [CATALOGUE] });
    },
  });
  const revise = useMutation({
    mutationFn: () => createEntry({ of: entry.id, cause: { kind: 'correction' } }),
    onSuccess: () => client.invalidateQueries({ queryKey: [CATALOGUE] }),
  });
  const steps = entry.may.filter((step): step is Asked => step !== 'edit' && step !== 'revise');
  if (steps.length === 0 && !entry.may.includes('revise') && !entry.ownWork) return null;
  return (
    <section className="card pad stack-s">
      <h2>{t('entries.stepsTitle')}</h2>
      {entry.ownWork && (entry.state === 'submitted' || entry.state === 'checked') ? (
        <p className="quiet">{t('entries.ownWork')}</p>
      ) : null}
      <div className="row">
        {steps.map((step) => (
          <Button
            key={step}
            type={DANGER.includes(step) || step === 'withdraw' ? 'default' : 'primary'}
            danger={DANGER.includes(step)}
            disabled={step === 'submit' && (unsaved || faults > 0)}
            onClick={() => {
              act.reset();
              setReason('');
              setAsked(step);
            }}
          >
            {t(`entries.steps.${step}`)}
          </Button>
        ))}
        {entry.may.includes('revise') ? (
          <Button loading={revise.isPending} onClick={() => revise.mutate()}>
            {t('entries.steps.revise')}
          </Button>
        ) : null}
      </div>
      {asked ? (
        <ConfirmStep
          act={t(`entries.steps.${asked}`)}
          text={t(`entries.confirm.${asked}`)}
          reason={
            WITH_REASON.includes(asked)
              ? { label: t('entries.reason'), hint: t('entries.reasonHint'), value: reason, onChange: setReason }
              : undefined
          }
          danger={DANGER.includes(asked)}
          busy={act.isPending}
          error={act.error}
          onAct={() => act.mutate(asked)}
          onClose={() => setAsked(undefined)}
        />
      ) : null}
    </section>
  );
}
