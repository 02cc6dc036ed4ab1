import type { Foundations } from '@platform/module';
import type { ModuleDatabase } from '@platform/database';
import type { Upstream, UpstreamService } from '@platform/packs';
import { shanghaiDate } from '@platform/kernel';
import type { Credentials } from './domain/schemes.ts';
import { upstreamErrors } from './domain/errors.ts';
import { readGrants, type UpperGrant } from './store/grants.ts';
import { readCredentials, readServices, savePackServices, type ServiceRow } from './store/services.ts';

/** A platform above as the packs describe it, with where its credentials are. */
export type Platform = {
  readonly definition: Upstream;
  /** Undefined: not provisioned. */
  readonly credentials: Credentials | undefined;
  readonly from: 'deployment' | 'console' | undefined;
  readonly missing: readonly ('url' | 'caller' | 'secret')[];
  readonly setAt: Date | undefined;
  readonly setBy: string | undefined;
  readonly simulated: boolean;
};
export type Service = ServiceRow & { readonly title: UpstreamService['title'] };

/** Platforms, services and grants from above, answered from memory; `refresh` reads what was changed here or in another process. */
export type Book = {
  platforms(): readonly Platform[];
  /** @throws upstreams.unknown-platform */
  platform(id: string): Platform;
  services(): readonly Service[];
  /** @throws upstreams.unknown-service */
  service(id: string): Service;
  grants(): readonly UpperGrant[];
  /** Grants from above that a service stands on, the one in force first. */
  grantsOf(service: Service): readonly UpperGrant[];
  refresh(): Promise<void>;
  /** Brings the packs' services into the module's tables. */
  prepare(): Promise<void>;
};

export const credentialsContext = (platform: string): string => `upstreams.credentials:${platform}:secret`;

/** Whether a grant from above is in force on a day: it may have run out without a word from above. */
export function inForceOn(grant: Pick<UpperGrant, 'state' | 'from' | 'until'>, day: string): boolean {
  return (
    grant.state === 'in-force' &&
    (grant.from === null || grant.from <= day) &&
    (grant.until === null || grant.until >= day)
  );
}

export function openBook(
  deps: Pick<Foundations, 'packs' | 'settings' | 'sealer' | 'clock'> & { database: ModuleDatabase },
): Book {
  const definitions = deps.packs.all('upstreams').map(({ value }) => value);
  let platforms = new Map<string, Platform>();
  let services = new Map<string, Service>();
  let grants: readonly UpperGrant[] = [];

  const platformOf = (definition: Upstream, held: Awaited<ReturnType<typeof readCredentials>>): Platform => {
    const of = (name: string | undefined): string | undefined =>
      name === undefined ? undefined : deps.settings.deployment[name];
    const console = held.find((one) => one.platform === definition.id);
    const given = console
      ? {
          url: console.url,
          caller: console.caller,
          secret: deps.sealer.openText(console.secret, credentialsContext(definition.id)),
        }
      : { url: of(definition.urlFrom), caller: of(definition.callerFrom), secret: of(definition.secretFrom) };
    const missing = (['url', 'caller', 'secret'] as const).filter((name) => !given[name]);
    const credentials = missing.length === 0 ? (given as Credentials) : undefined;
    return {
      definition,
      credentials,
      from: console ? 'console' : credentials ? 'deployment' : undefined,
      missing,
      setAt: console?.setAt,
      setBy: console?.setBy,
      // The address may have been changed to a real one since: only the deployment's own is known to be a simulator's.
      simulated: of(definition.simulatedFrom) !== undefined && given.url === of(definition.urlFrom),
    };
  };

  const book: Book = {
    platforms: () => [...platforms.values()],
    platform(id) {
      const found = platforms.get(id);
      if (!found) throw upstreamErrors.unknownPlatform({ platform: id });
      return found;
    },
    services: () => [...services.values()],
    service(id) {
      const found = services.get(id);
      if (!found) throw upstreamErrors.unknownService({ service: id });
      return found;
    },
    grants: () => grants,
    grantsOf(service) {
      const day = shanghaiDate(deps.clock.now());
      const own = grants.filter(
        (one) =>
          one.platform === service.platform &&
          (one.service === service.id || one.upResourceId === service.definition.upperResource),
      );
      return own.toSorted((a, b) => Number(inForceOn(b, day)) - Number(inForceOn(a, day)));
    },
    async refresh() {
      const [rows, credentials, held] = await deps.database.read((tx) =>
        Promise.all([readServices(tx), readCredentials(tx), readGrants(tx)]),
      );
      platforms = new Map(definitions.map((one) => [one.id, platformOf(one, credentials)]));
      services = new Map(
        rows
          .filter((one) => one.present && platforms.has(one.platform))
          .map((one) => [one.id, { ...one, title: one.definition.title }]),
      );
      grants = held;
    },
    async prepare() {
      const all = definitions.flatMap((one) => one.services.map((definition) => ({ platform: one.id, definition })));
      await deps.database.transaction((tx) => savePackServices(tx, all, deps.clock.now()));
      await book.refresh();
    },
  };
  return book;
}
