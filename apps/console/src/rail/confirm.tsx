import { ErrorNotice } from '@yiwang/ui';
import { Modal } from 'antd';
import type { ReactNode } from 'react';
import { Written } from '../form/written.tsx';
import { useFocusBack } from './focus-back.ts';

type Props = {
  open: boolean;
  title: string;
  /** The button that does it. */
  act: string;
  danger?: boolean;
  busy: boolean;
  error: unknown;
  /** What is kept when it went wrong. */
  kept?: string;
  disabled?: boolean;
  wide?: boolean;
  onAct: () => void;
  onClose: () => void;
  /** What will happen, what is kept, and what is asked for. */
  children: ReactNode;
};

/** Asks before something is done that people may not want; says inside what went wrong. Ctrl+Enter does it from any field. */
export function Confirm({
  open,
  title,
  act,
  danger = false,
  busy,
  error,
  kept,
  disabled = false,
  wide,
  onAct,
  onClose,
  children,
}: Props) {
  useFocusBack();
  return (
    <Modal
      open={open}
      title={title}
      okText={act}
      okButtonProps={{ danger, disabled }}
      confirmLoading={busy}
      width={wide ? 720 : 520}
      destroyOnHidden
      onOk={onAct}
      onCancel={onClose}
    >
      <div
        className="stack"
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          if (!disabled && !busy) onAct();
        }}
      >
        {children}
        {error ? <ErrorNotice error={error} level={3} {...(kept ? { kept } : {})} /> : null}
      </div>
    </Modal>
  );
}

type StepProps = Omit<Props, 'open' | 'title' | 'kept' | 'wide' | 'children'> & {
  /** What the step means. */
  text: string;
  /** Where it needs a reason. */
  reason?: { label: string; hint: string; value: string; onChange: (text: string) => void } | undefined;
  children?: ReactNode;
};

const LEAST_REASON = 2;

/** Asks before a step of something that goes through hands: what it means, and the reason where it needs one. */
export function ConfirmStep({ act, text, reason, disabled = false, children, ...more }: StepProps) {
  const lacks = reason !== undefined && reason.value.trim().length < LEAST_REASON;
  return (
    <Confirm {...more} open title={act} act={act} disabled={disabled || lacks}>
      <p>{text}</p>
      {reason ? <Written {...reason} max={500} /> : null}
      {children}
    </Confirm>
  );
}
