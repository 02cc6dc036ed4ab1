import { ErrorNotice } from '@yiwang/ui';
import { Drawer } from 'antd';
import type { ReactNode } from 'react';
import { Waiting } from '../shell/page.tsx';

/** The one row of a list that is looked at in detail, and where its loading stands. */
export type Detail<T> = {
  /** Undefined while nothing is open. */
  id: string | undefined;
  shown: T | undefined;
  error: unknown;
  onRetry: () => void;
  onClose: () => void;
};

type Props<T> = {
  detail: Detail<T>;
  title: string;
  wide?: boolean;
  /** Stands in the drawer when the list is there but the row is not in it; without it the drawer waits. */
  gone?: ReactNode;
  children: (shown: T) => ReactNode;
};

/** Detail beside the table; the list stays in view, and Esc closes. */
export function DetailDrawer<T>({ detail, title, wide = false, gone, children }: Props<T>) {
  const { id, shown, error, onRetry, onClose } = detail;
  const waits = error ? <ErrorNotice error={error} onRetry={onRetry} level={3} /> : <Waiting blocks={4} />;
  return (
    <Drawer
      title={<h2>{title}</h2>}
      open={id !== undefined}
      onClose={onClose}
      size={wide ? 880 : 640}
      destroyOnHidden
      // Beside a table nothing needs to be darkened, but a click outside still closes.
      styles={{ mask: { background: 'transparent' }, body: { padding: 24 } }}
    >
      {shown === undefined ? (gone ?? waits) : children(shown)}
    </Drawer>
  );
}
