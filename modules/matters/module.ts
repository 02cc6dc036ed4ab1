import { fileURLToPath } from 'node:url';
import { listenOn } from '@platform/database';
import type { Module } from '@platform/module';
import type { MattersPort } from './contract/index.ts';
import type { MattersDeps, Own } from './deps.ts';
import { beginWorkCase, checkWork, retireMatter, saveWork, stepOfWork } from './features/edit-work.ts';
import { exportMatters, importMatters } from './features/exchange-workbooks.ts';
import { coverServicePoints } from './features/cover-service-points.ts';
import { findMatters } from './features/find-matters.ts';
import { findServicePoints } from './features/find-service-points.ts';
import { backTestCase, guideCheck } from './features/guide-check.ts';
import { installPack } from './features/install-pack.ts';
import { listBasic, listFigures } from './features/list-figures.ts';
import { listGuideVersions } from './features/list-guide-versions.ts';
import { exportReductions, listReductions } from './features/list-reductions.ts';
import { listWork } from './features/list-work.ts';
import { showGuide } from './features/show-guide.ts';
import { compareVersions } from './features/compare-versions.ts';
import { showWork } from './features/show-work.ts';
import { PUBLISH_DUE, publishDueHandler } from './jobs/publish-due.ts';
import { matterMeasures } from './measures.ts';
import { openMatterBook } from './matter-book.ts';
import { openRegister } from './register.ts';
import { usedVersions } from './used-versions.ts';

export type { MattersDeps } from './deps.ts';

/** The service matters (事项): those of the packs in use, and those edited, reviewed and published on the console. */
export function createMatters(deps: MattersDeps): Module & {
  port: MattersPort /** Hears, in this process, that other matters are in use now. */;
  onChange(hear: () => void): void;
} {
  const book = openMatterBook();
  const register = openRegister(deps, book);
  const own: Own = { ...deps, database: deps.database.forModule('matters'), book, register };
  const port: MattersPort = {
    get: book.get,
    find: book.find,
    all: book.all,
    decide: book.decide,
    process: book.process,
    calledProcesses: book.calledProcesses,
    versions: (ids) => usedVersions(own, ids),
  };
  const hearing: (() => void)[] = [];
  let listening: { close(): Promise<void> } | undefined;
  return {
    name: 'matters',
    port,
    onChange: (hear) => void hearing.push(hear),
    migrations: { module: 'matters', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [
      findMatters(own),
      findServicePoints(own),
      coverServicePoints(own),
      listWork(own),
      listFigures(own),
      listBasic(own),
      listReductions(own),
      exportReductions(own),
      beginWorkCase(own),
      showWork(own),
      compareVersions(own),
      saveWork(own),
      checkWork(own),
      stepOfWork(own, 'submit'),
      stepOfWork(own, 'withdraw'),
      stepOfWork(own, 'discard'),
      stepOfWork(own, 'return'),
      stepOfWork(own, 'approve'),
      retireMatter(own),
      installPack(own),
      guideCheck(own),
      backTestCase(own),
      exportMatters(own),
      importMatters(own),
      listGuideVersions(own),
      showGuide({ ...deps, matters: port }),
    ],
    jobs: [publishDueHandler(own)],
    // After midnight in Shanghai (UTC+8), and through the day for what was missed.
    schedules: [{ name: PUBLISH_DUE, crontab: '2 * * * *' }],
    measures: matterMeasures(own),
    prepare: () => register.refresh(),
    async start() {
      listening = listenOn(deps.database, 'yiwang_matters', () => {
        register
          .refresh()
          .then(() => {
            for (const hear of hearing) hear();
          })
          .catch((error: unknown) =>
            deps.log.warn({ module: 'matters', error: error as Error }, 'what was published could not be read'),
          );
      });
    },
    async stop() {
      await listening?.close();
    },
  };
}
