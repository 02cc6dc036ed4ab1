import { ErrorNotice } from '@yiwang/ui';
import { Modal } from 'antd';
import type { ReactNode } from 'react';
import { useFocusBack } from './focus-back.ts';

type Props = {
  open: boolean;
  title: string;
  /** The button that does it. */
  act: string;
  danger?: boolean;
  busy: boolean;
  error: unknown;
  disabled?: boolean;
  wide?: boolean;
  onAct: () => void;
  onClose: () => void;
  /** What will happen, what is kept, and what is asked for. */
  children: ReactNode;
};

/** Asks before something is done that people may not want; says inside what went wrong. */
export function Confirm({
  open,
  title,
  act,
  danger = false,
  busy,
  error,
  disabled,
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
      okButtonProps={{ danger, disabled: disabled ?? false }}
      confirmLoading={busy}
      width={wide ? 720 : 520}
      destroyOnHidden
      onOk={onAct}
      onCancel={onClose}
    >
      <div className="stack">
        {children}
        {error ? <ErrorNotice error={error} level={3} /> : null}
      </div>
    </Modal>
  );
}
