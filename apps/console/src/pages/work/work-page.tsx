import { getRouteApi } from '@tanstack/react-router';
import { Segmented } from 'antd';
import '../../styles/work.css';
import type { WorkFilter } from '../../api/work-tasks.ts';
import { usePermission } from '../../data/session.ts';
import { Page } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { CasesView } from './cases-view.tsx';
import { TasksView } from './tasks-view.tsx';
import { StoppedView } from './stopped-view.tsx';
import { CASES_VIEW, STOPPED_VIEW } from './work-list.ts';

const route = getRouteApi('/work');
type View = keyof typeof TITLES;
const TITLES = { tasks: 'tasks.viewTasks', cases: 'tasks.viewCases', stopped: 'tasks.viewStopped' } as const;
const LEADS = { tasks: 'tasks.lead', cases: 'tasks.casesLead', stopped: 'tasks.stoppedLead' } as const;

/** 我的待办: what waits for one's hand, by clock; beside it all cases of one's organisations, and for who supervises those that have stopped. */
export function WorkPage() {
  const t = useText();
  const filter: WorkFilter = route.useSearch();
  const navigate = route.useNavigate();
  const may = usePermission();
  const views: readonly View[] = may('cases.supervise') ? ['tasks', CASES_VIEW, STOPPED_VIEW] : ['tasks', CASES_VIEW];
  const view = views.find((one) => one === filter.view) ?? 'tasks';
  return (
    <Page
      title={t('work.title')}
      lead={t(LEADS[view])}
      actions={
        <Segmented<string>
          aria-label={t('tasks.view')}
          value={view}
          options={views.map((value) => ({ value, label: t(TITLES[value]) }))}
          onChange={(next) => void navigate({ search: next === 'tasks' ? {} : { view: next }, replace: true })}
        />
      }
    >
      {view === CASES_VIEW ? (
        <CasesView filter={filter} />
      ) : view === STOPPED_VIEW ? (
        <StoppedView filter={filter} />
      ) : (
        <TasksView filter={filter} />
      )}
    </Page>
  );
}
