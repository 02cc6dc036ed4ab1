import type { LocalText } from '@platform/kernel';
import type { Foundations, Measure, Module } from '@platform/module';
import { createBaseRegistries } from '@modules/base-registries';
import type { BaseRegistriesPort } from '@modules/base-registries/contract';
import { createCases } from '@modules/cases';
import type { MessageChannel } from '@modules/cases/contract';
import { createCatalogue } from '@modules/catalogue';
import { createCockpit } from '@modules/cockpit';
import { createDataSecurity } from '@modules/data-security';
import { createDeliveries } from '@modules/deliveries';
import { createDisclosures } from '@modules/disclosures';
import { createExchange } from '@modules/exchange';
import { createIdentity, type DemoPerson } from '@modules/identity';
import type { IdentityPort } from '@modules/identity/contract';
import { createInterfaces } from '@modules/interfaces';
import { createLicences } from '@modules/licences';
import { createLineage } from '@modules/lineage';
import { createMatters } from '@modules/matters';
import { createNodes } from '@modules/nodes';
import { grantsWithNodes, organisationsWithNodes } from '@modules/nodes/contract';
import { createOrganisations } from '@modules/organisations';
import { createPayments } from '@modules/payments';
import { createReceipts } from '@modules/receipts';
import { createReconciliations } from '@modules/reconciliations';
import { createReports } from '@modules/reports';
import { createReviews } from '@modules/reviews';
import { createSharing } from '@modules/sharing';
import { createStreams } from '@modules/streams';
import { createUpstreams } from '@modules/upstreams';

/** What the composition needs beside the foundations. */
export type Surroundings = {
  city: LocalText;
  internalUrl: () => string;
  demoPeople: () => Promise<Record<string, DemoPerson>>;
};

/** Stand-ins for a rehearsal (bench, scenarios): the rest is the product as it is. */
export type StandIns = { identity?: IdentityPort; registries?: BaseRegistriesPort; messages?: MessageChannel };

