import type { LocalText } from '@platform/kernel';
import { NoAnswer } from '../adapters/post-json.ts';
import { say } from '../call-upstream.ts';
import { LIVE_TOPIC, type Own } from '../deps.ts';

/** How a platform answered when it was last asked whether it is there. */
export type HealthState = { state: 'up' | 'down' | 'refusing'; at: Date; ms: number; words?: LocalText };
export type Health = {
  of(platform: string): HealthState | undefined;
  note(platform: string, state: HealthState): void;
};

export function openHealth(): Health {
  const states = new Map<string, HealthState>();
  return { of: (platform) => states.get(platform), note: (platform, state) => void states.set(platform, state) };
}

const PATIENCE_MS = 5_000;

/** Asks a platform whether it is there, with its own harmless interface. Nothing to ask with, or no credentials: nothing is known. */
export async function probe(deps: Own, platformId: string): Promise<HealthState | undefined> {
  const platform = deps.book.platform(platformId);
  const code = platform.definition.business?.probe;
  if (!platform.credentials || code === undefined) return undefined;
  const started = performance.now();
  const before = deps.health.of(platformId);
  const state = await say(deps, platform, {
    code,
    path: code,
    content: {},
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).then(
    (read): Omit<HealthState, 'ms'> => ({
      state: read.means === 'done' ? 'up' : read.means === 'again' ? 'down' : 'refusing',
      at: deps.clock.now(),
      ...(read.means === 'done' ? {} : { words: read.words }),
    }),
    (error: Error): Omit<HealthState, 'ms'> => {
      const reason = error instanceof NoAnswer ? error.reason : error.name;
      return {
        state: 'down',
        at: deps.clock.now(),
        words: { zh: `没有应答（${reason}）`, en: `no answer (${reason})` },
      };
    },
  );
  const found = { ...state, ms: Math.round(performance.now() - started) };
  deps.health.note(platformId, found);
  if (before?.state !== found.state) deps.live.publish({ topic: LIVE_TOPIC, data: { platform: platformId } });
  return found;
}
