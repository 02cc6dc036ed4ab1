import type { Tx } from '@platform/database';
import type { Value } from '@platform/sources';
import { lineChecker, type LineChecker } from '../domain/line-checker.ts';
import type { Line } from '../domain/line.ts';
import { lineErrors } from '../domain/line-errors.ts';
import { mendedValues, untoldColumns, type RowContent } from '../domain/mended-row.ts';
import type { Reason } from '../domain/reasons.ts';
import { takeChanges, type GivenChange, type TakeDeps } from '../rail/take-changes.ts';
import { endQuarantined, quarantineContext, setReasons, type QuarantinedRow } from '../store/quarantine.ts';

export type KeptRow = QuarantinedRow & { sealed: Buffer };

/** The checker of a line as it is now. */
export function checkerOf(deps: Pick<TakeDeps, 'catalogue' | 'table' | 'settings'>, line: Line): LineChecker {
  return lineChecker({
    resource: deps.catalogue.resource(line.resource),
    mapping: line.mapping,
    table: deps.table,
    demo: deps.settings.demo,
  });
}

export function contentOf(deps: Pick<TakeDeps, 'sealer'>, row: KeptRow): RowContent & { bytes?: string } {
  return deps.sealer.openJson(row.sealed, quarantineContext(row.id)) as RowContent & { bytes?: string };
}

/** What a kept row is now: a change that may enter the lake, or why not. */
export function checkAgain(
  checker: LineChecker,
  line: Line,
  row: KeptRow,
  content: RowContent,
  given?: Readonly<Record<string, Value>>,
): { change: GivenChange } | { reasons: readonly Reason[] } {
  const values = mendedValues(content, line.mapping, given);
  const inOrder = checker.columns.map((column) => (Object.hasOwn(values, column) ? values[column] : undefined));
  if (row.op === 'delete') {
    const key = checker.keyOf(inOrder);
    if (!key) return { reasons: row.reasons };
    return { change: { op: 'delete', values, rowNo: 1 } };
  }
  if (untoldColumns(values, line.mapping).length > 0) return { reasons: [{ code: 'not-told' }] };
  const checked = checker.checkValues(inOrder);
  if ('reasons' in checked) return { reasons: checked.reasons };
  return { change: { op: 'upsert', values, rowNo: 1 } };
}

/**
 * Brings kept rows that pass now into the lake, in the caller's transaction, which has locked the line: so nothing newer of these keys comes
 * between. Of two rows of one key the later one counts.
 */
export async function takeMended(
  deps: TakeDeps,
  tx: Tx,
  line: Line,
  mended: readonly { row: KeptRow; change: GivenChange }[],
  by: { actor: string; trace: string },
): Promise<void> {
  if (mended.length === 0) return;
  const ended = await endQuarantined(
    tx,
    line.id,
    mended.map(({ row }) => row.id),
    'replayed',
    deps.clock.now(),
    by.actor,
  );
  // Locked rows of a locked line cannot have been ended by anyone else.
  if (ended !== mended.length) throw lineErrors.changedMeanwhile();
  await takeChanges(
    deps,
    tx,
    line,
    mended.map(({ change }) => change),
    { position: line.position ?? `replay:${by.trace}`, trace: by.trace, bytes: 0 },
  );
}

/** A row that does not pass now either says why now. */
export async function keepReasons(tx: Tx, row: KeptRow, reasons: readonly Reason[]): Promise<void> {
  if (JSON.stringify(reasons) !== JSON.stringify(row.reasons)) await setReasons(tx, row.id, reasons);
}

const TRANSIENT = new Set(['40001', '40P01', '23505']);
const TRIES = 5;

/** The rail writes the same rows: a transaction that met it is tried again from its start. */
export async function withRetries<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === TRIES || !TRANSIENT.has(String((error as { code?: unknown }).code))) throw error;
      await new Promise((resume) => setTimeout(resume, 20 * attempt));
    }
  }
}
