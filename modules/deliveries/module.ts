import { fileURLToPath } from 'node:url';
import { isUuid, type LocalText } from '@platform/kernel';
import { openLake } from '@platform/lake';
import { moduleDatabase, type Module } from '@platform/module';
import type { DeliveriesPort } from './contract/index.ts';
import type { DeliveriesDeps, Own } from './deps.ts';
import { downloadPackage } from './features/download-package.ts';
import { listGrants } from './features/list-grants.ts';
import { listPackagesCase, showPackage } from './features/list-packages.ts';
import { listQueriesCase, showQuery } from './features/list-queries.ts';
import { orderPackage } from './features/order-package.ts';
import { reviewQuery, showResult, withdrawQuery } from './features/review-query.ts';
import { previewQuery, submitQuery } from './features/submit-query.ts';
import { traceLeak } from './features/trace-leak.ts';
import { withdrawPackage } from './features/withdraw-package.ts';
import { sweepJob } from './jobs/definitions.ts';
import { destroyExpiredHandler } from './jobs/destroy-expired.ts';
import { makePackageHandler } from './jobs/make-package.ts';
import { runQueryHandler } from './jobs/run-query.ts';
import { findPackage, flowsBetween } from './store/packages.ts';

export type { DeliveriesDeps } from './deps.ts';

const KINDS: Readonly<Record<'file' | 'sandbox', LocalText>> = {
  file: { zh: '文件', en: 'Files' },
  sandbox: { zh: '沙箱结果', en: 'Sandbox results' },
};

/** 交付: file packages and sandbox queries under a grant. */
export function createDeliveries(deps: DeliveriesDeps): Module & { port: DeliveriesPort } {
  const own: Own = { ...deps, database: moduleDatabase(deps, 'deliveries'), lake: openLake(deps.database) };
  return {
    name: 'deliveries',
    migrations: { module: 'deliveries', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [
      listGrants(own),
      listPackagesCase(own),
      orderPackage(own),
      showPackage(own),
      downloadPackage(own),
      withdrawPackage(own),
      previewQuery(own),
      submitQuery(own),
      listQueriesCase(own),
      showQuery(own),
      showResult(own),
      reviewQuery(own),
      withdrawQuery(own),
      traceLeak(own),
    ],
    jobs: [makePackageHandler(own), runQueryHandler(own), destroyExpiredHandler(own)],
    schedules: [{ name: sweepJob.name, crontab: '*/10 * * * *' }],
    port: {
      async partiesOf(id) {
        const found = isUuid(id) ? await own.database.readOnce((tx) => findPackage(tx, id)) : undefined;
        if (!found) return undefined;
        const { no, resources, providers, consumer } = found;
        return { no, resource: resources[0] ?? '', providers, consumer };
      },
      async flows({ from, to }) {
        const rows = await own.database.readOnce((tx) => flowsBetween(tx, from, to));
        return rows.map(({ provider, consumer, kind, deliveries, records }) => ({
          provider,
          consumer,
          deliveries: Number(deliveries),
          records: Number(records),
          kind: KINDS[kind],
        }));
      },
    },
  };
}
