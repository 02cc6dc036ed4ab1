import type { Actor } from '@platform/access';
import type { ModuleDatabase, Tx } from '@platform/database';
import { enqueue, jobHandler, type JobHandler } from '@platform/jobs';
import type { Foundations } from '@platform/module';
import type { Source } from '@platform/packs';
import { settingOf } from '../adapters/open-connector.ts';
import { isDue } from '../domain/schedule.ts';
import { claimSource, latestLoads, openLoad, openLoads } from '../store/loads.ts';
import { runLoadJob, startDueLoadsJob } from './run-load-job.ts';

export type StartLoadDeps = Pick<Foundations, 'audit' | 'clock' | 'ids' | 'live'>;

/** Asks for a load of `source`; the id of the open one when there is one already. Publish after the transaction. */
export async function startLoad(
  deps: StartLoadDeps,
  tx: Tx,
  source: Source,
  by: { actor: Actor; trace: string; deletionsConfirmed?: boolean },
): Promise<string> {
  const { id, fresh } = await openLoad(tx, {
    id: deps.ids.next(),
    sourceId: source.id,
    resource: source.resource,
    organisation: source.organisation,
    at: deps.clock.now(),
    deletionsConfirmed: by.deletionsConfirmed ?? false,
    trace: by.trace,
  });
  if (!fresh) return id;
  await deps.audit.append(tx, {
    actor: by.actor,
    action: 'exchange.start-load',
    subject: `load:${id}`,
    detail: { source: source.id, deletionsConfirmed: by.deletionsConfirmed ?? false },
    trace: by.trace,
  });
  await enqueueLoad(tx, id);
  return id;
}

async function enqueueLoad(tx: Tx, loadId: string): Promise<void> {
  // No queue of the job system: a killed worker would hold it for hours. The source's own lock keeps loads one at a time.
  await enqueue(tx, runLoadJob, { loadId }, { key: `exchange.load:${loadId}`, maxAttempts: 10 });
}

type DueDeps = StartLoadDeps &
  Pick<Foundations, 'settings' | 'log'> & { database: ModuleDatabase; sources: readonly Source[] };

/** Starts what is due among the sources of this deployment. */
export async function startDueLoads(deps: DueDeps, which: 'never-loaded' | 'all'): Promise<void> {
  const latest = await deps.database.read(latestLoads);
  const now = deps.clock.now();
  for (const source of deps.sources) {
    const last = latest.get(source.id);
    if (!deps.settings.deployment[settingOf(source)]) continue;
    if (which === 'never-loaded' ? last !== undefined : !isDue(source.schedule, last?.created_at, now)) continue;
    const loadId = await deps.database.transaction((tx) =>
      startLoad(deps, tx, source, { actor: { kind: 'system', name: 'exchange' }, trace: deps.ids.next() }),
    );
    deps.live.publish({ topic: 'exchange', data: { loadId } });
  }
}

/** Enqueues again the open loads that nobody works on: their process was killed, or their job was lost with it. */
export async function resumeLoads(deps: DueDeps, openedBefore: Date): Promise<number> {
  return deps.database.transaction(async (tx) => {
    let resumed = 0;
    for (const load of await openLoads(tx, openedBefore)) {
      if (!(await claimSource(tx, load.source_id))) continue;
      await enqueueLoad(tx, load.id);
      resumed += 1;
    }
    return resumed;
  });
}

export function startDueLoadsHandler(deps: DueDeps): JobHandler {
  return jobHandler(startDueLoadsJob, async () => {
    // A load just made waits for its job as it should; one older than a minute may have lost it.
    const resumed = await resumeLoads(deps, new Date(deps.clock.now().getTime() - 60_000));
    if (resumed > 0) deps.log.warn({ module: 'exchange', resumed }, 'loads that nobody worked on were begun again');
    await startDueLoads(deps, 'all');
  });
}
