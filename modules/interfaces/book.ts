import { shanghaiDate, type Clock, type LocalText, type PlainDate } from '@platform/kernel';
import type { ModuleDatabase } from '@platform/database';
import type { Application, PackSet, Registry } from '@platform/packs';
import type { Grant, GrantsPort } from '@modules/sharing/contract';
import {
  defineInterface,
  groundOf,
  type Ground,
  type InterfaceBody,
  type InterfaceDefinition,
} from './domain/definition.ts';
import { definitionFaults } from './domain/definition-faults.ts';
import { compareVersions } from './domain/versions.ts';
import { interfaceErrors } from './errors.ts';
import type { Grounds } from './ground.ts';
import { listDefinitions, type DefinitionRow } from './store/definitions.ts';

/** The platform's own consumer: what packs grant to cases is asked inside, without a key. */
const OWN_APPLICATION = { id: 'cases', title: { zh: '一网平台·办件', en: 'Yiwang platform, cases' } };

/** Interfaces of packs and console with their versions, grants and applications. All answers come from memory. */
export type InterfaceBook = {
  /** One an interface: the version in use. Those whose notice has run out are not among them. */
  interfaces(): readonly InterfaceDefinition[];
  /**
   * The version in use, or the one named (`1.2.0`, or `1` for the newest that begins with it).
   * @throws interfaces.unknown-interface, interfaces.unknown-version, interfaces.retired
   */
  interface(id: string, version?: string): InterfaceDefinition;
  find(id: string): InterfaceDefinition | undefined;
  /** All versions of one interface that were ever published, the newest first. */
  versions(id: string): readonly PublishedVersion[];
  /**
   * All whose columns are read: what may be called, and aggregates even when their notice has run out, since what they told is counted again
   * before anything else is told of the same data.
   */
  bodiesRead(): readonly InterfaceBody[];
  /** What an interface may stand on. */
  ground: Grounds;
  registry(id: string): Registry;
  grant(interfaceId: string, application: string, purpose?: string): Grant | undefined;
  grantsOf(interfaceId: string): readonly Grant[];
  applications(): readonly Application[];
  application(id: string): Application;
  /** Who calls or may call, in words; the id itself for an application that no pack in use has any more. */
  applicationTitle(id: string): LocalText;
  /** What a call was for, in words; what it said itself where no grant names that purpose (any more). */
  purposeTitle(call: { interface: string; application: string; purpose: string }): LocalText;
  /** Reads all definitions from the store. */
  refresh(): Promise<void>;
};

export type PublishedVersion = {
  readonly version: string;
  readonly origin: 'pack' | 'console';
  readonly body: InterfaceBody;
  readonly state: 'in-use' | 'callable' | 'retiring' | 'retired';
  readonly publishedAt?: Date;
  readonly changes: readonly LocalText[];
  readonly retiresOn?: PlainDate;
  readonly reason?: string;
};

type Held = Omit<PublishedVersion, 'state'> & { made?: { ground: Ground; definition: InterfaceDefinition } };

