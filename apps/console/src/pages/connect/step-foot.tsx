import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useText } from '../../texts/index.ts';
import { STEPS, type Step } from './draft.ts';

type Props = {
  step: Step;
  go: (step: Step) => void;
  /** Without it the button belongs to a form. */
  onNext?: () => void;
  next?: string;
  ready?: boolean;
  busy?: boolean;
  /** Why it does not go on yet. */
  children?: ReactNode;
};

/** The way back and on at the foot of a step. */
export function StepFoot({ step, go, onNext, next, ready = true, busy = false, children }: Props) {
  const t = useText();
  const before = STEPS[STEPS.indexOf(step) - 1];
  return (
    <div className="row step-foot">
      {before ? <Button onClick={() => go(before)}>{t('connect.back')}</Button> : null}
      <Button
        type="primary"
        disabled={!ready}
        loading={busy}
        {...(onNext ? { onClick: onNext } : { htmlType: 'submit' as const })}
      >
        {next ?? t('connect.next')}
      </Button>
      {children ? <small>{children}</small> : null}
    </div>
  );
}
