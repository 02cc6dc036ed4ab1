import { ErrorNotice } from '@yiwang/ui';

type Asked = { data: unknown; error: unknown; refetch: () => Promise<unknown> };

/** Why there is nothing to choose from, where what is asked for did not come, and the way to ask again; nothing otherwise. */
export function NotLoaded({ query }: { query: Asked }) {
  if (!query.error || query.data !== undefined) return null;
  return <ErrorNotice error={query.error} level={3} onRetry={() => void query.refetch()} />;
}
