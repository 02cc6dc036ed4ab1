import { Readable } from 'node:stream';
import { actorLabel, asStaff, inScope, type Actor } from '@platform/access';
import type { Tx } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import { isUuid } from '@platform/kernel';
import { receiptFacts } from '@platform/receipts';
import { tellPages, type Own } from '../deps.ts';
import { deliveryErrors } from '../domain/errors.ts';
import { MIME } from '../files/sheet.ts';
import { openPiece } from '../files/pieces.ts';
import { findPiece, insertDownload, lockPackage, type Download, type Package } from '../store/packages.ts';
import { grantInForce } from './granted.ts';
import { grantOver, listOf, listSubjects } from './read-lists.ts';
import { IdParams } from './list-packages.ts';

/** The file itself. That it was fetched, whom it is about and its hash are on record before the first byte leaves; a download that breaks off counts. */
export function downloadPackage(deps: Own): Feature {
  return feature({
    name: 'deliveries.download-package',
    method: 'GET',
    path: '/api/deliveries/packages/:id/file',
    summary: {
      zh: '下载交付件（限期、限次，留痕、留凭证）',
      en: 'Download a delivery (recorded; within its time and number)',
    },
    access: { permission: 'deliveries.request' },
    params: IdParams,
    rateLimit: 30,
    async handle({ actor, trace, reply }, { params }) {
      const one = await deps.database.transaction(async (tx) => {
        const found = isUuid(params.id) ? await lockPackage(tx, params.id) : undefined;
        if (!found) throw deliveryErrors.unknownPackage();
        demandFetchable(deps, found, actor);
        await recordDownload(deps, tx, found, actor, trace);
        return found;
      });
      tellPages(deps);
      return reply
        .type(MIME[one.format])
        .header('content-disposition', `attachment; filename="${one.no}.${one.format}"`)
        .header('content-length', String(one.bytes))
        .header('cache-control', 'no-store')
        .send(Readable.from(pieces(deps, one), { objectMode: false }));
    },
  });
}

/** @throws deliveries.out-of-scope, …not-ready, …expired, …downloads-used-up, …grant-lost */
function demandFetchable(deps: Own, one: Package, actor: Actor): void {
  // Who provides the data has them already; the file is its recipient's.
  if (!inScope(asStaff(actor), one.consumer)) throw deliveryErrors.outOfScope();
  const now = deps.clock.now();
  if (one.state === 'waiting') throw deliveryErrors.notReady({ state: { zh: '制作中', en: 'being made' } });
  if (one.downloads >= one.most_downloads) throw deliveryErrors.downloadsUsedUp({ most: one.most_downloads });
  if (one.state === 'expired' || (one.expires_at !== null && one.expires_at <= now))
    throw deliveryErrors.expired({ at: (one.expires_at ?? now).toISOString().slice(0, 10) });
  if (one.state !== 'ready') throw deliveryErrors.notReady({ state: { zh: '没有内容', en: 'it has no content' } });
  for (const grant of one.grants) grantInForce(deps, grant);
}

const DAY_MS = 86_400_000;

async function recordDownload(deps: Own, tx: Tx, one: Package, actor: Actor, trace: string): Promise<void> {
  const at = deps.clock.now();
  const download: Download = {
    id: deps.ids.next(),
    package_id: one.id,
    kind: one.kind,
    at,
    account: actorLabel(actor).id,
    organisation: one.consumer,
    providers: one.providers,
    rows: one.rows ?? 0,
    trace,
  };
  await insertDownload(tx, download);
  const delays = one.grants.map((id) => deps.grants.byId(id)?.delayedNoticeDays ?? 0);
  const delay = Math.max(0, ...delays);
  const proven = leavesOf(deps, one, download.id);
  for (const resource of await listSubjects(deps, tx, one.id)) {
    const id = proven.find((leaf) => leaf.resource === resource)?.id;
    const grant = grantOver(deps, one.grants, resource);
    await deps.audit.recordListRead(tx, {
      // The same id as the leaf: by it the receipt is found from the page of whoever is on the list.
      ...(id === undefined ? {} : { id }),
      list: listOf(one.id, resource),
      actor,
      organisation: one.consumer,
      channel: one.kind,
      resource: `resource:${resource}`,
      fields: grant ? one.wanted.fields.filter((field) => grant.fields.includes(field)) : one.wanted.fields,
      purpose: one.purpose.title,
      ...(one.case_no === null ? {} : { caseNo: one.case_no }),
      legalBasis: one.legal_basis,
      ...(grant ? { grant: grant.id } : {}),
      ...(delay === 0 ? {} : { visibleFrom: new Date(at.getTime() + delay * DAY_MS) }),
      trace,
    });
  }
  await deps.audit.append(tx, {
    actor,
    action: 'deliveries.download-package',
    subject: `package:${one.id}`,
    detail: { no: one.no, rows: one.rows, hash: one.hash?.toString('hex') ?? null, download: download.id },
    trace,
  });
  await deps.receipts.append(
    tx,
    proven.map(({ id, provider, resource }) => ({
      id,
      at,
      kind: one.kind,
      provider,
      consumer: one.application,
      facts: receiptFacts({
        kind: one.kind,
        id: download.id,
        package: one.no,
        at: at.toISOString(),
        provider,
        organisation: one.consumer,
        consumer: one.application,
        grants: one.grants,
        resource,
        resources: one.resources,
        fields: one.wanted.fields,
        purpose: one.purpose.id,
        caseNo: one.case_no,
        rows: one.rows,
        bytes: Number(one.bytes ?? 0),
        file: one.hash?.toString('hex') ?? null,
      }),
    })),
  );
}

/** One leaf a resource, the first with the download's id: its provider has to be able to prove what it gave, and whoever is on its list what was read. */
function leavesOf(deps: Own, one: Package, first: string): { id: string; provider: string; resource: string | null }[] {
  const [otherwise = ''] = one.providers;
  const ofResources: { provider: string; resource: string | null }[] = one.resources.map((resource) => {
    const provider = deps.catalogue.find(resource)?.provider;
    // The catalogue may say otherwise by now; those who gave are those of the package.
    return { resource, provider: provider && one.providers.includes(provider) ? provider : otherwise };
  });
  const left = one.providers.filter((provider) => !ofResources.some((leaf) => leaf.provider === provider));
  return [...ofResources, ...left.map((provider) => ({ provider, resource: null }))].map((leaf, index) => ({
    ...leaf,
    id: index === 0 ? first : deps.ids.next(),
  }));
}

/** The file piece by piece; the next is read when the one before has gone out. */
async function* pieces(deps: Own, one: Package): AsyncGenerator<Buffer> {
  for (let no = 0; ; no += 1) {
    const piece = await deps.database.readOnce((tx) => findPiece(tx, one.id, no));
    if (!piece) return;
    yield openPiece(deps.sealer, one.id, no, piece.sealed);
  }
}
