import { copyRows, type ModuleDatabase, type Tx } from '@platform/database';
import { jobHandler, type JobHandler } from '@platform/jobs';
import { DomainError, fillText } from '@platform/kernel';
import { rawTable, type Lake } from '@platform/lake';
import type { Foundations } from '@platform/module';
import type { Source } from '@platform/packs';
import type { CataloguePort } from '@modules/catalogue/contract';
import { openConnector } from '../adapters/open-connector.ts';
import type { Connector } from '../adapters/connector.ts';
import { loadCompleted, loadFailed } from '../contract/index.ts';
import type { CodeTable } from '../domain/code-tables.ts';
import { exchangeErrors } from '../domain/errors.ts';
import { rowChecker } from '../domain/row-checker.ts';
import {
  beginLoad,
  claimResource,
  claimSource,
  completeLoad,
  failLoad,
  findLoad,
  type LoadRow,
} from '../store/loads.ts';
import { analyseStage, deletionsOf, mergeSnapshot, stageColumns } from '../store/merge.ts';
import { runLoadJob } from './run-load-job.ts';
import { loadTally, type LoadTally } from './load-tally.ts';

export type RunLoadDeps = Pick<
  Foundations,
  'clock' | 'ids' | 'outbox' | 'audit' | 'live' | 'log' | 'sealer' | 'settings'
> & {
  database: ModuleDatabase;
  lake: Lake;
  catalogue: CataloguePort;
  source: (id: string) => Source | undefined;
  table: (id: string) => CodeTable | undefined;
};

/** A snapshot may remove this share of the rows, or this many, before someone has to say that it is meant. */
const MOST_DELETED_SHARE = 0.5;
const FEW_DELETIONS = 100;

/** Runs an open load: check, stage, merge. All or nothing for the lake; rows set aside and progress are seen while it runs. */
export function runLoadHandler(deps: RunLoadDeps): JobHandler {
  return jobHandler(runLoadJob, async ({ loadId }, { signal }) => {
    let load: LoadRow | undefined;
    try {
      await deps.database.transaction(async (tx) => {
        load = await takeIn(deps, tx, loadId, signal);
      });
    } catch (error) {
      // The hub's own database went away: the job is tried again, and the load begins from the start.
      if (error instanceof DomainError && error.code.startsWith('database.')) throw error;
      // An orderly stop: the load stays open, and whoever runs next begins it again.
      if (signal.aborted) throw error;
      load = await fail(deps, loadId, error as Error);
    }
    if (load) deps.live.publish({ topic: 'exchange', data: { loadId } });
  });
}

async function takeIn(deps: RunLoadDeps, tx: Tx, loadId: string, signal: AbortSignal): Promise<LoadRow | undefined> {
  const known = await deps.database.read((read) => findLoad(read, loadId));
  if (!known || !(await claimSource(tx, known.source_id))) return undefined;
  const load = await deps.database.transaction((own) => beginLoad(own, loadId, deps.clock.now()));
  if (!load) return undefined;
  deps.live.publish({ topic: 'exchange', data: { loadId } });

  const source = deps.source(load.source_id);
  if (!source) throw exchangeErrors.unknownSource({ id: load.source_id });
  const resource = deps.catalogue.resource(source.resource);
  const check = rowChecker({ resource, mapping: source.mapping, table: deps.table, demo: deps.settings.demo });
  const table = rawTable(resource);
  const tally = loadTally(deps, load.id);
  const connector = await openConnector(source, deps.settings.deployment);
  try {
    await demandColumns(connector, source);
    tally.expect(await connector.count());
    const columns = stageColumns(table);
    const stage = await deps.lake.openStage(tx, table, columns);
    const keyPositions = resource.key.map((name) => columns.indexOf(name));
    // What goes wrong while reading reaches COPY as its failure; the cause is what people should be told.
    let cause: unknown;
    const rows = async function* (): AsyncIterable<(string | null)[]> {
      try {
        for await (const batch of connector.read()) {
          signal.throwIfAborted();
          for (const row of batch) {
            const checked = check(row);
            if ('good' in checked) {
              tally.good();
              yield [...checked.good.values, checked.good.hash];
            } else {
              tally.bad(checked.bad);
              const { key } = checked.bad;
              if (key) yield columns.map((_, position) => key[keyPositions.indexOf(position)] ?? null);
            }
          }
          await tally.report();
        }
      } catch (error) {
        cause = error;
        throw error;
      }
    };
    await copyRows(tx, stage.target, rows()).catch((error: unknown) => {
      throw cause ?? error;
    });
    await tally.report(true);
    await analyseStage(tx, stage);
    await claimResource(tx, resource.id);
    const { before, deletions } = await deletionsOf(tx, table, stage, source.id);
    if (deletions > FEW_DELETIONS && deletions > before * MOST_DELETED_SHARE && !load.deletions_confirmed) {
      throw exchangeErrors.tooManyDeletions({ before, deletions });
    }
    const at = deps.clock.now();
    const changes = await mergeSnapshot(tx, table, stage, { id: load.id, sourceId: source.id, at });
    await complete(deps, tx, load, at, tally, changes);
    return load;
  } catch (error) {
    // What was set aside before the fault is kept: it often shows the cause.
    await tally.report(true).catch(() => undefined);
    throw error;
  } finally {
    await connector.close();
  }
}

