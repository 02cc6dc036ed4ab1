import { Type } from 'typebox';
import type { ModuleDatabase } from '@platform/database';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import type { Foundations } from '@platform/module';
import { askSource, openable, type OpenSourceDeps } from '../adapters/open-source.ts';
import { judgeLog } from '../rail/log-guard.ts';
import { noteRetention } from '../store/capture.ts';
import { findAnyConnection, forgetCapture, listConnections } from '../store/connections.ts';
import { noteEvent } from '../store/line-events.ts';

export const watchPausedJob = defineJob('exchange.watch-paused', Type.Object({}));

/**
 * A paused connection is not read, but its source goes on keeping log for us: this looks each minute, and gives the place up before it
 * exceeds the budget. Its lines are then read anew when the connection is resumed.
 */
export function watchPausedHandler(
  deps: OpenSourceDeps & Pick<Foundations, 'clock' | 'live'> & { database: ModuleDatabase },
): JobHandler {
  return jobHandler(watchPausedJob, async () => {
    for (const connection of await deps.database.read(listConnections)) {
      if (connection.state !== 'paused') continue;
      const found = await deps.database.read((tx) => findAnyConnection(tx, connection.id));
      const name = found?.captureName;
      if (!name) continue;
      try {
        const released = await askSource(deps, openable(deps, connection), async (session) => {
          const kept = await session.capture?.retention(name);
          if (!kept) return false;
          await deps.database.transaction((tx) => noteRetention(tx, connection.id, kept));
          if (judgeLog(kept, connection.limits).level !== 'over' && !kept.lost) return false;
          await session.capture?.drop(name);
          return true;
        });
        if (!released) continue;
        await deps.database.transaction(async (tx) => {
          await forgetCapture(tx, connection.id);
          await noteEvent(tx, {
            id: deps.ids.next(),
            connectionId: connection.id,
            at: deps.clock.now(),
            kind: 'log-budget',
            text: {
              zh: '连接暂停期间，来源为我们保留的日志到达预算，已释放。恢复后各线路会重新做快照。',
              en: 'While the connection was paused, the log its source keeps for us reached its budget and was released. When it is resumed its lines are read anew.',
            },
            actor: 'exchange',
          });
        });
        deps.live.publish({ topic: 'exchange', data: { connectionId: connection.id } });
      } catch (error) {
        deps.log.warn(
          { module: 'exchange', connection: connection.id, error: error as Error },
          'the log of a paused connection could not be looked at',
        );
      }
    }
  });
}