/** The one place where modules get their ports, a line a module; each takes ports only of those above it. */
export function compose(f: Foundations, around: Surroundings, standIns: StandIns = {}) {
  const organisations = createOrganisations(f);
  const identity = createIdentity({ ...f, ...around, organisations: organisations.port });
  const catalogue = createCatalogue({
    ...f,
    organisations: organisations.port,
    // Told by modules further down: only asked once all are made.
    usageOf: async (since) => {
      const calls = await interfaces.port.usageOf(since);
      const grants = Map.groupBy(sharing.port.of({}), ({ resource }) => resource ?? '');
      return new Map(
        [...new Set([...calls.keys(), ...grants.keys()])].map((id) => {
          const [called, given] = [calls.get(id), grants.get(id) ?? []];
          return [
            id,
            {
              calls: called?.calls ?? 0,
              subscriptions: given.filter(({ delivery }) => delivery === 'subscription').length,
              requests: new Set(given.flatMap(({ request }) => request ?? [])).size,
              ...(called?.lastAt ? { lastAt: called.lastAt } : {}),
              consumers: [
                ...new Set([...(called?.organisations ?? []), ...given.map(({ organisation }) => organisation)]),
              ],
            },
          ];
        }),
      );
    },
    receivedEntries: () => nodes.port.receivedEntries(),
    watchedAt: async () =>
      new Map(
        (await exchange.port.lines())
          .filter(({ state }) => state === 'live')
          .map(({ resource }) => [resource, f.clock.now()]),
      ),
  });
  const exchange = createExchange({
    ...f,
    organisations: organisations.port,
    catalogue: catalogue.port,
    // Told by a module further down: only asked once all are made.
    callFlows: async (period) => [
      ...(await interfaces.port.callFlows(period)),
      ...(await streams.port.flows(period)).map(({ provider, consumer, changes, deliveries }) => ({
        provider,
        consumer,
        calls: deliveries,
        records: changes,
      })),
      ...(await deliveries.port.flows(period)).map(({ provider, consumer, deliveries: calls, records }) => ({
        provider,
        consumer,
        calls,
        records,
      })),
    ],
  });
  const reconciliations = createReconciliations({ ...f, catalogue: catalogue.port, exchange: exchange.port });
  const lineage = createLineage({ ...f, exchange: exchange.port });
  const sharing = createSharing({
    ...f,
    organisations: organisations.port,
    catalogue: catalogue.port,
    // Told by a module further down: only asked once all are made.
    interfacesOf: (resource) => interfaces.port.interfacesOf(resource),
    isFed: async (resource) => (await exchange.port.lines()).some((line) => line.resource === resource),
    deliveryOf: (id) => deliveries.port.partiesOf(id),
    used: (period) => interfaces.port.callFlows(period),
  });
  const streams = createStreams({
    ...f,
    organisations: organisations.port,
    catalogue: catalogue.port,
    exchange: exchange.port,
    changes: exchange.stream,
    grants: sharing.port,
  });
  const nodes = createNodes({
    ...f,
    organisations: organisations.port,
    catalogue: catalogue.port,
    exchange: exchange.port,
    changes: exchange.stream,
    requests: sharing.across,
    // Made further down: only asked once a call comes.
    interfaces: () => interfaces.port,
  });
  // Departments of other nodes take data under grants of their own, and are named where their reads are shown.
  const grants = grantsWithNodes(sharing.port, nodes.port.grants);
  const readers = organisationsWithNodes(organisations.port, nodes.port);
  const baseRegistries = createBaseRegistries({ ...f, organisations: organisations.port, catalogue: catalogue.port });
  const upstreams = createUpstreams({ ...f, organisations: organisations.port, catalogue: catalogue.port });
  const receipts = createReceipts({
    ...f,
    organisations: organisations.port,
    held: async () => ({ exchanges: await disclosures.port.disputedReads(), ...(await sharing.records.inDispute()) }),
  });
  const interfaces = createInterfaces({
    ...f,
    organisations: readers,
    catalogue: catalogue.port,
    registries: standIns.registries ?? baseRegistries.port,
    upstreams: upstreams.port,
    grants,
  });
  const deliveries = createDeliveries({
    ...f,
    organisations: organisations.port,
    catalogue: catalogue.port,
    grants: sharing.port,
    staffOf: (account) => (standIns.identity ?? identity.port).staffOf(account),
  });
  const matters = createMatters({
    ...f,
    organisations: organisations.port,
    staffOf: (account) => (standIns.identity ?? identity.port).staffOf(account),
    // Told by a module further down: only asked once all are made.
    visitFigures: (period) => cases.port.visitFigures(period),
    caseFacts: (matter, period) => cases.port.caseFacts(matter, period),
    takenByVersion: (matter) => cases.port.takenByVersion(matter),
    pastDecisions: (matter, since, limit) => cases.port.pastDecisions(matter, since, limit),
  });
  const cases = createCases({
    ...f,
    organisations: organisations.port,
    identity: standIns.identity ?? identity.port,
    interfaces: interfaces.port,
    matters: matters.port,
    ...(standIns.messages ? { messages: standIns.messages } : {}),
  });
  const licences = createLicences({
    ...f,
    organisations: organisations.port,
    cases: cases.port,
    matters: matters.port,
  });
  const payments = createPayments({
    ...f,
    organisations: organisations.port,
    matters: matters.port,
    cases: cases.port,
    staffOf: (account) => (standIns.identity ?? identity.port).staffOf(account),
  });
  const disclosures = createDisclosures({
    ...f,
    organisations: readers,
    cases: cases.port,
    catalogue: catalogue.port,
    identity: standIns.identity ?? identity.port,
    grants,
    grantRecords: sharing.records,
    interfaces: interfaces.port,
    proofs: receipts.port,
  });
  const dataSecurity = createDataSecurity({
    ...f,
    organisations: readers,
    words: disclosures.port,
    identity: standIns.identity ?? identity.port,
    cases: cases.port,
    registries: baseRegistries.port,
    grants,
  });
  const reviews = createReviews({ ...f, cases: cases.port });
  const reports = createReports({
    ...f,
    organisations: organisations.port,
    cases: cases.port,
    matters: matters.port,
    province: upstreams.reporting,
  });
  const measured: Module[] = [
    catalogue,
    exchange,
    interfaces,
    matters,
    cases,
    licences,
    reviews,
    sharing,
    disclosures,
    dataSecurity,
    reports,
  ];
  const measures = (): Measure[] => measured.flatMap((module) => module.measures ?? []);
  const cockpit = createCockpit({ ...f, organisations: organisations.port, measures });
  const modules: Module[] = [
    organisations,
    identity,
    catalogue,
    exchange,
    reconciliations,
    lineage,
    sharing,
    streams,
    nodes,
    baseRegistries,
    upstreams,
    receipts,
    interfaces,
    deliveries,
    matters,
    cases,
    payments,
    licences,
    disclosures,
    dataSecurity,
    reviews,
    reports,
    cockpit,
  ];
  return { modules, identity, interfaces, matters, measures };
}
