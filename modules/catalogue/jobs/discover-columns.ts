import { Type } from 'typebox';
import { defineJob, enqueue, jobHandler, type JobHandler } from '@platform/jobs';
import { lakeView, rawTable } from '@platform/lake';
import type { Tx } from '@platform/database';
import type { CataloguedResource } from '../contract/index.ts';
import { itemProposed } from '../contract/index.ts';
import type { Own } from '../deps.ts';
import { isStrictEnough, KINDS, markingOf, sightingOf, type Marking, type Sighting } from '../domain/sensitive.ts';
import {
  discoveriesOf,
  findSampling,
  noteSampling,
  sampleRows,
  writeDiscovery,
  type Discovery,
} from '../store/discoveries.ts';
import { findFigures } from '../store/resources.ts';

/** Looks for sensitive columns in one resource, or in all that were not looked at today. */
export const discoverColumnsJob = defineJob(
  'catalogue.discover-columns',
  Type.Object({ resource: Type.Optional(Type.String()) }),
);

const ROWS = 400;
/** Below this nothing is settled: the resource is looked at again when more has come. */
const ENOUGH_ROWS = 20;
const AGAIN_AFTER_MS = 20 * 3_600_000;
/** Values of these types may hide what discovery looks for. */
const LOOKED_AT = new Set(['text', 'code', 'citizen-id', 'credit-code', 'integer', 'number']);

export function discoverColumnsHandler(deps: Own): JobHandler {
  return jobHandler(discoverColumnsJob, async ({ resource: only }, { signal }) => {
    const resources = only === undefined ? deps.resources.resources() : [deps.resources.find(only)];
    for (const resource of resources) {
      if (signal.aborted) return;
      if (resource && (only !== undefined || (await isDue(deps, resource)))) await lookAt(deps, resource);
    }
  });
}

async function isDue(deps: Own, resource: CataloguedResource): Promise<boolean> {
  const sampling = await deps.database.read((tx) => findSampling(tx, resource.id));
  return (
    sampling?.version !== resource.version ||
    sampling.rows < ENOUGH_ROWS ||
    deps.clock.now().getTime() - sampling.sampled_at.getTime() > AGAIN_AFTER_MS
  );
}

/** Samples a raw table and compares what its columns look like with what the catalogue says of them. Of the sample only counts are kept. */
export async function lookAt(deps: Own, resource: CataloguedResource): Promise<number> {
  const table = rawTable(resource);
  const columns = resource.items.filter(({ type }) => LOOKED_AT.has(type)).map(({ name }) => name);
  if (columns.length === 0) return 0;
  const view = lakeView({ name: `sample_${table.name}`, table, columns });
  await deps.lake.ensureView(view, ['catalogue']);
  const now = deps.clock.now();
  const opened = await deps.database.transaction(async (tx) => {
    const figures = await findFigures(tx, resource.id);
    // Twice as many as are wanted, so that the limit cuts somewhere in the table and not always at its beginning.
    const share = Math.min(1, (2 * ROWS) / Math.max(1, Number(figures?.row_count ?? 0)));
    const rows = await sampleRows(tx, view, share, ROWS);
    const before = await discoveriesOf(tx, resource.id);
    let proposals = 0;
    for (const item of resource.items) {
      const sighting = sightingOf(rows.map((row) => row[item.name] ?? null));
      if (!sighting) continue;
      const known = before.find((one) => one.item === item.name && one.kind === sighting.kind);
      const one = finding(deps, resource.id, item.name, markingOf(resource, item), sighting, known, now);
      await writeDiscovery(tx, one);
      if (one.state === 'open' && known?.state !== 'open') {
        proposals += 1;
        await tell(deps, tx, resource, one);
      }
    }
    await noteSampling(tx, resource.id, resource.version, rows.length, now);
    await deps.audit.append(tx, {
      actor: { kind: 'system', name: 'catalogue.discover-columns' },
      action: 'catalogue.sample-columns',
      subject: `resource:${resource.id}`,
      detail: { rows: rows.length, columns: columns.length, proposals },
      trace: `discover-${resource.id}`,
    });
    return proposals;
  });
  deps.live.publish({ topic: 'catalogue', data: { resource: resource.id } });
  return opened;
}

function finding(
  deps: Own,
  resource: string,
  item: string,
  stated: Marking,
  { kind, sampled, matched }: Sighting,
  known: Discovery | undefined,
  now: Date,
): Discovery {
  const strict = isStrictEnough(stated, kind);
  // What somebody dismissed stays so for as long as the catalogue says of the item what it said then.
  const dismissed =
    known?.state === 'dismissed' && JSON.stringify(known.stated) === JSON.stringify(reordered(known.stated, stated));
  const settled = strict ? (known?.state === 'accepted' ? 'accepted' : 'agreed') : undefined;
  return {
    id: known?.id ?? deps.ids.next(),
    resource,
    item,
    kind,
    sampled,
    matched,
    stated,
    proposed: { ...KINDS[kind].proposed, grade: Math.max(stated.grade, KINDS[kind].proposed.grade) },
    state: settled ?? (dismissed ? 'dismissed' : 'open'),
    found_at: known?.found_at ?? now,
    seen_at: now,
    decided_at: null,
    decided_organisation: null,
    reason: null,
  };
}

/** `value` with its fields in the order of `like`: the store does not keep it. */
function reordered<T extends object>(like: T, value: T): T {
  return Object.fromEntries(Object.keys(like).map((field) => [field, value[field as keyof T]])) as T;
}

const tell = (deps: Own, tx: Tx, resource: CataloguedResource, one: Discovery): Promise<void> =>
  deps.outbox.append(
    tx,
    itemProposed,
    `resource:${resource.id}`,
    { discoveryId: one.id, resource: resource.id, item: one.item, kind: one.kind, provider: resource.provider },
    `discover-${resource.id}`,
  );

/** Long enough for more than the first rows to have come. */
const WAIT_MS = 60_000;

/** Has a resource looked at after rows came, once a version and process: changes may come every second. */
export function discoveryAfterRows(
  deps: Pick<Own, 'clock' | 'resources'>,
): (tx: Tx, resource: string) => Promise<void> {
  const asked = new Set<string>();
  return async (tx, id) => {
    const version = deps.resources.find(id)?.version;
    if (version === undefined || asked.has(`${id} ${version}`)) return;
    await enqueue(
      tx,
      discoverColumnsJob,
      { resource: id },
      { key: `discover:${id}`, runAt: new Date(deps.clock.now().getTime() + WAIT_MS) },
    );
    asked.add(`${id} ${version}`);
  };
}
