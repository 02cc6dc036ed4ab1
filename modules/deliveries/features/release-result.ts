import type { Tx } from '@platform/database';
import { markSecret, type Own } from '../deps.ts';
import { deliveryErrors } from '../domain/errors.ts';
import { openMarker } from '../domain/marks.ts';
import { noticeOf } from '../domain/notice.ts';
import { sealPieces } from '../files/pieces.ts';
import { sheetBytes } from '../files/sheet.ts';
import { insertPackage, moveSubjects, nextPackageNo, savePiece, setMade } from '../store/packages.ts';
import type { StoredQuery } from '../store/queries.ts';
import { partyWords } from '../views/party-words.ts';
import { openResult, withoutSmall } from '../views/result.ts';
import { expiryOf, grantInForce, MOST_DOWNLOADS } from './granted.ts';

/** Makes a released result what its asker may fetch: with the notice, the marks, an expiry and a number of downloads, as any file. */
export async function releaseResult(deps: Own, tx: Tx, one: StoredQuery, leastGroup: number): Promise<void> {
  for (const grant of one.grants) grantInForce(deps, grant);
  const result = await openResult(deps, tx, one.id);
  const { columns } = one;
  if (!result || !columns) throw deliveryErrors.notToReview();
  const { rows } = withoutSmall(result, leastGroup);
  const id = deps.ids.next();
  const at = deps.clock.now();
  const { language, format } = one.wanted;
  const marker = openMarker(markSecret(deps), id);
  const names = one.query.mode === 'rows' ? one.query.fields : [...one.query.groups, ...one.query.figures];
  const order = {
    id,
    no: await nextPackageNo(tx, at),
    kind: 'sandbox' as const,
    query_id: one.id,
    grants: one.grants,
    resources: one.resources,
    providers: one.providers,
    consumer: one.consumer,
    application: one.application,
    ordered_by: one.asked_by,
    ordered_at: one.asked_at,
    purpose: one.purpose,
    case_no: one.case_no,
    legal_basis: one.legal_basis,
    wanted: {
      fields: [...new Set(names.flatMap(({ field }) => field ?? []))],
      filters: [],
      limit: one.query.limit,
      language,
    },
    format,
    most_downloads: MOST_DOWNLOADS,
    trace: one.trace,
  };
  await insertPackage(tx, order);
  const sheet = {
    notice: noticeOf(order, partyWords(deps, order), language),
    heads: columns.map(({ title }) => title[language]),
    numeric: columns.map(({ mask, type }) => mask === 'none' && (type === 'integer' || type === 'number')),
    rows: rows.map((row) =>
      row.map((value, index) => {
        const column = columns[index];
        if (value === null || column?.role !== 'value') return value;
        return column.mask !== 'none' ? marker.mark('masked', value) : column.free ? marker.mark('text', value) : value;
      }),
    ),
  };
  const stored = await sealPieces(deps.sealer, id, sheetBytes(format, sheet), (no, sealed) =>
    savePiece(tx, id, no, sealed),
  );
  await moveSubjects(tx, one.id, id);
  await setMade(tx, id, {
    ...stored,
    rows: rows.length,
    cut: result.cut,
    carriers: marker.carriers(),
    at,
    expiresAt: expiryOf(deps, at, one.grants),
  });
}
