import { fetchGuideVersions, formatDate, useLanguage, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { useText } from '../../texts/index.ts';

/** 更新记录: since when this guide holds, and what changed before; fetched when somebody opens it. */
export function GuideHistory({ matter }: { matter: string }) {
  const t = useText();
  const local = useLocal();
  const between = useLanguage() === 'zh' ? '、' : ', ';
  const { data, refetch, isError } = useQuery({
    queryKey: ['guide-versions', matter],
    queryFn: () => fetchGuideVersions(matter),
    enabled: false,
  });
  return (
    <details
      className="fold"
      onToggle={(event) => {
        if (event.currentTarget.open && !data) void refetch();
      }}
    >
      <summary>{t('guide.history')}</summary>
      {isError ? <p role="status">{t('search.failed')}</p> : null}
      {data?.items.map(({ version, at, inUse, changed }) => (
        <p key={version}>
          {t('guide.since', { date: formatDate(at) })}
          {inUse ? ` · ${t('guide.inUse')}` : ''}
          {changed.length > 0 ? ` · ${t('guide.changed', { parts: changed.map(local).join(between) })}` : ''}
        </p>
      ))}
    </details>
  );
}
