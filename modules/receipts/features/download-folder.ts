import { Type } from 'typebox';
import { asStaff } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { pemOf } from '@platform/receipts';
import { seesConsumer, type Own } from '../deps.ts';
import { receiptErrors } from '../domain/errors.ts';
import { chainFile, receiptFiles } from '../make-files.ts';
import { zipOf } from '../zip.ts';
import { filterOf, Search } from './list-receipts.ts';

/** Receipts in one folder: about 4 KB each. */
const MOST = 5_000;
const { id: _id, ...Filter } = Search;

/** All receipts that fit the search, with the chain of heads and the authority: what `npm run receipts:verify` takes. */
export function downloadFolder(deps: Own): Feature {
  return feature({
    name: 'receipts.download-folder',
    method: 'GET',
    path: '/api/receipts/folder.zip',
    summary: {
      zh: '打包下载凭证（含批次链与根证书，可离线验证）',
      en: 'A folder of receipts with the chain of heads, to verify offline',
    },
    access: { permission: 'receipts.read' },
    query: Type.Object(Filter),
    rateLimit: 10,
    async handle({ actor, reply, trace }, { query }) {
      const filter = filterOf(deps, asStaff(actor), query);
      const { files, chain } = await deps.db.read(async (tx) => {
        const rows = await deps.archive.list(tx, filter, undefined, MOST + 1);
        if (rows.length > MOST) throw receiptErrors.tooMany({ most: MOST });
        const sees = seesConsumer(deps, asStaff(actor));
        // Whoever gave may keep the signature of whoever took it.
        const taken = new Set(rows.map(({ consumer }) => consumer));
        const chain = await chainFile(deps, tx, rows, (application) => sees(application) || taken.has(application));
        return { files: await receiptFiles(deps, tx, rows), chain };
      });
      await deps.db.transaction((tx) =>
        deps.audit.append(tx, {
          actor,
          action: 'receipts.download-folder',
          subject: 'receipts:folder',
          detail: { receipts: files.length },
          trace,
        }),
      );
      const folder = [
        ...files.map(({ id, file }) => ({ name: `${id}.json`, bytes: Buffer.from(file) })),
        ...(chain ? [{ name: 'heads.json', bytes: Buffer.from(chain.heads) }] : []),
        ...(chain?.removals ? [{ name: 'removals.json', bytes: Buffer.from(chain.removals) }] : []),
        {
          name: 'authority.pem',
          bytes: Buffer.from(
            deps.trust
              .roots()
              .map((root) => pemOf(root))
              .join(''),
          ),
        },
      ];
      return reply
        .type('application/zip')
        .header('content-disposition', 'attachment; filename="receipts.zip"')
        .send(zipOf(folder));
    },
  });
}
