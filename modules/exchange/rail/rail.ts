import { DomainError, fillText, type LocalText } from '@platform/kernel';
import { LaneTaken } from '@platform/rail';
import type { Connection } from '../domain/line.ts';
import { listConnections, saveReport } from '../store/connections.ts';
import { setCaptureState } from '../store/capture.ts';
import { PlaceMoved } from './applying.ts';
import { faultOf } from './connection-faults.ts';
import { ConnectionRail } from './connection-rail.ts';
import type { RailDeps, Runner, RunnerDeps } from './deps.ts';
import { HubSession } from './hub-session.ts';
import { LoneGuard } from './log-guard.ts';
import { startNats } from './nats.ts';
import { startRunners } from './runners.ts';
import { faultOf as unexpectedFaultOf } from './snapshot-faults.ts';

const LOOK_EVERY_MS = 1_000;
const GUARD_EVERY_MS = 5_000;
const LEAST_BACK_OFF_MS = 500;
const MOST_BACK_OFF_MS = 60_000;
/** Faults that time does not mend: asking again and again would lock the account at the source. Asked again seldom, and when the connection changes. */
const STUBBORN = /^(sources\.(wrong-password|no-such-database|bad-settings)|exchange\.unknown-kind)$/;
const STUBBORN_MS = 15 * 60_000;

export type Rail = {
  /** Looks at once for what changed. */
  wake(): void;
  /** Lets go of everything in order; what was applied is kept. */
  stop(): Promise<void>;
};

type Track = {
  version: number;
  rail: ConnectionRail | undefined;
  stopped: boolean;
  done: Promise<void>;
  wakeUp(): void;
};

/**
 * Runs every connection's rail: its capture, and its whole and incremental readings. Two processes may do so over one hub; a lock a connection,
 * which ends with its holder, sees to it that each connection is run by one.
 */
