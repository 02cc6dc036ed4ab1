import type { ModuleDatabase } from '@platform/database';
import type { Foundations } from '@platform/module';
import { noteProgress } from '../store/reconciliations.ts';

const EVERY_MS = 500;

/** Someone cancelled the reconciliation while it ran. */
export class Cancelled extends Error {}

export type Progress = {
  /** Moves on by so many rows or keys; told to the pages at most twice a second. @throws Cancelled */
  add(units: number): Promise<void>;
};

export function progressOf(
  deps: Pick<Foundations, 'live'> & { database: ModuleDatabase },
  reconciliation: { id: string; line_id: string },
  expected: number,
): Progress {
  let done = 0;
  let told = performance.now();
  return {
    async add(units) {
      done += units;
      if (performance.now() - told < EVERY_MS) return;
      told = performance.now();
      const open = await deps.database.transaction((tx) =>
        noteProgress(tx, reconciliation.id, done, Math.max(done, expected)),
      );
      if (!open) throw new Cancelled();
      tell(deps, reconciliation);
    },
  };
}

export function tell(deps: Pick<Foundations, 'live'>, reconciliation: { id: string; line_id: string }): void {
  deps.live.publish({
    topic: 'exchange',
    data: { reconciliationId: reconciliation.id, lineId: reconciliation.line_id },
  });
}
