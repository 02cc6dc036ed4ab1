import { Type } from 'typebox';
import { isUuid } from '@platform/kernel';
import { asPerson } from '@platform/access';
import { readsAbout } from '@platform/audit';
import { feature, type Feature } from '@platform/http';
import { holderOf, type Own } from '../deps.ts';
import { disclosureErrors } from '../domain/errors.ts';
import { OfHolder } from './period.ts';

/** The signed receipt of the exchange behind one of my reads, to keep and to verify anywhere. It holds hashes, not the data. */
export function downloadReceipt(deps: Own): Feature {
  return feature({
    name: 'disclosures.download-receipt',
    method: 'GET',
    path: '/api/my-data/reads/:id/receipt',
    summary: { zh: '下载一次查看的交换凭证', en: 'Download the receipt of a read' },
    access: { signedIn: 'person' },
    params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
    query: Type.Object(OfHolder),
    async handle({ actor, reply }, { params, query }) {
      const { subject } = await holderOf(deps, asPerson(actor), query.holder);
      if (!isUuid(params.id)) throw disclosureErrors.unknownRead();
      const [read] = await deps.db.readOnce((tx) => readsAbout(tx, subject, deps.clock.now(), { id: params.id }, 1));
      if (!read) throw disclosureErrors.unknownRead();
      const receipt = await deps.proofs?.receiptFor({ id: read.id });
      if (!receipt && (await deps.proofs?.removed(read.id))) throw disclosureErrors.receiptRemoved();
      if (!receipt) throw disclosureErrors.noReceipt();
      return reply
        .type('application/json; charset=utf-8')
        .header('content-disposition', `attachment; filename="receipt-${receipt.id}.json"`)
        .header('cache-control', 'no-store')
        .send(receipt.file);
    },
  });
}
