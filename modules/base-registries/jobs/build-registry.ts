import { Type } from 'typebox';
import type { ModuleDatabase, Tx } from '@platform/database';
import { defineJob, enqueue, jobHandler, type JobHandler } from '@platform/jobs';
import type { Lake } from '@platform/lake';
import { SUBJECT, type Foundations } from '@platform/module';
import { recordChanged, registryBuilt } from '../contract/index.ts';
import type { RegistryPlan } from '../domain/plan.ts';
import { applyStage, fillStage, freshColumns, valueChanges, type ValueChange } from '../store/build.ts';
import {
  lockRegistry,
  nextPending,
  removeAllPending,
  removePending,
  waitingRegistries,
  type PendingLoad,
} from '../store/pending.ts';
import { countRegistry, findState, movedCounts, saveState } from '../store/registries.ts';

/** Brings a registry up to date: all loads that wait for it, those of one resource in one transaction; wholly when its definition changed. */
const buildRegistryJob = defineJob('base-registries.build-registry', Type.Object({ registry: Type.String() }));

/** Each minute: builds that were lost with their process are asked for again. */
export const resumeBuildsJob = defineJob('base-registries.resume-builds', Type.Object({}));

export type BuildDeps = Pick<Foundations, 'clock' | 'outbox' | 'log' | 'blindIndex' | 'ids' | 'live'> & {
  database: ModuleDatabase;
  lake: Lake;
  plans: readonly RegistryPlan[];
};

/** One waiting job a registry, however many loads ask for it. */
export function enqueueBuild(tx: Tx, registry: string): Promise<void> {
  return enqueue(tx, buildRegistryJob, { registry }, { key: `base-registries.build:${registry}` });
}

export function buildRegistryHandler(deps: BuildDeps): JobHandler {
  return jobHandler(buildRegistryJob, async ({ registry }, { signal }) => {
    const plan = deps.plans.find((one) => one.definition.id === registry);
    if (!plan) {
      // The pack was taken out of use: what waited for its registry waits for nothing.
      await deps.database.transaction((tx) => removeAllPending(tx, registry));
      return;
    }
    // Wholly once at most: two processes with different packs would else rebuild it against each other for ever.
    for (let first = true, more = true; more && !signal.aborted; first = false) {
      more = await deps.database.transaction((tx) => buildOnce(deps, tx, plan, first));
    }
    deps.live.publish({ topic: 'exchange', data: { registry } });
  });
}

/** One build; whether there was anything to do. */
async function buildOnce(deps: BuildDeps, tx: Tx, plan: RegistryPlan, mayRebuild: boolean): Promise<boolean> {
  const registry = plan.definition.id;
  await lockRegistry(tx, registry);
  const state = await findState(tx, registry);
  const whole = state?.version !== plan.version;
  if (whole && !mayRebuild) return false;
  const loads = whole ? [] : await nextPending(tx, registry);
  const newest = loads.at(-1);
  if (!whole && !newest) return false;
  const started = performance.now();
  if (newest && !plan.resources.some((resource) => resource.id === newest.resource)) {
    await removePending(tx, registry, loads);
    return true;
  }
  const stage = await deps.lake.openStage(tx, plan.table, freshColumns(plan));
  await fillStage(tx, plan, stage, newest && { resource: newest.resource, loads: loads.map((load) => load.load_id) });
  // After a new definition a field that was empty is not news; a value that is another one is.
  const changes = await valueChanges(tx, plan, stage, whole);
  const at = deps.clock.now();
  const before = whole ? undefined : await countRegistry(tx, plan, stage);
  const result = await applyStage(tx, plan, stage, at);
  // Counting millions for a change of ten would cost more than all the rest.
  const counts =
    state && before
      ? movedCounts(
          { records: Number(state.records), filled: state.filled },
          before,
          await countRegistry(tx, plan, stage),
        )
      : await countRegistry(tx, plan);
  const { records } = counts;
  await saveState(tx, plan, counts, at);
  await removePending(tx, registry, loads);
  const trace = newest?.trace ?? deps.ids.next();
  await tellChanges(deps, tx, plan, changes, loads, trace);
  await deps.outbox.append(
    tx,
    registryBuilt,
    `registry:${registry}`,
    { registry, ...(newest ? { loadId: newest.load_id } : {}), records, ...result },
    trace,
  );
  deps.log.info(
    {
      module: 'base-registries',
      registry,
      loads: loads.length,
      records,
      ...result,
      changes: changes.length,
      ms: Math.round(performance.now() - started),
    },
    'registry built',
  );
  return true;
}

async function tellChanges(
  deps: BuildDeps,
  tx: Tx,
  plan: RegistryPlan,
  changes: readonly ValueChange[],
  loads: readonly PendingLoad[],
  trace: string,
): Promise<void> {
  const registry = plan.definition.id;
  const newest = loads.at(-1);
  for (const change of changes) {
    const subject = deps.blindIndex(change.key, SUBJECT);
    const open = plan.watched.find((one) => one.name === change.field)?.open ?? false;
    await deps.outbox.append(
      tx,
      recordChanged,
      `registry-record:${registry}:${subject}`,
      {
        registry,
        subject,
        field: change.field,
        before: open ? change.before : null,
        after: open ? change.after : null,
        ...(newest
          ? {
              resource: newest.resource,
              // Of several taken together: the one that brought the value; a value that is gone has none to say so.
              loadId: loads.find((load) => load.load_id === change.load)?.load_id ?? newest.load_id,
            }
          : {}),
      },
      trace,
    );
  }
}

/** Asks again for builds that have waited since before `before`, and for registries whose definition is new. */
export async function resumeBuilds(deps: Pick<BuildDeps, 'database' | 'plans'>, before: Date): Promise<void> {
  await deps.database.transaction(async (tx) => {
    const wanted = new Set(await waitingRegistries(tx, before));
    for (const plan of deps.plans) {
      if ((await findState(tx, plan.definition.id))?.version !== plan.version) wanted.add(plan.definition.id);
    }
    for (const registry of wanted) await enqueueBuild(tx, registry);
  });
}

export function resumeBuildsHandler(deps: BuildDeps): JobHandler {
  return jobHandler(resumeBuildsJob, () => resumeBuilds(deps, new Date(deps.clock.now().getTime() - 60_000)));
}
