import type { Connection } from '../../api/connections.ts';

export type Health = 'broken' | 'stopped' | 'warning' | 'paused' | 'well' | 'untested';
export const HEALTH_TONES = {
  broken: 'red',
  stopped: 'red',
  warning: 'amber',
  paused: 'grey',
  well: 'green',
  untested: 'grey',
} as const;
/** Of the log's budget, from which on people should know. */
export const LOG_WARNING = 0.7;

/** How a connection is, in one word: what stops it comes before what may come to stop it. */
export function healthOf({ state, report, capture }: Pick<Connection, 'state' | 'report' | 'capture'>): Health {
  if (state === 'paused') return 'paused';
  // A capture that runs has reached its source since.
  if (report?.error && capture?.state !== 'running') return 'broken';
  if (capture?.state === 'stopped') return 'stopped';
  if (
    capture?.fault ||
    capture?.state === 'backing-off' ||
    (capture?.budgetShare ?? 0) >= LOG_WARNING ||
    report?.findings.some(({ level }) => level !== 'info')
  )
    return 'warning';
  return report || capture?.state === 'running' ? 'well' : 'untested';
}
