import type { ResourceDefinition } from '@modules/catalogue/contract';
import { rawTable, type LakeTable } from '@platform/lake';
import type { CapturedTable, TableShape } from '@platform/sources';
import type { CodeTable } from '../domain/code-tables.ts';
import { lineChecker, type LineChecker } from '../domain/line-checker.ts';
import type { Fault, Line } from '../domain/line.ts';
import type { Notes } from './notes.ts';

/** One line as the capture loop works on it: made when the stream opens. */
export type LinePlan = {
  readonly line: Line;
  readonly resource: ResourceDefinition;
  readonly table: LakeTable;
  readonly captured: CapturedTable;
  readonly checker: LineChecker;
  /** Items of the lake's table in the order in which the checker gives them. */
  readonly items: readonly string[];
  /** Places of the key's items among them, in the order of the key. */
  readonly keyPlaces: readonly number[];
  /** Columns whose values are held aside, and their places among the columns asked for. */
  readonly held: readonly { readonly column: string; readonly place: number }[];
  /**
   * Whether the source may hold several rows of one key, since none of its own keys is the lake's. A row that goes there may leave another: the
   * lake's stays until the source was asked.
   */
  readonly doubles: boolean;
  /** Whether inserted keys are known not to be in the lake. False while a snapshot puts rows there, and once it was seen to be wrong. */
  certain: boolean;
  /** Whether the line keeps rows in quarantine, so that newer good ones must be looked for. */
  quarantined: boolean;
  /** Keys touched, while chunks are being joined. */
  notes: Notes | undefined;
  /** Set when the line can take no more changes. */
  fault: Fault | undefined;
};

/** @throws RangeError when the definitions name a step or code table that does not exist */
export function planLine(options: {
  line: Line;
  resource: ResourceDefinition;
  shape: TableShape;
  heldColumns: readonly string[];
  quarantined: boolean;
  table: (id: string) => CodeTable | undefined;
  demo: boolean;
}): LinePlan {
  const { line, resource, shape } = options;
  const there = new Set(shape.columns.map((column) => column.name));
  const mapped = [...new Set(line.mapping.map((one) => one.column))];
  const held = options.heldColumns.filter((column) => there.has(column) && !mapped.includes(column));
  const columns = [...mapped, ...held];
  const checker = lineChecker({ resource, mapping: line.mapping, columns, table: options.table, demo: options.demo });
  const items = resource.items.map((item) => item.name);
  const keyColumns = resource.key.flatMap((name) =>
    line.mapping.filter((one) => one.item === name).map((one) => one.column),
  );
  return {
    line,
    resource,
    table: rawTable(resource),
    captured: { shape, columns, keys: keyColumns },
    checker,
    items,
    keyPlaces: resource.key.map((name) => items.indexOf(name)),
    held: held.map((column) => ({ column, place: columns.indexOf(column) })),
    doubles: shape.key.length === 0 || shape.key.some((column) => !keyColumns.includes(column)),
    certain: line.state === 'live',
    quarantined: options.quarantined,
    notes: undefined,
    fault: undefined,
  };
}

/** Columns of the source that make the lake's key and that the source's changes do not tell of a deleted row. */
export function untoldKeyColumns(line: Line, resource: ResourceDefinition, shape: TableShape): string[] {
  if (shape.identity === 'full') return [];
  return resource.key
    .flatMap((name) => line.mapping.filter((one) => one.item === name).map((one) => one.column))
    .filter((column) => !shape.key.includes(column));
}
