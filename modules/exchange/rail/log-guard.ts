import type { Retention } from '@platform/sources';
import type { ConnectionLimits } from '../domain/line.ts';

export type LogVerdict = { readonly share: number; readonly level: 'fine' | 'warning' | 'over' };

const WARN_AT = 0.7;

/** How much of a connection's budget for retained log is used: the greater of bytes and time. */
export function judgeLog(kept: Retention, limits: Pick<ConnectionLimits, 'logBytes' | 'logSeconds'>): LogVerdict {
  // The source's own limit may be the narrower one; beyond it the source forgets by itself.
  const most = Math.min(limits.logBytes, kept.limitBytes ?? Number.POSITIVE_INFINITY);
  const share = Math.max(kept.bytes / most, (kept.seconds ?? 0) / limits.logSeconds);
  return { share, level: share >= 1 ? 'over' : share >= WARN_AT ? 'warning' : 'fine' };
}
