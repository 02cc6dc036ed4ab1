// A server of calls in a process of its own, that a test kills: the desk on a real database, behind a bare HTTP server.
import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { systemClock, uuidV7 } from '@platform/kernel';
import { openAudit } from '@platform/audit';
import { openDatabase } from '@platform/database';
import { openReceipts } from '@platform/receipts';
import { openCallDesk } from '../../call-interface.ts';
import { fakeBackend, fakeBook, FAKE_GRANT } from './fakes.ts';

const database = await openDatabase({ url: process.argv[2] as string, maxConnections: 8 });
const clock = systemClock;
const ids = uuidV7(clock);
const desk = openCallDesk({
  clock,
  ids,
  audit: openAudit({ clock, ids }),
  receipts: openReceipts(),
  live: { publish: () => undefined } as never,
  log: { warn: () => undefined } as never,
  db: database.forModule('interfaces'),
  book: fakeBook(),
  grants: { forInterface: () => FAKE_GRANT, lost: () => undefined },
  backends: () => fakeBackend(),
});
const server = createServer(({ url = '/' }, response) => {
  desk
    .take(
      {
        interface: 'look-up',
        application: 'shop',
        actor: { kind: 'application', applicationId: 'shop', organisation: 'office' },
        parameters: { key: '1' },
        purpose: 'why',
        caseNo: 'K-1',
        trace: 't',
      },
      // The path is the nonce, where a test asks for one.
      { keyId: 'ak', nonce: url === '/' ? randomUUID() : url, time: 1_700_000_000_000, request: '00'.repeat(32) },
    )
    .then(({ body, sent }) => {
      response.once('finish', () => sent(true));
      response.once('close', () => sent(false));
      response.end(body);
    })
    .catch((error: Error & { status?: number; code?: string }) =>
      response.writeHead(error.status ?? 500).end(error.code ?? error.message),
    );
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }));
