import { createHash } from 'node:crypto';
import type { PlanDefinition } from '../store/rail-partitions.ts';
import type { LinePlan } from './line-plan.ts';

/** The plan as appliers find it. */
export function definitionOf(plan: LinePlan): { hash: string; definition: PlanDefinition } {
  const definition: PlanDefinition = {
    mapping: plan.line.mapping,
    shape: plan.captured.shape,
    held: plan.held.map((one) => one.column),
    streamed: plan.line.streamed,
  };
  const hash = createHash('sha256')
    .update(JSON.stringify([plan.line.id, plan.captured.columns, definition]))
    .digest('base64url')
    .slice(0, 22);
  return { hash, definition };
}
