import type { BadLine } from '../domain/line-checker.ts';
import { keyMark, quarantineContext, type NewQuarantined, type QuarantinedContent } from '../store/quarantine.ts';
import type { ReadingPlan } from './snapshot-plan.ts';
import type { RunnerDeps } from './deps.ts';

/** Above this size a line's bytes are not kept beside its values, from which they can be made again. */
const LARGE_BYTES = 64 * 1024;

/** A row set aside by a reading, sealed at once: nothing readable of it waits in memory or stands in the store. */
export function quarantinedRow(
  deps: Pick<RunnerDeps, 'ids' | 'sealer' | 'blindIndex' | 'clock'>,
  plan: Pick<ReadingPlan, 'line' | 'checker'>,
  bad: BadLine,
  more: { runId?: string; rowNo?: number; position?: string; mark?: string } = {},
): NewQuarantined {
  const id = deps.ids.next();
  const content: QuarantinedContent = {
    columns: [...plan.checker.columns],
    values: [...bad.values],
    ...(bad.bytes.length <= LARGE_BYTES ? { bytes: bad.bytes.toString('base64') } : {}),
  };
  const mark = more.mark ?? (bad.key ? keyMark(deps.blindIndex, plan.line.id, bad.key) : undefined);
  return {
    id,
    lineId: plan.line.id,
    runId: more.runId,
    at: deps.clock.now(),
    op: 'read',
    position: more.position,
    rowNo: more.rowNo,
    keyMark: mark,
    reasons: bad.reasons,
    sealed: deps.sealer.sealJson(content, quarantineContext(id)),
  };
}
