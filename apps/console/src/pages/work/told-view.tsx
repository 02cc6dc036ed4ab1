import { formatInstant, request, useLocal, When, type ItemOf } from '@yiwang/ui';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Select } from 'antd';
import { WORK_PAGE, type WorkFilter } from '../../api/work-tasks.ts';
import { useTopicLive } from '../../data/live-topic.ts';
import { usePaged, type PageOf } from '../../data/paged.ts';
import { filled } from '../../data/search.ts';
import { usePermission } from '../../data/session.ts';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { Tag, type Tone } from '../../table/tag.tsx';
import { useCommentsText } from '../../texts/comments.ts';
import { useText } from '../../texts/index.ts';
import { WORK_KEY } from './work-list.ts';

const route = getRouteApi('/work');
type Told = ItemOf<'cases.list-escalations'>;
const KINDS = ['stopped', 'procedure', 'double-red', 'red', 'amber'] as const;
const TONES: Record<Told['light'], Tone> = {
  amber: 'amber',
  red: 'red',
  'double-red': 'red',
  stopped: 'red',
  procedure: 'red',
};

/** What was told to who supervises: lights that changed, processes that stand and special procedures that go on too long. */
export function ToldView({ filter }: { filter: WorkFilter }) {
  const t = useCommentsText();
  const work = useText();
  const navigate = route.useNavigate();
  const may = usePermission();
  useTopicLive('cases', WORK_KEY);
  const light = KINDS.find((one) => one === filter.light);
  const list = usePaged([WORK_KEY, 'told', light ?? ''], WORK_PAGE, (cursor) =>
    request<PageOf<Told>>('GET', '/api/work/escalations', { query: { light, cursor, limit: WORK_PAGE } }),
  );
  const opens = may('cases.read');
  const change = (next: string) => void navigate({ search: filled({ view: filter.view, light: next }), replace: true });
  return (
    <DataTable
      name="told"
      wraps
      label={t('told')}
      columns={useColumns(filter, opens)}
      rowKey={({ id }) => id}
      rows={list.items}
      error={list.error}
      onRetry={list.again}
      empty={{ title: t('toldEmpty'), text: t('toldEmptyText') }}
      narrowed={light !== undefined}
      onClear={() => change('')}
      onOpen={
        opens
          ? ({ caseId }) => void navigate({ to: '/work/$caseId', params: { caseId }, search: filter as object })
          : undefined
      }
      paged={list}
      tools={
        <Select
          aria-label={work('work.lightFilter')}
          style={{ width: 180 }}
          value={light ?? ''}
          onChange={change}
          options={[
            { value: '', label: t('toldAny') },
            ...KINDS.map((value) => ({ value, label: t(`toldKinds.${value}`) })),
          ]}
        />
      }
    />
  );
}

function useColumns(filter: WorkFilter, opens: boolean): Column<Told>[] {
  const t = useCommentsText();
  const work = useText();
  const local = useLocal();
  const standing = ({ light, stands }: Told): string =>
    light === 'stopped'
      ? t(stands ? 'toldStands' : 'toldGoes')
      : light === 'procedure'
        ? t(stands ? 'toldRuns' : 'toldOver')
        : '';
  return [
    {
      key: 'at',
      title: t('at'),
      text: ({ at }) => formatInstant(at),
      show: ({ at }) => <When at={at} />,
      always: true,
    },
    {
      key: 'what',
      title: t('toldWhat'),
      text: (row) => [t(`toldKinds.${row.light}`), standing(row)].filter(Boolean).join(' '),
      show: (row) => (
        <span className="row">
          <Tag tone={TONES[row.light]}>{t(`toldKinds.${row.light}`)}</Tag>
          {standing(row) ? <small>{standing(row)}</small> : null}
        </span>
      ),
      always: true,
    },
    {
      key: 'caseNo',
      title: work('work.caseNo'),
      text: ({ caseNo }) => caseNo,
      show: ({ caseId, caseNo }) =>
        opens ? (
          <Link to="/work/$caseId" params={{ caseId }} search={filter as object} preload={false}>
            <b>{caseNo}</b>
          </Link>
        ) : (
          caseNo
        ),
      always: true,
    },
    { key: 'matter', title: work('work.matter'), text: ({ title }) => local(title), share: 30 },
    {
      key: 'organisation',
      title: work('work.organisation'),
      text: ({ organisationName }) => local(organisationName),
      share: 22,
    },
    { key: 'told', title: t('toldTo'), text: ({ told }) => t(`toldTos.${told}`) },
    {
      key: 'limit',
      title: t('toldLimit'),
      text: ({ limitAt }) => formatInstant(limitAt),
      show: ({ limitAt }) => <When at={limitAt} />,
    },
  ];
}
