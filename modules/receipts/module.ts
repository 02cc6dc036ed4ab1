import { fileURLToPath } from 'node:url';
import type { Module } from '@platform/module';
import { openReceiptArchive, openReceiptTrust, startReceiptSealer, type ReceiptSealer } from '@platform/receipts';
import type { ReceiptsPort } from './contract/index.ts';
import { OWN_APPLICATION, type Own, type ReceiptsDeps } from './deps.ts';
import { downloadFolder } from './features/download-folder.ts';
import { listReceipts } from './features/list-receipts.ts';
import { listOpenRoots, listRoots, signRoot } from './features/roots.ts';
import { downloadReceipt, openReceipt, showReceipt } from './features/show-receipt.ts';
import { listSigners, registerSigner } from './features/signers.ts';
import { forgetReceiptsHandler, forgetReceiptsJob } from './jobs/forget-receipts.ts';
import { receiptFiles } from './make-files.ts';

export type { ReceiptsDeps } from './deps.ts';

/** 存证: seals exchanges into signed batches each second, and hands out their receipts to both sides. */
export function createReceipts(deps: ReceiptsDeps): Module & { port: ReceiptsPort; sealer(): ReceiptSealer } {
  const own: Own = {
    ...deps,
    held: deps.held ?? (async () => ({ exchanges: [], grants: [], packages: [] })),
    db: deps.database.forModule('receipts'),
    archive: openReceiptArchive(),
    trust: openReceiptTrust(deps),
  };
  let sealer: ReceiptSealer | undefined;
  const open = (intervalMs?: number): ReceiptSealer =>
    startReceiptSealer({
      ...own,
      own: [OWN_APPLICATION],
      ...(intervalMs === undefined ? {} : { intervalMs }),
      onSealed: () => deps.live.publish({ topic: 'receipts', data: {} }),
      onError: (error) => deps.log.error({ error }, 'receipts could not be sealed just now'),
    });
  return {
    name: 'receipts',
    migrations: { module: 'receipts', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [
      listReceipts(own),
      downloadFolder(own),
      listRoots(own),
      listSigners(own),
      registerSigner(own),
      showReceipt(own),
      downloadReceipt(own),
      listOpenRoots(own),
      openReceipt(own),
      signRoot(own),
    ],
    jobs: [forgetReceiptsHandler(own)],
    schedules: [{ name: forgetReceiptsJob.name, crontab: '50 18 * * *' }],
    port: {
      removed: (id) => own.db.readOnce((tx) => own.archive.removedAt(tx, id)),
      async sealed(ids) {
        const rows = await own.db.read((tx) => own.archive.find(tx, ids));
        return new Set(rows.flatMap(({ id, batch }) => (batch === null ? [] : [id])));
      },
      receiptFor: ({ id }) =>
        own.db.read(async (tx) => (await receiptFiles(own, tx, await own.archive.find(tx, [id])))[0]),
    },
    /** For tests: seals when asked. */
    sealer: () => (sealer ??= open(3_600_000)),
    async start() {
      sealer ??= open();
    },
    async stop() {
      await sealer?.stop();
      sealer = undefined;
    },
  };
}
