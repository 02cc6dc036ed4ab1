import type { LocalText } from '@platform/kernel';
import type { Application, Grant, Interface, PackSet, Registry } from '@platform/packs';
import { interfaceErrors } from './errors.ts';

/** The platform's own consumer: what packs grant to cases is asked inside, without a key. */
const OWN_APPLICATION = { id: 'cases', title: { zh: '一网平台·办件', en: 'Yiwang platform, cases' } };

/** Interfaces, grants and applications of the packs in use. */
export type InterfaceBook = {
  interfaces(): readonly Interface[];
  interface(id: string): Interface;
  registry(id: string): Registry;
  grant(interfaceId: string, application: string): Grant | undefined;
  grantsOf(interfaceId: string): readonly Grant[];
  applications(): readonly Application[];
  application(id: string): Application;
  /** Who calls or may call, in words; the id itself for an application that no pack in use has any more. */
  applicationTitle(id: string): LocalText;
  /** What a call was for, in words; what it said itself where no grant names that purpose (any more). */
  purposeTitle(call: { interface: string; application: string; purpose: string }): LocalText;
};

export function openBook(packs: PackSet): InterfaceBook {
  const values = <T>(definitions: readonly { value: T }[]): T[] => definitions.map((definition) => definition.value);
  const interfaces = new Map(values(packs.all('interfaces')).map((item) => [item.id, item]));
  const registries = new Map(values(packs.all('registries')).map((item) => [item.id, item]));
  const applications = new Map(values(packs.all('applications')).map((item) => [item.id, item]));
  const grants = values(packs.all('grants'));
  const byPair = new Map(grants.map((grant) => [`${grant.interface} ${grant.consumer}`, grant]));
  const found = <T>(value: T | undefined, missing: () => Error): T => {
    if (value === undefined) throw missing();
    return value;
  };
  return {
    interfaces: () => [...interfaces.values()],
    interface: (id) => found(interfaces.get(id), () => interfaceErrors.unknownInterface({ interface: id })),
    registry: (id) =>
      found(registries.get(id), () => new Error(`The packs have no registry ${id}, although an interface names it`)),
    grant: (interfaceId, application) => byPair.get(`${interfaceId} ${application}`),
    purposeTitle: (call) =>
      byPair.get(`${call.interface} ${call.application}`)?.purposes.find(({ id }) => id === call.purpose)?.title ?? {
        zh: call.purpose || '—',
        en: call.purpose || '—',
      },
    grantsOf: (interfaceId) => grants.filter((grant) => grant.interface === interfaceId),
    applications: () => [...applications.values()],
    application: (id) => found(applications.get(id), () => interfaceErrors.unknownApplication({ application: id })),
    applicationTitle: (id) =>
      applications.get(id)?.title ?? (id === OWN_APPLICATION.id ? OWN_APPLICATION.title : { zh: id, en: id }),
  };
}
