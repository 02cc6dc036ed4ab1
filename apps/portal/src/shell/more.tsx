import { ErrorNotice } from '@yiwang/ui';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useText } from '../texts/index.ts';

type Paged = Pick<
  UseInfiniteQueryResult,
  'hasNextPage' | 'isFetchingNextPage' | 'isFetchNextPageError' | 'fetchNextPage' | 'error'
>;

/** Below a list that comes page by page: the button for more, and what went wrong when more did not come. */
export function More({ of: list }: { of: Paged }) {
  const t = useText();
  return (
    <>
      {list.isFetchNextPageError ? <ErrorNotice error={list.error} onRetry={() => void list.fetchNextPage()} /> : null}
      {list.hasNextPage ? (
        <div className="more">
          <button
            type="button"
            className="yw-button"
            data-quiet=""
            disabled={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {list.isFetchingNextPage ? t('loading') : t('moreAny')}
          </button>
        </div>
      ) : null}
    </>
  );
}
