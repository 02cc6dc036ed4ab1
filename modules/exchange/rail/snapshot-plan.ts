import { createHash } from 'node:crypto';
import type { ResourceDefinition } from '@modules/catalogue/contract';
import { rawTable, type LakeTable } from '@platform/lake';
import type { SnapshotReader, SourceSession, TableShape } from '@platform/sources';
import { sourceErrors } from '@platform/sources';
import { lineChecker, type LineChecker } from '../domain/line-checker.ts';
import type { Line } from '../domain/line.ts';
import type { RunnerDeps } from './deps.ts';

/** A line as its whole readings work on it. */
export type ReadingPlan = {
  readonly line: Line;
  readonly resource: ResourceDefinition;
  readonly table: LakeTable;
  readonly shape: TableShape;
  readonly checker: LineChecker;
  readonly items: readonly string[];
  /** What its chunks are joined to; undefined for a line that is not captured. */
  readonly lineage: string | undefined;
  /** Says whether what an earlier attempt read was read with the same definitions. */
  readonly mark: string;
};

/** @throws sources.table-missing, sources.columns-missing, RangeError for definitions that cannot work */
export async function planReading(
  deps: Pick<RunnerDeps, 'catalogue' | 'table' | 'settings'>,
  session: Pick<SourceSession, 'shape'>,
  line: Line,
  extraColumns: readonly string[] = [],
  lineage?: string,
): Promise<ReadingPlan> {
  await deps.catalogue.refresh?.();
  const resource = deps.catalogue.resource(line.resource);
  const shape = await session.shape(line.table);
  const there = new Set(shape.columns.map((column) => column.name));
  const missing = [...new Set([...line.mapping.map((one) => one.column), ...extraColumns])].filter(
    (one) => !there.has(one),
  );
  if (missing.length > 0) {
    const table = `${line.table.schema}.${line.table.table}`.replace(/^\./, '');
    throw sourceErrors.columnsMissing({ table, columns: missing.join('、') });
  }
  const options = { resource, mapping: line.mapping, table: deps.table, demo: deps.settings.demo };
  const plain = lineChecker(options);
  const extra = extraColumns.filter((column) => !plain.columns.includes(column));
  const checker = extra.length === 0 ? plain : lineChecker({ ...options, columns: [...plain.columns, ...extra] });
  const mark = createHash('sha256')
    .update(
      JSON.stringify([line.mapping, line.table, line.resource, resource, checker.columns, shape.key, lineage ?? null]),
    )
    .digest('hex')
    .slice(0, 32);
  return {
    line,
    resource,
    table: rawTable(resource),
    shape,
    lineage,
    checker,
    items: resource.items.map((item) => item.name),
    mark,
  };
}

/** The session's reader of whole tables. */
export function snapshotOf(session: SourceSession): SnapshotReader {
  if (!session.snapshot) throw sourceErrors.failed({ place: '', reason: 'no snapshot' });
  return session.snapshot;
}
