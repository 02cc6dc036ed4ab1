import { EmptyState, ErrorNotice, formatInstant, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Loading } from '../../shell/page.tsx';
import { groupsQuery, type ReadsFilter } from './api.ts';
import { useMyDataText } from './texts/index.ts';
import type { Search } from './ways.tsx';

/** Reads put together: an office a card, or a case a card; each opens to its records. */
export function ReadGroups({
  by,
  filter,
  onOpen,
}: {
  by: 'organisation' | 'case';
  filter: ReadsFilter;
  onOpen: (part: Search) => void;
}) {
  const t = useMyDataText();
  const local = useLocal();
  const groups = useQuery(groupsQuery(by, filter));
  if (groups.isPending) return <Loading />;
  if (groups.data === undefined) return <ErrorNotice error={groups.error} onRetry={() => void groups.refetch()} />;
  const { items, inAll } = groups.data;
  if (items.length === 0)
    return (
      <div className="card">
        <EmptyState
          level={3}
          title={filter.from ? t('noneHere') : t('none')}
          text={filter.from ? t('noneHereText') : t('noneText')}
        />
      </div>
    );
  return (
    <>
      <ul className="stack">
        {items.map((group) => {
          const office = local(group.organisationName);
          const title =
            by === 'organisation' ? office : (group.matterTitle && local(group.matterTitle)) || group.caseNo;
          return (
            <li key={`${group.organisation} ${group.caseNo ?? ''}`} className="card group-card">
              <div className="row">
                <h3>{title}</h3>
                <b className="nowrap">{t('times', { count: group.reads })}</b>
              </div>
              {by === 'case' ? (
                <p className="small">
                  {group.caseNo} · {office}
                </p>
              ) : null}
              <p className="small">{t('groupOf', { items: group.items, when: formatInstant(group.lastAt) })}</p>
              <div className="links">
                <button
                  type="button"
                  className="link-button"
                  aria-label={`${t('open')}${t('colon')}${title ?? ''}`}
                  onClick={() =>
                    onOpen(
                      by === 'case'
                        ? { case: group.caseNo ?? '', office: group.organisation, officeName: office }
                        : { office: group.organisation, officeName: office },
                    )
                  }
                >
                  {t('open')}
                </button>
              </div>
            </li>
          );
        })}
      </ul>
      {inAll > items.length ? <p className="small">{t('groupMore', { count: inAll, shown: items.length })}</p> : null}
    </>
  );
}
