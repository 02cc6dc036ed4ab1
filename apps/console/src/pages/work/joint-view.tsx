import { formatDate, formatInstant, useLocal, When } from '@yiwang/ui';
import { getRouteApi, Link } from '@tanstack/react-router';
import { fetchJoint, JOINT, type JointExtension } from '../../api/work-joint.ts';
import { WORK_PAGE, type WorkFilter } from '../../api/work-tasks.ts';
import { usePaged } from '../../data/paged.ts';
import { AsWritten } from '../../rail/as-written.tsx';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { useText } from '../../texts/index.ts';
import { useJointText } from '../../texts/joint.ts';

const route = getRouteApi('/work');

/** Extensions that wait for the head of government; each opens to where its case stands, and is answered there. The note in the head of the page keeps it fresh. */
export function JointView({ filter }: { filter: WorkFilter }) {
  const t = useJointText();
  const navigate = route.useNavigate();
  const list = usePaged([JOINT, 'list'], WORK_PAGE, fetchJoint);
  return (
    <DataTable
      name="joint"
      wraps
      label={t('title')}
      columns={useColumns(filter)}
      rowKey={({ id }) => id}
      rows={list.items}
      error={list.error}
      onRetry={list.again}
      empty={{ title: t('empty'), text: t('emptyText') }}
      onOpen={({ id }) => void navigate({ to: '/work/$caseId', params: { caseId: id }, search: filter as object })}
      paged={list}
    />
  );
}

function useColumns(filter: WorkFilter): Column<JointExtension>[] {
  const t = useJointText();
  const work = useText();
  const local = useLocal();
  const limit = ({ statutory, late }: JointExtension): string => {
    if (!statutory) return t('stands');
    const date = formatDate(statutory.dueDate);
    if (late) return t('late', { date });
    return statutory.workdaysLeft > 0 ? t('left', { date, count: statutory.workdaysLeft }) : t('today', { date });
  };
  return [
    {
      key: 'at',
      title: t('askedAt'),
      text: ({ askedAt }) => formatInstant(askedAt),
      show: ({ askedAt }) => <When at={askedAt} />,
      always: true,
    },
    {
      key: 'caseNo',
      title: work('work.caseNo'),
      text: ({ caseNo }) => caseNo,
      show: ({ id, caseNo }) => (
        <Link to="/work/$caseId" params={{ caseId: id }} search={filter as object} preload={false}>
          <b>{caseNo}</b>
        </Link>
      ),
      always: true,
    },
    { key: 'matter', title: work('work.matter'), text: ({ title }) => local(title), share: 20 },
    {
      key: 'organisation',
      title: work('work.organisation'),
      text: ({ organisationName }) => local(organisationName),
      share: 16,
    },
    { key: 'days', title: t('days'), text: ({ days }) => t('workdays', { count: days }) },
    {
      key: 'why',
      title: t('why'),
      text: ({ reason }) => reason,
      show: ({ reason }) => <AsWritten said={reason} />,
      share: 30,
    },
    { key: 'limit', title: t('statutory'), text: limit, share: 18 },
  ];
}
