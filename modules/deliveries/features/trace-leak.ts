import { Type } from 'typebox';
import { sm3 } from '@platform/crypto';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import { markSecret, type Own } from '../deps.ts';
import { deliveryErrors } from '../domain/errors.ts';
import { findSuspects, NAMED_BELOW } from '../domain/marks.ts';
import { readCells } from '../files/read-cells.ts';
import { downloadsOf, everMade, findPackage } from '../store/packages.ts';
import { organisationName } from '../views/party-words.ts';
import { PackageView, packageView } from '../views/package-view.ts';

const LARGEST = 20 * 1024 * 1024;
const LARGEST_TEXT = '20 MB';
/** As many deliveries are compared, the newest first. */
const MOST_COMPARED = 20_000;
const NUMBER = /JF\d{13,}/u;

const Suspected = Type.Object({
  certain: Type.Boolean(),
  /** Values whose form is the recipient's, of those looked at. */
  agreeing: Type.Integer(),
  looked: Type.Integer(),
  /** At most so likely by chance; as a power of ten. */
  chancePower: Type.Integer(),
  package: PackageView,
  fetched: Type.Array(
    Type.Object({
      at: Type.String(),
      organisation: LocalText,
      account: Type.String(),
      name: Type.Optional(Type.String()),
    }),
  ),
});

/** 泄露追查: whose copy a leaked file came from, by the marks in its values. The file is looked at and not kept. */
export function traceLeak(deps: Own): Feature {
  return feature({
    name: 'deliveries.trace-leak',
    method: 'POST',
    path: '/api/deliveries/leaks',
    summary: {
      zh: '追查泄露的文件是谁取走的（multipart，字段 file；CSV、XLSX）',
      en: 'Trace who took a leaked file (multipart, field file; CSV or XLSX)',
    },
    access: { permission: 'data-security.handle' },
    bodyLimit: LARGEST + 64 * 1024,
    rateLimit: 20,
    response: Type.Object({
      cells: Type.Integer(),
      compared: Type.Integer(),
      /** The number in the notice, should the file still have it: a claim, where the marks are proof. */
      stated: Type.Optional(Type.String()),
      suspects: Type.Array(Suspected),
    }),
    async handle({ actor, trace, request }) {
      if (!request.isMultipart()) throw deliveryErrors.fileMissing({ limit: LARGEST_TEXT });
      const part = await request.file({ limits: { fileSize: LARGEST, files: 1 } });
      if (!part) throw deliveryErrors.fileMissing({ limit: LARGEST_TEXT });
      const bytes = await part.toBuffer();
      if (part.file.truncated || bytes.length === 0) throw deliveryErrors.fileMissing({ limit: LARGEST_TEXT });
      const cells = await readCells(bytes);
      const made = await deps.database.readOnce((tx) => everMade(tx, MOST_COMPARED));
      const found = findSuspects(
        markSecret(deps),
        cells,
        made.map(({ id }) => id),
      ).slice(0, 10);
      const suspects = await deps.database.transaction(async (tx) => {
        await deps.audit.append(tx, {
          actor,
          action: 'deliveries.trace-leak',
          subject: `leak:${sm3(bytes).toString('hex').slice(0, 16)}`,
          detail: { bytes: bytes.length, compared: made.length, named: found.map(({ packageId }) => packageId) },
          trace,
        });
        return Promise.all(
          found.map(async (suspect) => ({
            suspect,
            one: await findPackage(tx, suspect.packageId),
            downloads: await downloadsOf(tx, suspect.packageId),
          })),
        );
      });
      const names = new Map(
        await Promise.all(
          [...new Set(suspects.flatMap(({ downloads }) => downloads.map(({ account }) => account)))].map(
            async (account) => [account, (await deps.staffOf?.(account))?.name] as const,
          ),
        ),
      );
      const stated = NUMBER.exec(cells.slice(0, 20).join(' '))?.[0];
      return {
        cells: cells.length,
        compared: made.length,
        ...(stated === undefined ? {} : { stated }),
        suspects: suspects.flatMap(({ suspect, one, downloads }) =>
          one
            ? [
                {
                  certain: suspect.chance < NAMED_BELOW,
                  agreeing: suspect.agreeing,
                  looked: suspect.looked,
                  chancePower: Math.max(-300, Math.ceil(Math.log10(Math.max(suspect.chance, 1e-300)))),
                  package: packageView(deps, one),
                  fetched: downloads.map(({ at, organisation, account }) => ({
                    at: at.toISOString(),
                    organisation: organisationName(deps, organisation),
                    account,
                    ...(names.get(account) === undefined ? {} : { name: names.get(account) as string }),
                  })),
                },
              ]
            : [],
        ),
      };
    },
  });
}