export function startRail(
  deps: RailDeps,
  parts: { startRuns: (deps: RunnerDeps) => Runner } = { startRuns: startRunners },
): Rail {
  const tracks = new Map<string, Track>();
  const sinks = deps.nats === undefined ? undefined : startNats(deps, deps.nats);
  let stopping = false;
  let look: (() => void) | undefined;
  const hub = new HubSession(deps, () => {
    for (const track of tracks.values()) track.rail?.wake();
    look?.();
  });

  const follow = (connection: Connection): Track => {
    const track: Track = {
      version: connection.version,
      rail: undefined,
      stopped: false,
      done: Promise.resolve(),
      wakeUp: () => undefined,
    };
    const pause = (ms: number): Promise<void> =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        track.wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    const work = async (): Promise<void> => {
      let backOff = 0;
      const guard = new LoneGuard(deps, connection);
      while (!track.stopped) {
        const began = performance.now();
        const lock = await hub.lock(connection.id).catch(() => 'hub-away' as const);
        if (lock === undefined || lock === 'hub-away') {
          if (lock === 'hub-away') await guard.look(GUARD_EVERY_MS);
          await pause(LOOK_EVERY_MS);
          continue;
        }
        await guard.close();
        let wait = 0;
        try {
          const rail = new ConnectionRail(deps, connection, parts.startRuns, sinks);
          track.rail = rail;
          // The lock is gone with its connection: another process may run this one now.
          lock.onLost(() => rail.stop());
          if (!track.stopped) await rail.run();
        } catch (error) {
          if (performance.now() - began > MOST_BACK_OFF_MS) backOff = 0;
          backOff = Math.min(MOST_BACK_OFF_MS, Math.max(LEAST_BACK_OFF_MS, backOff * 2));
          wait = error instanceof DomainError && STUBBORN.test(error.code) ? STUBBORN_MS : backOff;
          if (!track.stopped) await tell(deps, connection, error as Error);
        } finally {
          track.rail = undefined;
          await lock.release();
        }
        if (!track.stopped) await pause(wait);
      }
      await guard.close();
    };
    track.done = work().catch((error: Error) => {
      deps.log.error(
        { module: 'exchange', connection: connection.id, error },
        'a connection’s rail ended for a defect',
      );
      // Begun again at the next look.
      tracks.delete(connection.id);
    });
    return track;
  };
  const end = async (track: Track): Promise<void> => {
    track.stopped = true;
    track.rail?.stop();
    track.wakeUp();
    await track.done;
  };

  const round = async (): Promise<void> => {
    await hub.listen();
    const connections = await deps.database.read(listConnections);
    const active = new Map(connections.filter((one) => one.state === 'active').map((one) => [one.id, one]));
    for (const [id, track] of tracks) {
      if (track.stopped || active.get(id)?.version === track.version) continue;
      // Not waited for: one that takes long to end must not keep the others from beginning.
      void end(track).then(() => {
        if (tracks.get(id) === track) tracks.delete(id);
        look?.();
      });
    }
    for (const connection of active.values())
      if (!tracks.has(connection.id) && !stopping) tracks.set(connection.id, follow(connection));
  };

  const loop = (async () => {
    while (!stopping) {
      await round().catch((error: Error) => {
        deps.log.warn({ module: 'exchange', error }, 'the rail could not look at its connections');
      });
      if (stopping) break;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LOOK_EVERY_MS);
        look = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();

  return {
    wake() {
      for (const track of tracks.values()) track.rail?.wake();
      look?.();
    },
    async stop() {
      stopping = true;
      look?.();
      await loop;
      await Promise.all([...tracks.values()].map(end));
      await sinks?.stop();
      await hub.close();
    },
  };
}

/** Says of a connection what is wrong with it; the hub itself may be what is gone. */
async function tell(deps: RailDeps, connection: Connection, error: Error): Promise<void> {
  const known = error instanceof DomainError ? error : undefined;
  const number = deps.ids.next().slice(-8);
  deps.log.warn(
    {
      module: 'exchange',
      connection: connection.id,
      code: known?.code,
      ...(known ? {} : { number }),
      error: known?.cause instanceof Error ? known.cause : error,
    },
    'a connection’s rail broke off and is begun again',
  );
  // Of the hub that is away nothing can be told; where another process is further, that one tells how it goes.
  if (known?.code.startsWith('database.') || error instanceof PlaceMoved || error instanceof LaneTaken) return;
  const at = deps.clock.now();
  // A defect of ours is told as well, by the number under which the log has it.
  const fault = known ? { ...faultOf(known, at), mend: goesOnOf(known) } : unexpectedFaultOf(error, at, number);
  await deps.database
    .transaction(async (tx) => {
      await setCaptureState(tx, connection.id, 'backing-off', fault);
      if (!known) return;
      await saveReport(tx, connection.id, {
        at: at.toISOString(),
        findings: [],
        error: {
          code: known.code,
          text: { zh: fillText(known.text, 'zh', known.params), en: fillText(known.text, 'en', known.params) },
        },
      });
    })
    .catch(() => undefined);
  deps.live.publish({ topic: 'exchange', data: { connectionId: connection.id } });
}

/** Nobody need resume a connection: it is tried again, and goes on where it was. */
function goesOnOf({ code }: DomainError): LocalText {
  return STUBBORN.test(code)
    ? {
        zh: '请在连接页改正设置或口令，改好后立即重试；不改则每 15 分钟再试一次。连上后从断点继续，不丢数据。',
        en: 'Mend the settings or the password on the connection’s page: it is then tried at once, otherwise every 15 minutes. It goes on where it was, and nothing is lost.',
      }
    : {
        zh: '系统会自动重试，最长间隔 1 分钟；来源恢复后从断点继续，不丢数据，不需要人工操作。',
        en: 'It is tried again by itself, at least once a minute; when the source is back it goes on where it was, nothing is lost, and nobody has to do anything.',
      };
}
