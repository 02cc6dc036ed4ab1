import { startOfShanghaiDay, shanghaiDate } from '@platform/kernel';
import type { ModuleDatabase } from '@platform/database';
import type { InterfaceBook } from './book.ts';
import type { InterfaceUse, OfferedInterface } from './contract/index.ts';
import type { InterfaceDefinition } from './domain/definition.ts';
import { callsSince } from './store/use.ts';

/** @see InterfacesPort.interfacesOf */
export function interfacesOf(
  book: Pick<InterfaceBook, 'interfaces' | 'registry'>,
  resource: string,
): OfferedInterface[] {
  return book.interfaces().flatMap((definition) => {
    // Notice was given: nobody should begin to rely on it.
    if (definition.retiresOn !== undefined) return [];
    const items = itemsOf(book, definition).filter((one) => one.resource === resource);
    if (items.length === 0) return [];
    const { id, version, title, mode } = definition;
    return [{ id, version, title, mode, fields: [...new Set(items.map(({ item }) => item))] }];
  });
}

/** @see InterfacesPort.usageOf */
export async function usageOf(
  deps: { db: ModuleDatabase; book: Pick<InterfaceBook, 'find' | 'application' | 'applications' | 'registry'> },
  since: Date,
): Promise<ReadonlyMap<string, InterfaceUse>> {
  const rows = await deps.db.read((tx) => callsSince(tx, shanghaiDate(since)));
  const organisations = new Map(deps.book.applications().map(({ id, organisation }) => [id, organisation]));
  const use = new Map<string, InterfaceUse>();
  for (const row of rows) {
    const definition = deps.book.find(row.interface);
    if (!definition) continue;
    for (const resource of new Set(itemsOf(deps.book, definition).map((one) => one.resource))) {
      const before = use.get(resource) ?? { calls: 0, organisations: [] };
      const last = startOfShanghaiDay(row.last);
      const organisation = organisations.get(row.application);
      use.set(resource, {
        calls: before.calls + Number(row.calls),
        lastAt: before.lastAt && before.lastAt > last ? before.lastAt : last,
        organisations: [...new Set([...before.organisations, ...(organisation === undefined ? [] : [organisation])])],
      });
    }
  }
  return use;
}

/** The items that an interface tells or works with, each with its resource; through a registry, those that its fields are taken from. */
function itemsOf(
  book: Pick<InterfaceBook, 'registry'>,
  { ground, parameters, fields, score, aggregate }: InterfaceDefinition,
): { resource: string; item: string }[] {
  const names = new Set([
    ...parameters.map(({ field }) => field),
    ...fields.map(({ name }) => name),
    ...(score?.rules.map(({ field }) => field) ?? []),
    ...(aggregate?.dimensions ?? []),
    ...(aggregate?.measures.flatMap(({ field }) => field ?? []) ?? []),
  ]);
  if (ground.kind === 'resource') return [...names].map((item) => ({ resource: ground.id, item }));
  if (ground.kind === 'upstream') return [];
  return book
    .registry(ground.id)
    .fields.filter(({ name }) => names.has(name))
    .flatMap(({ from }) => from);
}
