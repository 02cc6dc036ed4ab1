import { ErrorNotice, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Radio } from 'antd';
import { useState } from 'react';
import { answerQuestion, QUESTIONS_KEY, type OpenedQuestion, type QuestionOutcome } from '../../api/questions.ts';
import { Written } from '../../form/written.tsx';
import { Field } from '../../rail/field.tsx';
import { useGuardText } from '../../texts/guard.ts';

const AGAINST: readonly QuestionOutcome[] = ['dismissed', 'unchanged'];

/** The answer: an outcome, its reason, and the law where it goes against the person. */
export function AnswerForm({ shown }: { shown: OpenedQuestion }) {
  const t = useGuardText();
  const local = useLocal();
  const client = useQueryClient();
  const only = shown.outcomes.length === 1 ? shown.outcomes[0] : undefined;
  const [outcome, choose] = useState<QuestionOutcome | undefined>(only);
  const [text, write] = useState('');
  const [basis, cite] = useState('');
  const [checked, check] = useState(false);
  const send = useMutation({
    mutationFn: (chosen: QuestionOutcome) =>
      answerQuestion(shown.id, {
        outcome: chosen,
        text: text.trim(),
        ...(basis.trim() ? { basis: basis.trim() } : {}),
      }),
    onSuccess: (after) => {
      client.setQueryData([QUESTIONS_KEY, 'one', shown.id], after);
      void client.invalidateQueries({ queryKey: [QUESTIONS_KEY, 'list'] });
      void client.invalidateQueries({ queryKey: [QUESTIONS_KEY, 'board'] });
    },
  });
  const open = shown.state === 'asked' || shown.state === 'escalated';
  if (!open) return null;
  if (!shown.mayAnswer)
    return (
      <p className="quiet">
        {t('questions.notYet', { office: local(shown.organisationName), date: shown.clock?.dueDate ?? '' })}
      </p>
    );
  const needsLaw = outcome !== undefined && AGAINST.includes(outcome);
  const faults = {
    outcome: outcome ? undefined : t('questions.missingOutcome'),
    text: text.trim().length >= 5 ? undefined : t('questions.missingText'),
    law: needsLaw && !basis.trim() ? t('questions.missingLaw') : undefined,
  };
  const whole = !faults.outcome && !faults.text && !faults.law;
  return (
    <form
      className="stack-s answer"
      aria-label={t('questions.answer')}
      onSubmit={(event) => {
        event.preventDefault();
        check(true);
        if (whole && outcome) send.mutate(outcome);
      }}
    >
      <h3>{t('questions.answer')}</h3>
      {only ? null : (
        <>
          <Radio.Group
            className="ways"
            aria-label={t('questions.outcome')}
            value={outcome}
            onChange={(event) => choose(event.target.value as QuestionOutcome)}
            options={shown.outcomes.map((value) => ({ value, label: t(`questions.outcomes.${value}`) }))}
          />
          {checked && faults.outcome ? <p className="fault">{faults.outcome}</p> : null}
        </>
      )}
      <Written
        label={t('questions.text')}
        hint={t('questions.textHint')}
        value={text}
        onChange={write}
        rows={4}
        fault={checked ? faults.text : undefined}
      />
      {needsLaw ? (
        <Field
          label={t('questions.law')}
          hint={t('questions.lawHint')}
          required
          fault={checked ? faults.law : undefined}
        >
          {(described) => (
            <Input {...described} value={basis} maxLength={300} onChange={(event) => cite(event.target.value)} />
          )}
        </Field>
      ) : null}
      {send.error ? <ErrorNotice error={send.error} level={3} /> : null}
      <div className="row">
        <Button type="primary" htmlType="submit" loading={send.isPending}>
          {t('questions.send')}
        </Button>
      </div>
    </form>
  );
}
