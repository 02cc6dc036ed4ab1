import { useLocal } from '@yiwang/ui';
import { useEffect, type ReactNode } from 'react';
import { useSession } from '../data/session.ts';
import { useText } from '../texts/index.ts';

export function useDocumentTitle(page: string): void {
  const t = useText();
  const local = useLocal();
  const { session } = useSession();
  const title = t('documentTitle', { page, city: local(session?.city) });
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/** Waiting: said once to screen readers, drawn as calm blocks. */
export function Waiting() {
  const t = useText();
  return (
    <div className="waiting" role="status">
      <i className="yw-visually-hidden">{t('loading')}</i>
      <span aria-hidden="true" />
      <span aria-hidden="true" />
      <span aria-hidden="true" />
    </div>
  );
}

/** A page that says one thing. */
export function Notice({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  useDocumentTitle(title);
  return (
    <div className="notice card">
      <h1>{title}</h1>
      <p>{text}</p>
      {children}
    </div>
  );
}