async function complete(
  deps: RunLoadDeps,
  tx: Tx,
  load: LoadRow,
  at: Date,
  tally: LoadTally,
  changes: { inserted: number; updated: number; deleted: number },
): Promise<void> {
  const progress = tally.progress();
  const { rowsRead, rowsGood, rowsRejected } = progress;
  await completeLoad(tx, load.id, at, progress, changes);
  await deps.audit.append(tx, {
    actor: { kind: 'system', name: 'exchange' },
    action: 'exchange.complete-load',
    subject: `load:${load.id}`,
    detail: { source: load.source_id, rowsRead, rowsGood, rowsRejected, ...changes },
    trace: load.trace,
  });
  await deps.outbox.append(
    tx,
    loadCompleted,
    `source:${load.source_id}`,
    {
      loadId: load.id,
      sourceId: load.source_id,
      resource: load.resource,
      organisation: load.organisation,
      rowsRead,
      rowsGood,
      rowsRejected,
      ...changes,
    },
    load.trace,
  );
  deps.log.info(
    {
      module: 'exchange',
      loadId: load.id,
      source: load.source_id,
      rowsRead,
      rowsGood,
      rowsRejected,
      ...changes,
      ms: Math.round(progress.runMs),
    },
    'load done',
  );
}

async function fail(deps: RunLoadDeps, loadId: string, error: Error): Promise<LoadRow | undefined> {
  const known = error instanceof DomainError ? error : exchangeErrors.unexpected({ number: loadId }, { cause: error });
  deps.log.error(
    { module: 'exchange', loadId, code: known.code, error: known.cause instanceof Error ? known.cause : error },
    'load failed',
  );
  const text = { zh: fillText(known.text, 'zh', known.params), en: fillText(known.text, 'en', known.params) };
  return deps.database.transaction(async (tx) => {
    const load = await findLoad(tx, loadId);
    if (!load || !(await failLoad(tx, loadId, deps.clock.now(), { code: known.code, text }))) return undefined;
    await deps.audit.append(tx, {
      actor: { kind: 'system', name: 'exchange' },
      action: 'exchange.fail-load',
      subject: `load:${loadId}`,
      detail: { source: load.source_id, code: known.code },
      trace: load.trace,
    });
    await deps.outbox.append(
      tx,
      loadFailed,
      `source:${load.source_id}`,
      { loadId, sourceId: load.source_id, code: known.code },
      load.trace,
    );
    return load;
  });
}

async function demandColumns(connector: Connector, source: Source): Promise<void> {
  const { place, columns } = await connector.describe();
  const missing = [...new Set(source.mapping.map((one) => one.column))].filter((column) => !columns.includes(column));
  const columnNames = { zh: missing.join('、'), en: missing.join(', ') };
  if (missing.length > 0) throw exchangeErrors.columnsMissing({ source: place, columns: columnNames });
}
