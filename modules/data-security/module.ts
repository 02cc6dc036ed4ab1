import { fileURLToPath } from 'node:url';
import type { Module } from '@platform/module';
import type { DataSecurityPort } from './contract/index.ts';
import type { DataSecurityDeps, Own } from './deps.ts';
import { handleAlert } from './features/handle-alert.ts';
import { listAllAlerts, listExplanations } from './features/list-alerts.ts';
import { showAlert, showExplanation } from './features/show-alert.ts';
import { setThresholds } from './features/set-thresholds.ts';
import { showRules } from './features/show-rules.ts';
import { decideWatch, listWatchedPeople, proposeWatch } from './features/watch-people.ts';
import { forgetAuditHandler, forgetAuditJob } from './jobs/forget-audit.ts';
import { onRegistryBuilt, placePeopleHandler, placePeopleJob, placesOf, preparePlaces } from './jobs/place-people.ts';
import { watchReadsHandler, watchReadsJob } from './jobs/watch-reads.ts';
import { alertMeasures } from './measures.ts';
import { countOpen } from './store/alerts.ts';

export type { DataSecurityDeps } from './deps.ts';

/** 数据安全: unusual reads with their trace, explained and closed; and the people whose every read is one. */
export function createDataSecurity(deps: DataSecurityDeps): Module & { port: DataSecurityPort } {
  const own: Own = { ...deps, hub: deps.database, db: deps.database.forModule('data-security') };
  // Where there are no base registries nobody's address is known, and own family cannot be.
  const places = deps.registries ? placesOf(own) : [];
  return {
    name: 'data-security',
    migrations: { module: 'data-security', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [
      listAllAlerts(own),
      showAlert(own),
      handleAlert(own, 'ask'),
      handleAlert(own, 'close'),
      handleAlert(own, 'explain'),
      listExplanations(own),
      showExplanation(own),
      showRules(own),
      setThresholds(own),
      listWatchedPeople(own),
      proposeWatch(own),
      decideWatch(own, 'confirm'),
      decideWatch(own, 'decline'),
      decideWatch(own, 'end'),
    ],
    reactions: [onRegistryBuilt(places)],
    jobs: [watchReadsHandler(own), placePeopleHandler(own, places), forgetAuditHandler(own)],
    schedules: [
      { name: watchReadsJob.name, crontab: '* * * * *' },
      { name: placePeopleJob.name, crontab: '*/10 * * * *' },
      // After the reads of the night, so that their gaps and these become one.
      { name: forgetAuditJob.name, crontab: '10 19 * * *' },
    ],
    measures: alertMeasures(own),
    prepare: () => preparePlaces(own, places),
    port: { openAlerts: () => own.db.readOnce((tx) => countOpen(tx)) },
  };
}
