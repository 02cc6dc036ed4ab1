import { formatInstant, useLocal, When } from '@yiwang/ui';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { fetchRequests, SHARING, SHARING_PAGE, type RequestSummary } from '../../api/sharing.ts';
import { usePaged } from '../../data/paged.ts';
import { usePermission } from '../../data/session.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page } from '../../shell/page.tsx';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { Tag } from '../../table/tag.tsx';
import { useSharingText } from '../../texts/sharing.ts';
import '../../styles/rail.css';
import { ACROSS } from '../../api/nodes.ts';
import { useTopicLive } from '../../data/live-topic.ts';
import { ShareTable } from '../across/share-table.tsx';
import { SharingClock, StateTags, useSharingLive } from './sharing-words.tsx';

const route = getRouteApi('/sharing/requests');
const VIEWS = ['all', 'to-act', 'asked', 'given', 'across'] as const;
const STATES = [
  'draft',
  'submitted',
  'correction',
  'with-provider',
  'with-authority',
  'delivering',
  'in-use',
  'refused',
  'ended',
  'withdrawn',
] as const;
const STAGES = ['overdue', 'red', 'amber', 'green'] as const;
const FIGURES = [
  'received',
  'answered',
  'to-answer',
  'on-time',
  'late',
  'refused',
  'partly',
  'at-once',
  'running',
  'overdue',
  'rated',
  'days-saved',
] as const;
type Search = {
  view?: string;
  open?: string;
  state?: string;
  stage?: string;
  q?: string;
  resource?: string;
  organisation?: string;
  figure?: string;
  from?: string;
  to?: string;
};

/** 共享申请: what we asked for, what waits for us, what we were asked for, each with its clock. */
export function RequestsPage() {
  const t = useSharingText();
  const may = usePermission();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  useSharingLive();
  useTopicLive('nodes', ACROSS);
  const view = VIEWS.find((one) => one === search.view) ?? 'all';
  const figure = FIGURES.find((one) => one === search.figure);
  const { open, ...asked } = search;
  const list = usePaged(
    [SHARING, 'requests', JSON.stringify(asked)],
    SHARING_PAGE,
    (cursor) => fetchRequests({ ...asked, view }, cursor),
    { enabled: view !== 'across' },
  );
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const waits = view === 'to-act';
  const columns = useColumns();
  return (
    <Page
      title={t('requests.title')}
      lead={t('requests.lead')}
      actions={
        may('sharing.apply') ? (
          <Link to="/sharing/new" className="link-button">
            {t('requests.add')}
          </Link>
        ) : null
      }
    >
      <div style={{ maxWidth: '100%', overflowX: 'auto' }}>
        <Segmented
          aria-label={t('requests.viewLabel')}
          value={view}
          onChange={(value) => change({ view: value === 'all' ? '' : String(value), open: '' })}
          options={VIEWS.map((value) => ({ value, label: t(`requests.views.${value}`) }))}
        />
      </div>
      {figure ? (
        <p className="row">
          <span>{t('requests.behind', { figure: t(`board.figures.${figure}`) })}</span>
          <Button size="small" onClick={() => change({ figure: '', from: '', to: '', organisation: '' })}>
            {t('requests.clearBehind')}
          </Button>
        </p>
      ) : null}
      {view === 'across' ? (
        <ShareTable open={open || undefined} onOpen={(id) => change({ open: id })} />
      ) : (
        <DataTable
          name="sharing-requests"
          label={t('requests.title')}
          columns={columns}
          rowKey={({ id }) => id}
          rows={list.items}
          error={list.error}
          onRetry={list.again}
          empty={{
            title: waits ? t('requests.emptyToAct') : t('requests.empty'),
            text: waits ? t('requests.emptyToActText') : t('requests.emptyText'),
          }}
          narrowed={Boolean(search.state || search.stage || search.q || search.resource || search.figure)}
          onClear={() => void navigate({ search: search.view ? { view: search.view } : {}, replace: true })}
          onOpen={({ id }) => void navigate({ to: '/sharing/requests/$requestId', params: { requestId: id } })}
          paged={list}
          tools={
            <>
              <SearchBox value={search.q ?? ''} label={t('requests.search')} onSearch={(q) => change({ q })} />
              <SelectBox
                label={t('requests.state')}
                value={search.state ?? ''}
                onChange={(state) => change({ state })}
                options={[
                  { value: '', label: t('all', { label: t('requests.state') }) },
                  ...STATES.map((value) => ({ value, label: t(`requests.states.${value}`) })),
                ]}
              />
              <SelectBox
                label={t('requests.stage')}
                value={search.stage ?? ''}
                onChange={(stage) => change({ stage })}
                options={[
                  { value: '', label: t('all', { label: t('requests.stage') }) },
                  ...STAGES.map((value) => ({ value, label: t(`stages.${value}`) })),
                ]}
              />
            </>
          }
        />
      )}
    </Page>
  );
}

function useColumns(): Column<RequestSummary>[] {
  const t = useSharingText();
  const local = useLocal();
  return [
    {
      key: 'clock',
      title: t('requests.clock'),
      text: ({ clock, paused }) => (paused ? t('pausedClock') : (clock?.dueDate ?? '')),
      show: ({ clock, paused }) => <SharingClock clock={clock} paused={paused} short />,
    },
    {
      key: 'no',
      title: t('requests.no'),
      text: ({ no }) => no,
      show: ({ id, no }) => (
        <Link to="/sharing/requests/$requestId" params={{ requestId: id }}>
          <b>{no}</b>
        </Link>
      ),
      always: true,
    },
    { key: 'resource', title: t('requests.resource'), text: ({ resource }) => local(resource.title) },
    {
      key: 'applicant',
      title: t('requests.applicant'),
      text: ({ applicant, node }) =>
        node ? `${local(node.title)} · ${local(applicant.title)}` : local(applicant.title),
      show: ({ applicant, node }) => (
        <span className="row">
          {local(applicant.title)}
          {node ? <Tag tone="blue">{local(node.title)}</Tag> : null}
        </span>
      ),
    },
    { key: 'provider', title: t('requests.provider'), text: ({ provider }) => local(provider.title) },
    { key: 'purpose', title: t('requests.purpose'), text: ({ purpose }) => local(purpose) },
    {
      key: 'state',
      title: t('requests.state'),
      text: ({ stateTitle }) => local(stateTitle),
      show: (request) => <StateTags request={request} />,
    },
    {
      key: 'waitsFor',
      title: t('requests.waitsFor'),
      text: ({ responsible }) => (responsible ? local(responsible.title) : '–'),
    },
    {
      key: 'outcome',
      title: t('requests.outcome'),
      text: ({ outcome }) => (outcome ? t(`outcomes.${outcome}`) : ''),
      startsHidden: true,
    },
    {
      key: 'delivery',
      title: t('requests.delivery'),
      text: ({ delivery }) => t(`deliveries.${delivery}`),
      startsHidden: true,
    },
    {
      key: 'grade',
      title: t('requests.grades'),
      text: ({ highestGrade }) => t('grade', { grade: highestGrade }),
      startsHidden: true,
    },
    {
      key: 'submittedAt',
      title: t('requests.submittedAt'),
      text: ({ submittedAt }) => (submittedAt ? formatInstant(submittedAt) : ''),
      show: ({ submittedAt }) => (submittedAt ? <When at={submittedAt} /> : '–'),
    },
  ];
}
