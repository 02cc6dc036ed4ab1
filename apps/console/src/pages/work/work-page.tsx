import { getRouteApi } from '@tanstack/react-router';
import { Segmented } from 'antd';
import '../../styles/work.css';
import type { WorkFilter } from '../../api/work-tasks.ts';
import { usePermission } from '../../data/session.ts';
import { Page } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { useCommentsText } from '../../texts/comments.ts';
import { useJointText } from '../../texts/joint.ts';
import { CasesView } from './cases-view.tsx';
import { TasksView } from './tasks-view.tsx';
import { MentionsView } from './mentions-view.tsx';
import { JointView } from './joint-view.tsx';
import { StoppedView } from './stopped-view.tsx';
import { ToldView } from './told-view.tsx';
import { CASES_VIEW, JOINT_VIEW, MENTIONS_VIEW, STOPPED_VIEW, TOLD_VIEW } from './work-list.ts';

const route = getRouteApi('/work');
type View = keyof typeof TITLES | typeof TOLD_VIEW | typeof MENTIONS_VIEW | typeof JOINT_VIEW;
const TITLES = { tasks: 'tasks.viewTasks', cases: 'tasks.viewCases', stopped: 'tasks.viewStopped' } as const;
const LEADS = { tasks: 'tasks.lead', cases: 'tasks.casesLead', stopped: 'tasks.stoppedLead' } as const;

/** 我的待办: what waits for one's hand, by clock; beside it all cases of one's organisations, and for who supervises those that have stopped. */
export function WorkPage() {
  const t = useText();
  const filter: WorkFilter = route.useSearch();
  const navigate = route.useNavigate();
  const may = usePermission();
  const remarks = useCommentsText();
  const joint = useJointText();
  const views: readonly View[] = [
    'tasks',
    CASES_VIEW,
    ...(may('cases.approve-joint-extension') ? ([JOINT_VIEW] as const) : []),
    ...(may('cases.supervise') ? ([STOPPED_VIEW, TOLD_VIEW] as const) : []),
    ...(may('cases.read-personal-data') ? ([MENTIONS_VIEW] as const) : []),
  ];
  const view = views.find((one) => one === filter.view) ?? 'tasks';
  return (
    <Page
      title={t('work.title')}
      lead={
        view === JOINT_VIEW
          ? joint('lead')
          : view === TOLD_VIEW || view === MENTIONS_VIEW
            ? remarks(`${view}Lead`)
            : t(LEADS[view])
      }
      actions={
        <Segmented<string>
          aria-label={t('tasks.view')}
          value={view}
          options={views.map((value) => ({
            value,
            label:
              value === JOINT_VIEW
                ? joint('title')
                : value === TOLD_VIEW || value === MENTIONS_VIEW
                  ? remarks(value)
                  : t(TITLES[value]),
          }))}
          onChange={(next) => void navigate({ search: next === 'tasks' ? {} : { view: next }, replace: true })}
        />
      }
    >
      {view === CASES_VIEW ? (
        <CasesView filter={filter} />
      ) : view === STOPPED_VIEW ? (
        <StoppedView filter={filter} />
      ) : view === TOLD_VIEW ? (
        <ToldView filter={filter} />
      ) : view === MENTIONS_VIEW ? (
        <MentionsView />
      ) : view === JOINT_VIEW ? (
        <JointView filter={filter} />
      ) : (
        <TasksView filter={filter} />
      )}
    </Page>
  );
}
