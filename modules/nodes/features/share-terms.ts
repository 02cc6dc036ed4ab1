import { Type } from 'typebox';
import { asStaff, inScope, type Actor } from '@platform/access';
import type { LocalText } from '@platform/kernel';
import type { Own } from '../deps.ts';
import type { Entry } from '../store/receipts.ts';
import type { ShareGrant, ShareRequest } from '../store/shares.ts';

export const Day = Type.String({ format: 'date' });
export const Cursor = {
  cursor: Type.Optional(Type.String({ maxLength: 500 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
};
export const tell = (deps: Own, id: string): void => deps.live.publish({ topic: 'nodes', data: { shareId: id } });

/** Of our own catalogue, or of what the other node published. */
export function wordsOf(
  deps: Own,
  one: Pick<ShareRequest, 'peerId' | 'resource' | 'interface' | 'fields'>,
  own: boolean,
  entries: readonly Entry[],
): { title: LocalText; interfaceTitle: LocalText; fieldTitles: LocalText[] } {
  const plain = (id: string): LocalText => ({ zh: id, en: id });
  const titled = (items: readonly { name: string; title: LocalText }[] | undefined): LocalText[] =>
    one.fields.map((field) => items?.find(({ name }) => name === field)?.title ?? plain(field));
  if (own) {
    const resource = deps.catalogue.find(one.resource);
    const found = deps
      .interfaces()
      .interfacesOf(one.resource)
      .find(({ id }) => id === one.interface);
    return {
      title: resource?.title ?? plain(one.resource),
      interfaceTitle: found?.title ?? plain(one.interface),
      fieldTitles: titled(resource?.items),
    };
  }
  const entry = entries.find((known) => known.peerId === one.peerId && known.resource === one.resource);
  const found = entry?.interfaces.find(({ id }) => id === one.interface);
  return {
    title: entry?.definition.title ?? plain(one.resource),
    interfaceTitle: found?.title ?? plain(one.interface),
    fieldTitles: titled(entry?.definition.items),
  };
}

export const mayAnswer = (deps: Own, actor: Actor, resource: string): boolean => {
  const provider = deps.catalogue.find(resource)?.provider;
  return (
    actor.kind === 'staff' &&
    actor.permissions.has('sharing.decide') &&
    provider !== undefined &&
    inScope(actor, provider)
  );
};
export const seesOut = (actor: Actor, organisation: string): boolean =>
  actor.kind === 'staff' && inScope(actor, organisation);

export const termsOf = (one: ShareRequest | ShareGrant) => ({
  resource: one.resource,
  interface: one.interface,
  application: one.application,
  applicationTitle: one.applicationTitle,
  organisation: one.organisation,
  organisationName: one.organisationName,
  fields: one.fields,
  purposes: one.purposes.map((purpose) => ({ ...purpose })),
  basis: one.basis,
  from: one.from,
  until: one.until,
  callsPerDay: one.callsPerDay,
});

/** Whose requests concern the viewer; undefined for those who oversee all. */
export function concernOf(
  deps: Own,
  actor: Actor,
): { organisations: readonly string[]; resources: readonly string[] } | undefined {
  const staff = asStaff(actor);
  if (staff.organisations === 'all') return undefined;
  const provided = deps.catalogue.resources().filter(({ provider }) => inScope(staff, provider));
  return { organisations: staff.organisations, resources: provided.map(({ id }) => id) };
}

/** Whether a request to another node is the viewer's own organisation's to act on. */
export const mayAct = (actor: Actor, one: Pick<ShareRequest, 'organisation'>): boolean =>
  actor.kind === 'staff' && actor.permissions.has('sharing.apply') && inScope(actor, one.organisation);
