import { shanghaiDate, startOfShanghaiDay, addDays, isUuid, type Clock } from '@platform/kernel';
import type { ModuleDatabase } from '@platform/database';
import type { PackSet } from '@platform/packs';
import type { Grant, GrantsPort, LostGrant } from './contract/index.ts';
import {
  findGrant,
  findStandingOrder,
  listGrants,
  listStandingOrders,
  type GrantState,
  type StoredGrant,
} from './store/grants.ts';

/** A grant with what decides whether it is in force. */
type Entry = {
  grant: Grant;
  standing: boolean;
  state: GrantState;
  at: Date;
  reason: string | null;
  /** Of what was read last: an older reading that comes late is let go. */
  revision: number;
};

export type GrantBook = GrantsPort & {
  /** Reads all of them anew. */
  refresh(): Promise<void>;
  /** Reads one anew; returns when the memory has it, so that whoever changed it may be answered. */
  reread(id: string): Promise<void>;
  /** A standing grant of a pack, in force or not. */
  standing(id: string): Grant | undefined;
  standings(): readonly Grant[];
  /** The state as the memory has it, expiry aside. */
  stateOf(id: string): { state: GrantState; at: Date | undefined; reason: string | null } | undefined;
};

/** All grants in memory: those of packs and those that requests ended in. Every call of an interface asks here. */
export function createGrantBook(deps: { packs: PackSet; clock: Clock; database: ModuleDatabase }): GrantBook {
  const entries = new Map<string, Entry>();
  const byPair = new Map<string, Set<Entry>>();
  const indexes = {
    resource: new Map<string, Set<Entry>>(),
    interface: new Map<string, Set<Entry>>(),
    application: new Map<string, Set<Entry>>(),
  };
  const BEGINNING = new Date(0);

  const keysOf = ({ grant }: Entry): [Map<string, Set<Entry>>, string | undefined][] => [
    [byPair, grant.interface === undefined ? undefined : pairOf(grant.interface, grant.application)],
    [indexes.resource, grant.resource],
    [indexes.interface, grant.interface],
    [indexes.application, grant.application],
  ];
  const put = (entry: Entry): void => {
    const { id } = entry.grant;
    const there = entries.get(id);
    if (there && there.revision > entry.revision) return;
    if (there) for (const [index, key] of keysOf(there)) if (key !== undefined) index.get(key)?.delete(there);
    entries.set(id, entry);
    for (const [index, key] of keysOf(entry)) {
      if (key === undefined) continue;
      const found = index.get(key) ?? new Set<Entry>();
      index.set(key, found.add(entry));
    }
  };

  const standing = new Map(
    deps.packs.all('grants').map(({ id, value }): [string, Grant] => [
      id,
      {
        id,
        delivery: 'interface',
        interface: value.interface,
        application: value.consumer,
        organisation: value.organisation,
        fields: value.fields,
        purposes: value.purposes,
        legalBasis: value.legalBasis,
        ...(value.until === undefined ? {} : { until: value.until }),
        ...(value.delayedNoticeDays === undefined ? {} : { delayedNoticeDays: value.delayedNoticeDays }),
      },
    ]),
  );
  for (const grant of standing.values())
    put({ grant, standing: true, state: 'active', at: BEGINNING, reason: null, revision: 0 });

  const putStored = (row: StoredGrant): void =>
    put({
      grant: grantOf(row),
      standing: false,
      state: row.state,
      at: row.state_at,
      reason: row.reason,
      revision: row.revision,
    });

  // The date is worked out once a second: a call of an interface asks far more often than the day changes.
  let today = { until: 0, date: '' };
  const dateNow = (): string => {
    const now = deps.clock.now();
    const second = Math.floor(now.getTime() / 1000);
    if (second !== today.until) today = { until: second, date: shanghaiDate(now) };
    return today.date;
  };
  const inForce = ({ grant, state }: Entry): boolean => {
    if (state !== 'active') return false;
    if (grant.until === undefined && grant.from === undefined) return true;
    const date = dateNow();
    return (grant.until === undefined || grant.until >= date) && (grant.from === undefined || grant.from <= date);
  };
  const whyLost = (entry: Entry): LostGrant | undefined => {
    const { grant, state, at, reason } = entry;
    const whose = { id: grant.id, organisation: grant.organisation };
    if (state !== 'active') return { ...whose, state, at, ...(reason === null ? {} : { reason }) };
    if (grant.until !== undefined && grant.until < dateNow())
      return { ...whose, state: 'ended', at: startOfShanghaiDay(addDays(grant.until, 1)) };
    if (grant.from !== undefined && grant.from > dateNow())
      return { ...whose, state: 'not-yet', at: startOfShanghaiDay(grant.from) };
    return undefined;
  };

  return {
    forInterface(interfaceId, application, purpose) {
      const found = byPair.get(pairOf(interfaceId, application));
      if (!found) return undefined;
      let first: Grant | undefined;
      let newest: Grant | undefined;
      for (const entry of found) {
        if (!inForce(entry)) continue;
        first ??= entry.grant;
        if (purpose === undefined) return first;
        if (entry.grant.purposes.some((one) => one.id === purpose)) newest = entry.grant;
      }
      return newest ?? first;
    },
    byId(id) {
      const entry = entries.get(id);
      return entry && inForce(entry) ? entry.grant : undefined;
    },
    of(filter) {
      const from: Iterable<Entry> =
        filter.resource !== undefined
          ? (indexes.resource.get(filter.resource) ?? [])
          : filter.interface !== undefined
            ? (indexes.interface.get(filter.interface) ?? [])
            : filter.application !== undefined
              ? (indexes.application.get(filter.application) ?? [])
              : entries.values();
      const wanted = Object.entries(filter).filter(([, value]) => value !== undefined);
      return [...from]
        .filter((entry) => inForce(entry) && wanted.every(([key, value]) => entry.grant[key as keyof Grant] === value))
        .map(({ grant }) => grant);
    },
    lost(which) {
      const one = entries.get(which);
      if (one) return whyLost(one);
      const pair = byPair.get(which);
      // One that is in force is not lost, whatever became of those before it.
      if (!pair || [...pair].some(inForce)) return undefined;
      const all = [...pair].flatMap((entry) => whyLost(entry) ?? []);
      return all.toSorted((a, b) => b.at.getTime() - a.at.getTime())[0];
    },
    standing: (id) => standing.get(id),
    standings: () => [...standing.values()],
    stateOf(id) {
      const entry = entries.get(id);
      return entry && { state: entry.state, at: entry.at === BEGINNING ? undefined : entry.at, reason: entry.reason };
    },
    async refresh() {
      const { grants, orders } = await deps.database.read(async (tx) => ({
        grants: await listGrants(tx),
        orders: await listStandingOrders(tx),
      }));
      for (const row of grants) putStored(row);
      for (const order of orders) {
        const grant = standing.get(order.grant_id);
        if (grant) put({ grant, standing: true, ...order });
      }
    },
    async reread(id) {
      const grant = standing.get(id);
      if (grant) {
        const order = await deps.database.read((tx) => findStandingOrder(tx, id));
        if (order) put({ grant, standing: true, ...order });
      } else if (isUuid(id)) {
        const row = await deps.database.read((tx) => findGrant(tx, id));
        if (row) putStored(row);
      }
    },
  };
}

const pairOf = (interfaceId: string, application: string): string => `${interfaceId} ${application}`;

/** A stored grant as others see it. */
export function grantOf(row: StoredGrant): Grant {
  return {
    id: row.id,
    request: row.request_id,
    resource: row.resource,
    delivery: row.delivery,
    ...(row.interface === null ? {} : { interface: row.interface }),
    application: row.application,
    organisation: row.organisation,
    fields: row.fields,
    purposes: row.purposes,
    legalBasis: row.legal_basis,
    ...(row.from_date === null ? {} : { from: row.from_date }),
    ...(row.until_date === null ? {} : { until: row.until_date }),
    ...(row.rows_per_day === null ? {} : { rowsPerDay: row.rows_per_day }),
    ...(row.calls_per_day === null ? {} : { callsPerDay: row.calls_per_day }),
    ...(row.delayed_notice_days === null ? {} : { delayedNoticeDays: row.delayed_notice_days }),
  };
}
