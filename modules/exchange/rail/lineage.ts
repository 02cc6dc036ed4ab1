import type { Tx } from '@platform/database';
import { lineageOf } from '../store/runs.ts';
import type { ReadingPlan } from './snapshot-plan.ts';

/** The capture to which earlier chunks were joined is no longer the same: they say nothing any more. */
export class LineageBroken extends Error {}

/** In the transaction that uses what earlier chunks told. @throws LineageBroken */
export async function demandLineage(tx: Tx, plan: Pick<ReadingPlan, 'line' | 'lineage'>): Promise<void> {
  if (plan.lineage !== undefined && (await lineageOf(tx, plan.line.id)) !== plan.lineage) throw new LineageBroken();
}
