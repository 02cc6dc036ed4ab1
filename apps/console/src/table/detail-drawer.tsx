import { EmptyState, ErrorNotice } from '@yiwang/ui';
import { Drawer } from 'antd';
import type { ReactNode } from 'react';
import type { Paged } from '../data/paged.ts';
import { useFocusBack } from '../rail/focus-back.ts';
import { Waiting } from '../shell/page.tsx';
import { useText } from '../texts/index.ts';

/** The one row of a list that is looked at in detail, and where its loading stands. */
export type Detail<T> = {
  /** Undefined while nothing is open. */
  id: string | undefined;
  shown: T | undefined;
  error: unknown;
  onRetry: () => void;
  onClose: () => void;
  /** The page of the list that is shown does not have it. */
  isElsewhere?: boolean;
};

/** The row of a list walked page by page that is looked at: `id` as the address has it, empty or absent while none is. */
export function pagedDetail<T extends { id: string }>(
  paged: Paged<T>,
  id: string | undefined,
  onClose: () => void,
): Detail<T> {
  const shown = paged.items?.find((one) => one.id === id);
  return {
    id: id || undefined,
    shown,
    error: paged.error,
    onRetry: paged.again,
    onClose,
    isElsewhere: paged.items !== undefined && !paged.isPlaceholder && shown === undefined,
  };
}

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
  const t = useText();
  const { id, shown, error, onRetry, onClose, isElsewhere } = detail;
  useFocusBack();
  const waits = error ? (
    <ErrorNotice error={error} onRetry={onRetry} level={3} />
  ) : isElsewhere ? (
    <EmptyState level={3} title={t('table.elsewhere')} text={t('table.elsewhereText')} />
  ) : (
    <Waiting blocks={4} />
  );
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
