import type { Foundations } from '@platform/module';
import { createCatalogue } from '@modules/catalogue';
import { createExchange, startFerries, startRail } from '@modules/exchange';
import { createOrganisations } from '@modules/organisations';

/** Where the rail tells open pages what changed. */
type RailLive = Pick<Foundations['live'], 'publish'>;

/** What the rail's own process needs: the lines and the ferries, and the catalogue, which must be kept fresh while they run. */
export function composeRail(f: Foundations, natsUrl?: string) {
  const organisations = createOrganisations(f);
  const catalogue = createCatalogue({ ...f, organisations: organisations.port });
  const exchange = createExchange({ ...f, organisations: organisations.port, catalogue: catalogue.port });
  return {
    catalogue,
    startAll(live: RailLive): { stop(): Promise<void> } {
      const rail = startRail({ ...exchange.rail, live, ...(natsUrl === undefined ? {} : { nats: natsUrl }) });
      const ferries = startFerries({ ...exchange.rail, live, keys: f.keys });
      return { stop: async () => void (await Promise.all([rail.stop(), ferries.stop()])) };
    },
  };
}
