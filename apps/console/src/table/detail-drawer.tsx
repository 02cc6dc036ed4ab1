import { ErrorNotice } from '@yiwang/ui';
import { Drawer } from 'antd';
import type { ReactNode } from 'react';
import { Waiting } from '../shell/page.tsx';

type Props = {
  title: string;
  open: boolean;
  onClose: () => void;
  /** Waits while there is neither a detail nor an error. */
  ready: boolean;
  error: unknown;
  onRetry: () => void;
  extra?: ReactNode;
  wide?: boolean;
  children: ReactNode;
};

/** Detail beside the table; the list stays in view, and Esc closes. */
export function DetailDrawer({ title, open, onClose, ready, error, onRetry, extra, wide = false, children }: Props) {
  return (
    <Drawer
      title={<h2>{title}</h2>}
      open={open}
      onClose={onClose}
      size={wide ? 880 : 640}
      extra={extra}
      destroyOnHidden
      // Beside a table nothing needs to be darkened, but a click outside still closes.
      styles={{ mask: { background: 'transparent' }, body: { padding: 24 } }}
    >
      {ready ? children : error ? <ErrorNotice error={error} onRetry={onRetry} level={3} /> : <Waiting blocks={4} />}
    </Drawer>
  );
}
