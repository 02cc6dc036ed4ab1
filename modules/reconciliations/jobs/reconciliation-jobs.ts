import { Type } from 'typebox';
import type { Tx } from '@platform/database';
import { defineJob, enqueue } from '@platform/jobs';

/** Brings one open reconciliation to its end from the state it is in; harmless for one that is over. */
export const proveLineJob = defineJob('reconciliations.prove-line', Type.Object({ reconciliationId: Type.String() }));

/** Every five minutes: lines whose time has come, and open ones that were lost with their process. */
export const startDueJob = defineJob('reconciliations.start-due', Type.Object({}));

/** One at a time, so that proofs never take all hands that jobs have. */
export function enqueueProof(tx: Tx, reconciliationId: string): Promise<void> {
  return enqueue(
    tx,
    proveLineJob,
    { reconciliationId },
    { queue: 'reconciliations', key: `reconciliations.prove:${reconciliationId}` },
  );
}
