import { formatInstant, useLocal, When } from '@yiwang/ui';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTopicLive } from '../../data/live-topic.ts';
import { fetchMentions, MENTIONS, type Mention } from '../../api/work-comments.ts';
import { WORK_PAGE } from '../../api/work-tasks.ts';
import { usePaged } from '../../data/paged.ts';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useCommentsText } from '../../texts/comments.ts';
import { useText } from '../../texts/index.ts';

const route = getRouteApi('/work');
const OPENED = { comments: 'open' } as const;

/** Remarks that name the officer, the latest first; each opens its case with the remarks beside it. */
export function MentionsView() {
  const t = useCommentsText();
  const navigate = route.useNavigate();
  useTopicLive('case-comments', MENTIONS);
  const list = usePaged([MENTIONS, 'list'], WORK_PAGE, fetchMentions);
  return (
    <DataTable
      name="mentions"
      label={t('mentions')}
      columns={useColumns()}
      rowKey={({ id }) => id}
      rows={list.items}
      error={list.error}
      onRetry={list.again}
      empty={{ title: t('mentionsEmpty'), text: t('mentionsEmptyText') }}
      onOpen={({ caseId }) => void navigate({ to: '/work/$caseId', params: { caseId }, search: OPENED })}
      paged={list}
    />
  );
}

function useColumns(): Column<Mention>[] {
  const t = useCommentsText();
  const work = useText();
  const local = useLocal();
  const by = ({ by: { name, organisationName } }: Mention): string =>
    t('by', { name, office: local(organisationName) });
  const state = ({ isNew }: Mention): string => t(isNew ? 'isNew' : 'seen');
  return [
    {
      key: 'at',
      title: t('at'),
      text: ({ at }) => formatInstant(at),
      show: ({ at }) => <When at={at} />,
      always: true,
    },
    {
      key: 'state',
      title: t('state'),
      text: state,
      show: (row) => (row.isNew ? <Tag tone="blue">{state(row)}</Tag> : <span className="quiet">{state(row)}</span>),
    },
    {
      key: 'caseNo',
      title: work('work.caseNo'),
      text: ({ caseNo }) => caseNo,
      show: ({ caseId, caseNo }) => (
        <Link to="/work/$caseId" params={{ caseId }} search={OPENED} preload={false}>
          <b>{caseNo}</b>
        </Link>
      ),
      always: true,
    },
    { key: 'matter', title: work('work.matter'), text: ({ title }) => local(title) },
    { key: 'by', title: t('who'), text: by },
  ];
}
