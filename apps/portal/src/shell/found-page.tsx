import { ApiProblem, EmptyState, ErrorNotice } from '@yiwang/ui';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { AnyTarget } from './link.tsx';
import { Loading, Page } from './page.tsx';

type Props<T> = {
  found: UseQueryResult<T>;
  /** The page's title until the thing is here. */
  title: string;
  back?: AnyTarget & { label: string };
  /** What to say, and where to lead, when there is no such thing. */
  missing: { title: string; text: string; link: ReactNode };
  /** Answers that mean "no such thing". */
  missingStatus?: readonly number[];
  className?: string;
  children: (thing: T) => ReactNode;
};

/** A page about one thing fetched by its address: waiting for it, failing to get it and not finding it look alike everywhere. */
export function FoundPage<T>({
  found,
  title,
  back,
  missing,
  missingStatus = [404],
  className = '',
  children,
}: Props<T>) {
  if (found.data !== undefined) return children(found.data);
  const gone = found.error instanceof ApiProblem && missingStatus.includes(found.error.status);
  return (
    <Page title={gone ? missing.title : title} className={className} {...(back ? { back } : {})}>
      {found.isPending ? <Loading /> : null}
      {gone ? (
        <div className="card">
          <EmptyState title={missing.title} text={missing.text}>
            {missing.link}
          </EmptyState>
        </div>
      ) : found.isError ? (
        <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />
      ) : null}
    </Page>
  );
}
