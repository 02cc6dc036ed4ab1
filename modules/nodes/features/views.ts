import type { Static } from 'typebox';
import type { LocalText } from '@platform/kernel';
import type { ResourceDefinition } from '@modules/catalogue/contract';
import type { LineFacts } from '@modules/exchange/contract';
import { lagOf } from '../carry/turn.ts';
import { fingerprintOf } from '../domain/identity.ts';
import { gradeOf, isPersonal } from '../domain/publishing.ts';
import type { Own } from '../deps.ts';
import { listPeers, type Peer } from '../store/peers.ts';
import { listPublications, type Publication } from '../store/publications.ts';
import { listEntries, listReceipts, type Entry, type Receipt } from '../store/receipts.ts';
import type { DataRequest, RequestEvent } from '../store/requests.ts';
import type { PeerView, PublicationView, ReceiptView, RequestView } from './schemas.ts';

const iso = (at: Date): string => at.toISOString();
/** A member only when there is something to say. */
export const when = <K extends string, V, T>(
  name: K,
  value: V | null | undefined,
  shown: (value: V) => T,
): { [P in K]?: T } => (value === null || value === undefined ? {} : ({ [name]: shown(value) } as { [P in K]?: T }));
export const same = <T>(value: T): T => value;

export const namesOf = (peers: readonly Peer[]): ((id: string) => LocalText) => {
  const names = new Map(peers.map((peer) => [peer.id, peer.name]));
  return (id) => names.get(id) ?? { zh: id, en: id };
};

const itemsOf = (definition: ResourceDefinition | undefined, names?: readonly string[]) =>
  (definition?.items ?? [])
    .filter((item) => names?.includes(item.name) ?? true)
    .map((item) => ({
      name: item.name,
      title: item.title,
      personal: isPersonal(item),
      grade: gradeOf(definition as ResourceDefinition, item),
    }));

/** All peers with their numbers. */
export async function peerViews(deps: Own): Promise<Static<typeof PeerView>[]> {
  const { peers, publications, receipts, entries } = await deps.database.read(async (tx) => ({
    peers: await listPeers(tx),
    publications: await listPublications(tx),
    receipts: await listReceipts(tx),
    entries: await listEntries(tx),
  }));
  return peers.map((peer) => {
    const out = publications.filter((one) => one.peerId === peer.id && one.state !== 'withdrawn');
    const came = receipts.filter((one) => one.peerId === peer.id && one.state === 'live');
    const lags = came.flatMap((one) => (one.published ? [one.published.lagMs] : []));
    return {
      id: peer.id,
      role: peer.role,
      state: peer.state,
      name: peer.name,
      division: peer.division,
      organisation: peer.organisation,
      url: peer.url,
      fingerprint: fingerprintOf(peer.publicKey),
      askedAt: iso(peer.askedAt),
      ...when('decidedAt', peer.decidedAt, iso),
      ...when('decidedBy', peer.decidedBy, same),
      ...when('reason', peer.reason, same),
      ...when('heardAt', peer.heardAt, iso),
      ...when('toldAt', peer.toldAt, iso),
      ...when('fault', peer.fault, same),
      ...when('nextTryAt', peer.nextTryAt, iso),
      publications: out.length,
      receipts: came.length,
      entries: entries.filter((one) => one.peerId === peer.id && one.withdrawnAt === null).length,
      ...(lags.length > 0 ? { lagMs: Math.max(...lags) } : {}),
      differences: [...out, ...came].filter((one) => one.difference !== null).length,
    };
  });
}

export async function publicationView(
  deps: Own,
  one: Publication,
  name: (peerId: string) => LocalText,
  lines: ReadonlyMap<string, LineFacts>,
): Promise<Static<typeof PublicationView>> {
  const resource = deps.catalogue.find(one.resource);
  const lag = await lagOf(deps, one);
  return {
    id: one.id,
    peerId: one.peerId,
    peerName: name(one.peerId),
    resource: one.resource,
    title: resource?.title ?? { zh: one.resource, en: one.resource },
    ...when('lineId', one.lineId, same),
    ...when('lineTitle', one.lineId === null ? null : lines.get(one.lineId)?.title, same),
    items: itemsOf(resource, one.items),
    grade: one.grade,
    ...when('basis', one.basis, same),
    ...(one.filterItem && one.filterDivision ? { filter: { item: one.filterItem, division: one.filterDivision } } : {}),
    ...when('requestId', one.requestId, same),
    state: one.state,
    entryVersion: one.entryVersion,
    createdAt: iso(one.createdAt),
    createdBy: one.createdBy,
    series: one.series,
    published: one.packed,
    ...when('received', one.received, ({ series: _, ...told }) => told),
    packagesOpen: lag.packages,
    lagChanges: lag.lagChanges,
    lagMs: Math.round(lag.lagMs),
    ...when('sentAt', one.sentAt, iso),
    ...when('acknowledgedAt', one.ackedAt, iso),
    ...when('difference', one.difference, same),
    sweeping: one.lineId !== null && one.sweeping && one.state === 'live',
    ...when('fault', one.fault, same),
    ...when('nextTryAt', one.nextTryAt, iso),
  };
}

export function receiptView(
  one: Receipt,
  name: (peerId: string) => LocalText,
  entries: readonly Entry[],
): Static<typeof ReceiptView> {
  const entry = entries.find((known) => known.peerId === one.peerId && known.resource === one.resource)?.definition;
  return {
    id: one.id,
    peerId: one.peerId,
    peerName: name(one.peerId),
    resource: one.resource,
    title: entry?.title ?? { zh: one.resource, en: one.resource },
    items: itemsOf(entry),
    grade: entry?.grade ?? 4,
    state: one.state,
    entryVersion: one.entryVersion,
    ...when('table', one.tableName, same),
    ...when('requestId', one.requestId, same),
    series: one.series,
    number: one.number,
    held: one.held,
    ...when('checkedAt', one.checkedAt, iso),
    ...when('published', one.published, ({ count, sum, at, number }) => ({ count, sum, at, number })),
    ...when('lagChanges', one.published?.lagChanges, same),
    ...when('lagMs', one.published?.lagMs, same),
    ...when('receivedAt', one.receivedAt, iso),
    ...when('difference', one.difference, same),
    ...when('fault', one.fault, same),
  };
}

export function requestView(
  one: DataRequest,
  name: (peerId: string) => LocalText,
  trail: readonly RequestEvent[],
): Static<typeof RequestView> {
  const { id, direction, peerId, what, purpose, basis, division, state } = one;
  return {
    id,
    direction,
    peerId,
    peerName: name(peerId),
    what,
    purpose,
    basis,
    division,
    state,
    ...when('reason', one.reason, same),
    ...when('publicationId', one.publicationId, same),
    askedAt: iso(one.askedAt),
    ...when('decidedAt', one.decidedAt, iso),
    ...when('deliveredRows', one.deliveredRows, Number),
    trail: trail.map(({ at, kind, text }) => ({ at: iso(at), kind, text })),
  };
}
