import { useLocal } from '@yiwang/ui';
import { useEffect, useLayoutEffect, useRef, type ReactNode, type RefObject } from 'react';
import { useSession } from '../data/session.ts';
import { useText } from '../texts/index.ts';
import { Link, type AnyTarget, type Target } from './link.tsx';

let moved = false;

/** Someone followed a link: from now on a new page's heading takes the focus (not the first page's, which the browser opened). */
export function markMoved(): void {
  moved = true;
}

type Props = {
  title: string;
  /** Shown instead of the title as heading, where the two differ. */
  heading?: ReactNode;
  back?: AnyTarget & { label: string };
  /** `narrow` for reading and forms, `wide` for lists. */
  width?: 'narrow' | 'wide';
  className?: string;
  children: ReactNode;
};

/** One page: document title, one h1 that takes the focus when people come here by a link, and the way back. */
export function Page({ title, heading, back, width = 'narrow', className = '', children }: Props) {
  const { label: backLabel, ...backTarget } = back ?? { label: '' };
  // One page of many: which one is known only where the page is used, and checked there.
  const backTo = back ? (backTarget as Target<'/'>) : undefined;
  const heading1 = useHeadingFocus();
  useDocumentTitle(title);
  return (
    <div className={`page page-${width} ${className}`}>
      {backTo ? (
        <Link className="back" {...backTo}>
          <span aria-hidden="true">‹</span> {backLabel}
        </Link>
      ) : null}
      <h1 ref={heading1} tabIndex={-1}>
        {heading ?? title}
      </h1>
      {children}
    </div>
  );
}

/** For a page's h1: takes the focus when someone came here by a link, so that screen readers say where they are. */
export function useHeadingFocus(): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  // Together with the page's first picture: later it could take the focus from a field people already type in.
  useLayoutEffect(() => {
    if (moved) heading.current?.focus({ preventScroll: true });
  }, []);
  return heading;
}

export function useDocumentTitle(page: string): void {
  const t = useText();
  const local = useLocal();
  const { session } = useSession();
  const city = local(session?.city);
  const title = city ? t('title', { page, city }) : t('titleBare', { page });
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/** Waiting, said once to screen readers and drawn as calm blocks. */
export function Loading() {
  const t = useText();
  return (
    <div className="loading" role="status">
      <span className="yw-visually-hidden">{t('loading')}</span>
      <span className="block" aria-hidden="true" />
      <span className="block" aria-hidden="true" />
      <span className="block" aria-hidden="true" />
    </div>
  );
}
