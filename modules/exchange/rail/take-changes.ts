import type { ModuleDatabase, Tx } from '@platform/database';
import { rawTable, type Lake } from '@platform/lake';
import type { Foundations } from '@platform/module';
import type { Value } from '@platform/sources';
import type { CataloguePort, ResourceDefinition } from '@modules/catalogue/contract';
import { changesApplied } from '../contract/index.ts';
import type { CodeTable } from '../domain/code-tables.ts';
import { lineChecker, type LineChecker } from '../domain/line-checker.ts';
import type { Line } from '../domain/line.ts';
import type { Reason } from '../domain/reasons.ts';
import { holdColumn, holdValues, heldContext } from '../store/held.ts';
import { noteMinute } from '../store/line-minutes.ts';
import { noteApplied } from '../store/lines.ts';
import { claimResource } from '../store/loads.ts';
import {
  hasQuarantined,
  keepQuarantined,
  keyMark,
  quarantineContext,
  supersedeQuarantined,
} from '../store/quarantine.ts';
import { takeRows, type FinalRow } from '../store/take-rows.ts';

export type TakeDeps = Pick<Foundations, 'clock' | 'ids' | 'sealer' | 'blindIndex' | 'outbox' | 'settings'> & {
  database: ModuleDatabase;
  lake: Lake;
  catalogue: Pick<CataloguePort, 'resource'>;
  table: (id: string) => CodeTable | undefined;
};

/** A change that came to us, by the source's column names. A deletion needs the key's columns only. */
export type GivenChange = {
  readonly op: 'upsert' | 'delete';
  readonly values: Readonly<Record<string, Value>>;
  /** What people call its place in what was sent, from 1. */
  readonly rowNo: number;
  /** What is kept when it is refused, beside its values. */
  readonly bytes?: Buffer;
};

export type RefusedChange = { readonly rowNo: number; readonly reasons: readonly Reason[] };

export type Taken = {
  readonly good: number;
  readonly refused: readonly RefusedChange[];
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  /** Columns that no item takes; their values are held until someone decides about them. */
  readonly held: readonly string[];
};

/**
 * Takes changes that were brought to us (pushed, ferried) into the lake, in the caller's transaction: checked by the line's rules, the last one of a
 * key wins, refused ones quarantined, unknown columns held aside, the stream and the figures written. The caller has locked the line.
 * `emptied`: whatever the line has in the lake goes first.
 */
export async function takeChanges(
  deps: TakeDeps,
  tx: Tx,
  line: Line,
  changes: readonly GivenChange[],
  how: { position: string; sourceAt?: Date; trace: string; emptied?: boolean; bytes: number },
): Promise<Taken> {
  const resource = deps.catalogue.resource(line.resource);
  const checker = lineChecker({ resource, mapping: line.mapping, table: deps.table, demo: deps.settings.demo });
  const at = deps.clock.now();
  const finals = new Map<string, FinalRow>();
  const refused: (RefusedChange & { change: GivenChange; key: readonly string[] | undefined })[] = [];
  // Keys of which the last word was refused: what is kept of them is not out of date.
  const lastRefused = new Set<string>();
  let good = 0;
  for (const change of changes) {
    const checked = checkChange(checker, change, resource);
    if ('reasons' in checked) {
      refused.push({ rowNo: change.rowNo, change, ...checked });
      if (checked.key) lastRefused.add(JSON.stringify(checked.key));
    } else {
      good += 1;
      finals.set(JSON.stringify(checked.key), checked);
      lastRefused.delete(JSON.stringify(checked.key));
    }
  }
  const heldColumns = await holdUnknown(deps, tx, line, changes, checker, at);
  await quarantine(deps, tx, line, refused, how.position, at);
  const batchId = deps.ids.next();
  const table = rawTable(resource);
  await claimResource(tx, resource.id);
  const moved = await takeRows(
    tx,
    { lake: deps.lake, line, resource, table, batchId, at, emptied: how.emptied ?? false },
    [...finals.values()],
    how,
  );
  if (finals.size > 0 && (await hasQuarantined(tx, line.id))) {
    const fresh = [...finals.keys()].filter((key) => !lastRefused.has(key));
    await supersedeQuarantined(
      tx,
      line.id,
      fresh.map((key) => keyMark(deps.blindIndex, line.id, JSON.parse(key) as string[])),
      at,
    );
  }
  await noteMinute(tx, line.id, {
    at,
    inserted: moved.inserted,
    updated: moved.updated,
    deleted: moved.deleted,
    rejected: refused.length,
    bytes: how.bytes,
    transactions: 1,
    lagMs: how.sourceAt === undefined ? undefined : Math.max(0, at.getTime() - how.sourceAt.getTime()),
  });
  await noteApplied(tx, line.id, {
    position: how.position,
    sourceAt: how.sourceAt,
    appliedAt: at,
    rowsChange: moved.inserted - moved.deleted,
  });
  if (moved.inserted + moved.updated + moved.deleted > 0)
    await deps.outbox.append(
      tx,
      changesApplied,
      `source:${line.id}`,
      { batchId, lineId: line.id, resource: resource.id, organisation: line.organisation, ...moved },
      how.trace,
    );
  return { good, refused: refused.map(({ rowNo, reasons }) => ({ rowNo, reasons })), ...moved, held: heldColumns };
}

