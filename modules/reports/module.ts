import { fileURLToPath } from 'node:url';
import { moduleDatabase, type Module } from '@platform/module';
import type { Own, ReportsDeps } from './deps.ts';
import { listReports, showReport } from './features/list-reports.ts';
import { listDifferences, reconcileNow } from './features/reconcile.ts';
import { sendReportsAgain } from './features/send-again.ts';
import { showState } from './features/show-state.ts';
import { RECONCILE_DAYS, reconcileDays } from './jobs/reconcile-days.ts';
import { SEND_REPORTS, sendReports } from './jobs/send-reports.ts';
import { reportMeasures } from './measures.ts';
import { onCaseEvent } from './reactions/on-case-event.ts';

export type { ReportsDeps } from './deps.ts';

const DAY_MS = 86_400_000;

/** 上报: cases, their steps, results and reviews, told to the platform above, in order, each once, with a receipt. */
export function createReports(deps: ReportsDeps): Module {
  const own: Own = { ...deps, db: moduleDatabase(deps, 'reports'), withinMs: deps.withinMs ?? DAY_MS };
  // A city whose packs name no platform that takes reports does not even listen.
  const named = deps.packs.all('upstreams').some(({ value }) => value.reports);
  return {
    name: 'reports',
    migrations: { module: 'reports', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [
      showState(own),
      listReports(own),
      sendReportsAgain(own),
      showReport(own),
      listDifferences(own),
      reconcileNow(own),
    ],
    reactions: named ? [onCaseEvent(own)] : [],
    jobs: [sendReports(own), reconcileDays(own)],
    schedules: [
      { name: SEND_REPORTS.name, crontab: '* * * * *' },
      // 02:30 in Shanghai, for the day before.
      { name: RECONCILE_DAYS.name, crontab: '30 18 * * *' },
    ],
    measures: reportMeasures(own),
  };
}

export { SEND_REPORTS } from './jobs/send-reports.ts';
