import { Type } from 'typebox';
import type { Tx } from '@platform/database';
import { defineJob, enqueue, jobHandler, type JobHandler } from '@platform/jobs';
import type { TakeDeps } from '../rail/take-changes.ts';
import { dropHeldColumnValues, findHeldItem } from '../store/held.ts';
import { lockLine } from '../store/lines.ts';
import { fillHeld } from './fill-held.ts';
import { withRetries } from './replay-rows.ts';

export const fillLateJob = defineJob(
  'exchange.fill-late',
  Type.Object({ lineId: Type.String(), column: Type.String(), trace: Type.String() }),
);

/** The rail takes up a new mapping within a second or two; what it held until then is filled in afterwards. */
const LATER_MS = [10_000, 120_000];

export async function fillLater(
  tx: Tx,
  of: { lineId: string; column: string; trace: string },
  now: Date,
): Promise<void> {
  for (const [turn, later] of LATER_MS.entries())
    await enqueue(tx, fillLateJob, of, {
      runAt: new Date(now.getTime() + later),
      key: `exchange.fill-late:${of.lineId}:${of.column}:${turn}`,
    });
}

/** Fills in values that were held after their column had been catalogued, where the row has not changed since. */
export function fillLateHandler(deps: TakeDeps): JobHandler {
  return jobHandler(fillLateJob, async ({ lineId, column, trace }) => {
    await withRetries(() =>
      deps.database.transaction(async (tx) => {
        const line = await lockLine(tx, lineId);
        const item = line && (await findHeldItem(tx, lineId, column));
        const mapped = line?.mapping.find((one) => one.item === item);
        if (!line || !mapped) return;
        await fillHeld(deps, tx, line, deps.catalogue.resource(line.resource), mapped, trace, 'unchanged-since');
        await dropHeldColumnValues(tx, lineId, column);
      }),
    );
  });
}
