import type { ConnectionLimits } from './line.ts';

const SHANGHAI_MS = 8 * 3_600_000;

/** Whether a source may be read at this instant; hours are of Shanghai, may pass midnight, and no hours mean all. `to` itself is outside. */
export function mayReadAt(hours: ConnectionLimits['hours'], at: Date): boolean {
  if (!hours || hours.length === 0) return true;
  const now = new Date(at.getTime() + SHANGHAI_MS).toISOString().slice(11, 16);
  return hours.some(({ from, to }) =>
    from <= to ? from === to || (now >= from && now < to) : now >= from || now < to,
  );
}
