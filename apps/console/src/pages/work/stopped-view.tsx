import { formatInstant, useLocal, When, usePunctuation } from '@yiwang/ui';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { StoppedCase } from '../../api/work.ts';
import type { WorkFilter } from '../../api/work-tasks.ts';
import { usePermission } from '../../data/session.ts';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { OldVersions } from './old-versions.tsx';
import { useStoppedList } from './work-list.ts';

const route = getRouteApi('/work');

/** Cases that cannot go on by themselves, the longest first, each with its cause. */
export function StoppedView({ filter }: { filter: WorkFilter }) {
  const t = useText();
  const navigate = route.useNavigate();
  const may = usePermission();
  const list = useStoppedList();
  const opens = may('cases.read');
  return (
    <div className="stack">
      <OldVersions />
      <DataTable
        name="stopped"
        label={t('tasks.viewStopped')}
        columns={useColumns(filter, opens)}
        rowKey={({ id }) => id}
        rows={list.items}
        error={list.error}
        onRetry={list.again}
        empty={{ title: t('stopped.empty'), text: t('stopped.emptyText') }}
        onOpen={
          opens
            ? ({ id }) => void navigate({ to: '/work/$caseId', params: { caseId: id }, search: filter as object })
            : undefined
        }
        paged={list}
      />
    </div>
  );
}

function useColumns(filter: WorkFilter, opens: boolean): Column<StoppedCase>[] {
  const t = useText();
  const local = useLocal();
  const mark = usePunctuation();
  return [
    {
      key: 'since',
      title: t('stopped.since'),
      text: ({ since }) => formatInstant(since),
      show: ({ since }) => <When at={since} />,
      always: true,
    },
    {
      key: 'caseNo',
      title: t('work.caseNo'),
      text: ({ caseNo }) => caseNo,
      show: ({ id, caseNo }) =>
        opens ? (
          <Link to="/work/$caseId" params={{ caseId: id }} search={filter as object} preload={false}>
            <b>{caseNo}</b>
          </Link>
        ) : (
          caseNo
        ),
      always: true,
    },
    { key: 'matter', title: t('work.matter'), text: ({ title }) => local(title) },
    {
      key: 'where',
      title: t('stopped.where'),
      text: ({ places }) => places.map(({ title }) => local(title)).join(mark.list),
      show: ({ places }) => (
        <span className="row">
          {places.map(({ node, title }) => (
            <Tag key={node} tone="red">
              {local(title)}
            </Tag>
          ))}
        </span>
      ),
      always: true,
    },
    {
      key: 'why',
      title: t('stopped.why'),
      text: ({ places }) => places.map(({ why }) => local(why)).join(' '),
      show: ({ places }) => <span className="stopped-why">{places.map(({ why }) => local(why)).join(' ')}</span>,
      always: true,
    },
    { key: 'due', title: t('stopped.due'), text: ({ dueDate }) => dueDate ?? t('none') },
    {
      key: 'organisation',
      title: t('work.organisation'),
      text: ({ organisationName }) => local(organisationName),
      startsHidden: true,
    },
  ];
}
