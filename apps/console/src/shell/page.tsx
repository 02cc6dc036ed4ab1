import { useLocal } from '@yiwang/ui';
import { useEffect, useRef, type ReactNode } from 'react';
import { useSession } from '../data/session.ts';
import { useText } from '../texts/index.ts';

let firstPage = true;

type Props = {
  title: string;
  /** One sentence under the title. */
  lead?: ReactNode;
  /** Buttons on the right. */
  actions?: ReactNode;
  children: ReactNode;
};

/** One page: document title, and one h1 that takes the focus when people come here by a link. */
export function Page({ title, lead, actions, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useDocumentTitle(title);
  useEffect(() => {
    // A page whose first field has the focus already keeps it.
    const inField = heading.current?.closest('.page')?.contains(document.activeElement) ?? false;
    if (!firstPage && !inField) heading.current?.focus({ preventScroll: true });
    firstPage = false;
  }, []);
  return (
    <div className="page">
      <div className="page-head">
        <div className="grow">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead ? <p>{lead}</p> : null}
        </div>
        {actions}
      </div>
      {children}
    </div>
  );
}

export function useDocumentTitle(page: string): void {
  const t = useText();
  const local = useLocal();
  const { session } = useSession();
  const title = t('shell.documentTitle', { page, city: local(session?.city) });
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/** Waiting: said once to screen readers, drawn as calm blocks. */
export function Waiting({ blocks = 3 }: { blocks?: number }) {
  const t = useText();
  return (
    <div className="waiting" role="status">
      <i className="yw-visually-hidden">{t('shell.loading')}</i>
      {Array.from({ length: blocks }, (_, index) => (
        <span key={index} aria-hidden="true" />
      ))}
    </div>
  );
}
