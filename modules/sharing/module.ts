import { fileURLToPath } from 'node:url';
import { listenOn } from '@platform/database';
import { moduleDatabase, type Module } from '@platform/module';
import { createAcross, onShareOver } from './across.ts';
import type { AcrossPort, GrantRecordsPort, GrantsPort } from './contract/index.ts';
import type { Own, SharingDeps } from './deps.ts';
import { playHistory } from './demo/play-history.ts';
import { requestActs } from './features/act-on-request.ts';
import { disputeActs, listDisputesCase, raiseDispute } from './features/disputes.ts';
import { listGrantsCase, orderGrant } from './features/grants.ts';
import { editRequest, makeRequest, previewRequest, renewRequest, submitRequest } from './features/hand-in-request.ts';
import { listChoices, listRequestsCase, showOptions, showRequest } from './features/list-requests.ts';
import { showBoard } from './features/show-board.ts';
import { createGrantBook } from './grant-book.ts';
import { createGrantRecords } from './grant-records.ts';
import { recomputeClocks, watchClocksHandler, watchClocksJob } from './jobs/watch-clocks.ts';
import { sharingMeasures } from './measures.ts';
import { createConditionTables } from './rules/condition-tables.ts';
import { GRANTS_CHANNEL } from './store/grants.ts';

export type { SharingDeps } from './deps.ts';

/** 共享: requests for data, their clocks and decisions, and the grants that come of them; packs' standing grants stand beside these. */
export function createSharing(
  deps: SharingDeps,
): Module & { port: GrantsPort; across: AcrossPort; records: GrantRecordsPort } {
  const database = moduleDatabase(deps, 'sharing');
  const book = createGrantBook({ packs: deps.packs, clock: deps.clock, database });
  const paper = Number(deps.packs.find('texts', 'sharing.paper-days')?.value.zh);
  const own: Own = {
    ...deps,
    hub: deps.database,
    database,
    book,
    tables: createConditionTables(deps.packs),
    interfacesOf: deps.interfacesOf ?? (() => []),
    authority: deps.organisations.all().find(({ kind }) => kind === 'sharing-authority')?.id,
    paperDays: Number.isInteger(paper) && paper > 0 ? paper : undefined,
  };
  let listening: { close(): Promise<void> } | undefined;
  return {
    name: 'sharing',
    migrations: { module: 'sharing', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [
      listRequestsCase(own),
      makeRequest(own),
      showRequest(own),
      editRequest(own),
      submitRequest(own),
      renewRequest(own),
      ...requestActs(own),
      previewRequest(own),
      listChoices(own),
      showOptions(own),
      listGrantsCase(own),
      orderGrant(own, 'suspend'),
      orderGrant(own, 'resume'),
      orderGrant(own, 'revoke'),
      showBoard(own),
      listDisputesCase(own),
      raiseDispute(own),
      ...disputeActs(own),
    ],
    reactions: [onShareOver(own)],
    jobs: [watchClocksHandler(own)],
    schedules: [{ name: watchClocksJob.name, crontab: '* * * * *' }],
    measures: sharingMeasures(own),
    port: book,
    across: createAcross(own),
    records: createGrantRecords(own),
    async prepare() {
      await own.tables.load();
      await book.refresh();
      const changed = await recomputeClocks(own);
      if (changed > 0) deps.log.info({ module: 'sharing', changed }, 'clocks were worked out anew: working days moved');
    },
    async start() {
      if (deps.settings.demo)
        await playHistory(own).catch((error: unknown) =>
          deps.log.warn({ module: 'sharing', error: error as Error }, 'the demo’s past requests could not be laid'),
        );
      listening ??= listenOn(deps.database, GRANTS_CHANNEL, (id) => {
        (id === undefined ? book.refresh() : book.reread(id)).catch((error: unknown) =>
          deps.log.warn(
            { module: 'sharing', error: error as Error },
            'a grant could not be read; the next change brings it',
          ),
        );
      });
    },
    async stop() {
      await listening?.close();
      listening = undefined;
    },
  };
}