export function openBook(deps: {
  packs: PackSet;
  grants: GrantsPort;
  ground: Grounds;
  clock: Clock;
  db: ModuleDatabase;
}): InterfaceBook {
  const { packs, grants, ground } = deps;
  const applications = new Map(packs.all('applications').map(({ value }) => [value.id, value]));
  const ofPacks = new Map<string, Held>(
    packs
      .all('interfaces')
      .map(({ value: { version, ...body } }) => [body.id, { version, origin: 'pack', body, changes: [] }]),
  );
  let held = merged([]);

  /** Versions by id: first the one in use, then the others from the newest on. What a pack gives now is in use, whatever it gave before. */
  function merged(rows: readonly DefinitionRow[]): Map<string, Held[]> {
    const all = new Map<string, Held[]>([...ofPacks].map(([id, one]) => [id, [one]]));
    for (const row of rows) {
      const pack = ofPacks.get(row.id);
      // A draft is nobody's to call, and what no pack has any more is gone with it.
      if (row.state === 'draft' || (row.origin === 'pack' && !pack)) continue;
      if (pack && row.version === pack.version) {
        if (row.published_at)
          all.set(row.id, [
            { ...pack, publishedAt: row.published_at, changes: row.changes },
            ...(all.get(row.id) ?? []).slice(1),
          ]);
        continue;
      }
      const list = all.get(row.id) ?? [];
      list.push({
        version: row.version,
        origin: row.origin,
        body: row.body,
        changes: row.changes,
        ...(row.published_at ? { publishedAt: row.published_at } : {}),
        ...(row.retires_on === null ? {} : { retiresOn: row.retires_on }),
        ...(row.retire_reason === null ? {} : { reason: row.retire_reason }),
      });
      all.set(row.id, list);
    }
    for (const [id, list] of all) {
      const fixed = ofPacks.has(id) ? 1 : 0;
      all.set(id, [
        ...list.slice(0, fixed),
        ...list.slice(fixed).sort((a, b) => compareVersions(b.version, a.version)),
      ]);
    }
    return all;
  }

  const over = (one: Held): boolean => one.retiresOn !== undefined && one.retiresOn < shanghaiDate(deps.clock.now());
  /** In use is the newest that no notice was given for; of those with notice, the newest that may still be called. */
  const inUse = (list: readonly Held[]): Held | undefined =>
    list.find(({ retiresOn }) => retiresOn === undefined) ?? list.find((one) => !over(one));

  /** Joined with what it stands on, which may have changed since the last call; undefined when that no longer bears it. */
  const made = (one: Held): InterfaceDefinition | undefined => {
    const on = groundOf(one.body);
    const now = on && ground(on);
    if (!now) return undefined;
    if (one.made?.ground !== now) {
      // Of a pack that was checked at start, nothing can be missing; of others, items may have left the catalogue.
      if (definitionFaults(one.body, now).some(({ code }) => code === 'unknown')) return undefined;
      one.made = {
        ground: now,
        definition: defineInterface(one.body, now, {
          version: one.version,
          origin: one.origin,
          ...(one.retiresOn === undefined ? {} : { retiresOn: one.retiresOn }),
        }),
      };
    }
    return one.made.definition;
  };

  const find = (id: string): InterfaceDefinition | undefined => {
    const one = inUse(held.get(id) ?? []);
    return one && made(one);
  };
  return {
    ground,
    find,
    interfaces: () => [...held.keys()].flatMap((id) => find(id) ?? []),
    interface(id, version) {
      const list = held.get(id);
      if (!list) throw interfaceErrors.unknownInterface({ interface: id });
      const asked =
        version === undefined
          ? inUse(list)
          : (list.find((one) => one.version === version) ??
            list
              .filter((one) => one.version.startsWith(`${version}.`))
              .sort((a, b) => compareVersions(b.version, a.version))[0]);
      if (asked ? over(asked) : version === undefined) {
        const last = asked ?? list[0];
        throw interfaceErrors.retired({ interface: id, version: last?.version, on: last?.retiresOn });
      }
      const definition = asked && made(asked);
      if (!definition)
        throw interfaceErrors.unknownVersion({
          interface: id,
          version: version ?? asked?.version,
          known: list
            .filter((one) => !over(one))
            .map((one) => one.version)
            .join(', '),
        });
      return definition;
    },
    versions(id) {
      const list = held.get(id) ?? [];
      const used = inUse(list);
      return list.map(({ made: _, ...one }) => ({
        ...one,
        state: over(one)
          ? 'retired'
          : one.retiresOn !== undefined
            ? 'retiring'
            : one.version === used?.version
              ? 'in-use'
              : 'callable',
      }));
    },
    bodiesRead: () =>
      [...held.values()].flat().flatMap((one) => (over(one) && one.body.mode !== 'aggregate' ? [] : [one.body])),
    registry: (id) => packs.get('registries', id).value,
    grant: (interfaceId, application, purpose) => grants.forInterface(interfaceId, application, purpose),
    purposeTitle: (call) =>
      grants
        .of({ interface: call.interface, application: call.application })
        .flatMap(({ purposes }) => purposes)
        .find(({ id }) => id === call.purpose)?.title ?? { zh: call.purpose || '—', en: call.purpose || '—' },
    grantsOf: (interfaceId) => grants.of({ delivery: 'interface', interface: interfaceId }),
    applications: () => [...applications.values()],
    application(id) {
      const found = applications.get(id);
      if (!found) throw interfaceErrors.unknownApplication({ application: id });
      return found;
    },
    applicationTitle: (id) =>
      applications.get(id)?.title ?? (id === OWN_APPLICATION.id ? OWN_APPLICATION.title : { zh: id, en: id }),
    async refresh() {
      held = merged(await deps.db.read(listDefinitions));
    },
  };
}