function checkChange(
  checker: LineChecker,
  change: GivenChange,
  resource: ResourceDefinition,
): FinalRow | { reasons: readonly Reason[]; key: readonly string[] | undefined } {
  const values = checker.columns.map((column) => (Object.hasOwn(change.values, column) ? change.values[column] : null));
  if (change.op === 'delete') {
    const key = checker.keyOf(values);
    return key
      ? { key, values: null }
      : { reasons: [{ code: 'required', item: resource.key[0] as string }], key: undefined };
  }
  const checked = checker.checkValues(values);
  if ('reasons' in checked) return { reasons: checked.reasons, key: checked.key };
  if (!checked.key) return { reasons: [{ code: 'required', item: resource.key[0] as string }], key: undefined };
  return { key: checked.key, values: checked.values.map((value) => value ?? null) };
}

async function quarantine(
  deps: TakeDeps,
  tx: Tx,
  line: Line,
  refused: readonly { change: GivenChange; reasons: readonly Reason[]; key: readonly string[] | undefined }[],
  position: string,
  at: Date,
): Promise<void> {
  const rows = refused.map(({ change, reasons, key }) => {
    const id = deps.ids.next();
    const content = {
      columns: Object.keys(change.values),
      values: Object.values(change.values),
      ...(change.bytes ? { bytes: change.bytes.toString('base64') } : {}),
    };
    return {
      id,
      lineId: line.id,
      at,
      op: change.op === 'delete' ? ('delete' as const) : ('update' as const),
      position,
      rowNo: change.rowNo,
      reasons,
      sealed: deps.sealer.sealJson(content, quarantineContext(id)),
      ...(key ? { keyMark: keyMark(deps.blindIndex, line.id, key) } : {}),
    };
  });
  await keepQuarantined(tx, rows);
}

/** Values of columns that no item takes are held by the row's key, as they are for captured lines. */
async function holdUnknown(
  deps: TakeDeps,
  tx: Tx,
  line: Line,
  changes: readonly GivenChange[],
  checker: LineChecker,
  at: Date,
): Promise<string[]> {
  const mapped = new Set(checker.columns);
  const shaped = new Set((line.shape?.columns ?? []).map((column) => column.name));
  const unknown = new Map<string, { key: readonly string[]; sealed: Buffer | null; at: Date }[]>();
  for (const change of changes) {
    if (change.op === 'delete') continue;
    let key: readonly string[] | undefined;
    for (const [column, value] of Object.entries(change.values)) {
      // What the line's shape had and nobody mapped was left out on purpose.
      if (mapped.has(column) || shaped.has(column)) continue;
      key ??= checker.keyOf(checker.columns.map((name) => change.values[name] ?? null));
      const values = unknown.get(column) ?? [];
      unknown.set(column, values);
      if (key)
        values.push({
          key,
          sealed: value === null ? null : deps.sealer.sealText(value, heldContext(line.id, column, key)),
          at,
        });
    }
  }
  for (const [column, values] of unknown) {
    const state = await holdColumn(tx, { lineId: line.id, column, type: 'text', at });
    if (state === 'held') await holdValues(tx, line.id, column, values);
  }
  return [...unknown.keys()];
}
