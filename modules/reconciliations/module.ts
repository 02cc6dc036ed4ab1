import { fileURLToPath } from 'node:url';
import { openLake } from '@platform/lake';
import type { Foundations, Module } from '@platform/module';
import type { CataloguePort } from '@modules/catalogue/contract';
import type { ProofExchange } from './contract/index.ts';
import { proofPlan } from './domain/proof-plan.ts';
import { listDifferingRanges, listDifferingRows } from './features/list-differences.ts';
import { listLinesProved, saveSettingCase, startReconciliationCase } from './features/lines-proved.ts';
import { listReconciliations, showReconciliation } from './features/list-reconciliations.ts';
import { cancelReconciliationCase, mendDifferences } from './features/mend-differences.ts';
import { openDifference } from './features/open-difference.ts';
import { proveLineHandler } from './jobs/prove-line.ts';
import type { ProofDeps } from './jobs/proof-deps.ts';
import { startDueJob } from './jobs/reconciliation-jobs.ts';
import { resumeOpen, startDueHandler } from './jobs/start-reconciliations.ts';
import { PACE, type Pace } from './looks/look-again.ts';
import { onEntryPublished } from './reactions/on-entry-published.ts';

const NAME = 'reconciliations';

export type ReconciliationsDeps = Pick<
  Foundations,
  'database' | 'clock' | 'ids' | 'outbox' | 'audit' | 'sealer' | 'blindIndex' | 'live' | 'log'
> & {
  catalogue: Pick<CataloguePort, 'find' | 'resources'>;
  exchange: ProofExchange;
  /** How fast keys are looked at again; tests are in a hurry. */
  pace?: Pace;
};

/** The proof that nothing was lost (对账): a line's source compared with the lake, and what differs mended. */
export function createReconciliations(deps: ReconciliationsDeps): Module {
  const lake = openLake(deps.database);
  const own: ProofDeps & Pick<Foundations, 'blindIndex'> = {
    ...deps,
    database: deps.database.forModule(NAME),
    lake,
    pace: deps.pace ?? PACE,
  };
  return {
    name: NAME,
    migrations: { module: NAME, folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [
      listReconciliations(own),
      listLinesProved(own),
      startReconciliationCase(own),
      saveSettingCase(own),
      showReconciliation(own),
      listDifferingRanges(own),
      listDifferingRows(own),
      openDifference(own),
      mendDifferences(own),
      cancelReconciliationCase(own),
    ],
    reactions: [onEntryPublished({ catalogue: deps.catalogue, lake, reader: NAME })],
    jobs: [proveLineHandler(own), startDueHandler(own)],
    schedules: [{ name: startDueJob.name, crontab: '*/5 * * * *' }],
    async prepare() {
      for (const resource of deps.catalogue.resources()) await lake.ensureView(proofPlan(resource).view, [NAME]);
      await resumeOpen(own, deps.clock.now());
    },
  };
}
