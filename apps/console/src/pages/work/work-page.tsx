import { getRouteApi } from '@tanstack/react-router';
import { Segmented } from 'antd';
import '../../styles/work.css';
import type { WorkFilter } from '../../api/work-tasks.ts';
import { Page } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { CasesView } from './cases-view.tsx';
import { TasksView } from './tasks-view.tsx';
import { CASES_VIEW } from './work-list.ts';

const route = getRouteApi('/work');

/** 我的待办: what waits for one's hand, by clock; beside it all cases of one's organisations. */
export function WorkPage() {
  const t = useText();
  const filter: WorkFilter = route.useSearch();
  const navigate = route.useNavigate();
  const cases = filter.view === CASES_VIEW;
  return (
    <Page
      title={t('work.title')}
      lead={t(cases ? 'tasks.casesLead' : 'tasks.lead')}
      actions={
        <Segmented<string>
          aria-label={t('tasks.view')}
          value={cases ? CASES_VIEW : 'tasks'}
          options={[
            { value: 'tasks', label: t('tasks.viewTasks') },
            { value: CASES_VIEW, label: t('tasks.viewCases') },
          ]}
          onChange={(view) => void navigate({ search: view === CASES_VIEW ? { view } : {}, replace: true })}
        />
      }
    >
      {cases ? <CasesView filter={filter} /> : <TasksView filter={filter} />}
    </Page>
  );
}
