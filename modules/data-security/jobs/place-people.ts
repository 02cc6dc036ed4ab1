import { Type } from 'typebox';
import { SUBJECT } from '@platform/module';
import { defineJob, enqueue, jobHandler, type JobHandler } from '@platform/jobs';
import { lakeView, openLake, registryTable, type LakeView } from '@platform/lake';
import { reaction, type Reaction } from '@platform/outbox';
import { registryBuilt } from '@modules/base-registries/contract';
import type { Own } from '../deps.ts';
import { streetOf } from '../domain/street.ts';
import { changedPeople, findPlacing, markDirty, placePeople, savePlacing } from '../store/placing.ts';

export const placePeopleJob = defineJob('data-security.place-people', Type.Object({}));
const PAGE = 2_000;
/** Records are stamped when their build begins and seen when it ends: so far back is looked again. */
const OVERLAP_MS = 15 * 60_000;

/** Where addresses are: the population registries, by their key and the field that is masked as an address. */
export type Places = { registry: string; key: string; address: string; view: LakeView };

export function placesOf(deps: Pick<Own, 'packs'>): Places[] {
  return deps.packs.all('registries').flatMap(({ value }) => {
    const address = value.fields.find((field) => field.mask === 'address')?.name;
    if (value.kind !== 'population' || value.keyType !== 'citizen-id' || address === undefined) return [];
    const table = registryTable(value);
    // Three columns and no more: who it is, where they are registered, and when that changed.
    const view = lakeView({
      name: `view_dwellings_${table.name}`,
      table,
      columns: [value.key, address, '_at'],
      whereNull: '_removed_at',
    });
    return [{ registry: value.id, key: value.key, address, view }];
  });
}

export async function preparePlaces(deps: Own, places: readonly Places[]): Promise<void> {
  const lake = openLake(deps.hub);
  for (const { view } of places) await lake.ensureView(view, ['data-security']);
}

/** A registry was built: its people are placed at the next turn, at once when they never were. */
export function onRegistryBuilt(places: readonly Places[]): Reaction {
  return reaction('data-security.on-registry-built', registryBuilt, async (tx, event) => {
    if (!places.some(({ registry }) => registry === event.payload.registry)) return;
    const placing = await markDirty(tx, event.payload.registry);
    if (placing.placed_at === null) await enqueue(tx, placePeopleJob, {}, { key: placePeopleJob.name });
  });
}

/** Keeps who lives with whom, as blind indexes: the detector compares them and can read nothing from them. */
export function placePeopleHandler(deps: Own, places: readonly Places[]): JobHandler {
  return jobHandler(placePeopleJob, async (_payload, { signal }) => {
    for (const place of places) {
      const before = await deps.db.readOnce((tx) => findPlacing(tx, place.registry));
      if (before && !before.dirty) continue;
      const since = before?.placed_to ? new Date(before.placed_to.getTime() - OVERLAP_MS) : null;
      const at = deps.clock.now();
      let newest = before?.placed_to ?? null;
      let count = 0;
      for (let after = '', more = true; more && !signal.aborted; ) {
        const people = await deps.db.readOnce((tx) => changedPeople(tx, place, since, after, PAGE));
        const found = people.flatMap(({ key, address }) => {
          if (address === null) return [];
          const street = streetOf(address);
          return [
            {
              subject: deps.blindIndex(key, SUBJECT),
              dwelling: short(deps.blindIndex(address, 'data-security.dwelling')),
              street: street === undefined ? null : short(deps.blindIndex(street, 'data-security.street')),
            },
          ];
        });
        await deps.db.transaction((tx) => placePeople(tx, found));
        for (const { at: changed } of people) if (newest === null || changed > newest) newest = changed;
        count += found.length;
        after = people.at(-1)?.key ?? after;
        more = people.length === PAGE;
      }
      if (signal.aborted) return;
      await deps.db.transaction((tx) => savePlacing(tx, place.registry, newest, at));
      deps.log.info({ module: 'data-security', count }, 'people were placed by their registered address');
    }
  });
}

/** Enough to tell dwellings apart; half the room. */
const short = (index: string): string => index.slice(0, 24);
