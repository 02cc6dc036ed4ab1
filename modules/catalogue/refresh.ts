import type { ModuleDatabase } from '@platform/database';
import type { Resources } from './domain/catalogue.ts';
import { listAddedItems } from './store/added-items.ts';
import { listPublished } from './store/entries.ts';

/** Reads what the console has published and added, all of it or of one resource; from now on the memory has it. Ids whose version changed. */
export async function refreshCatalogue(
  deps: { database: ModuleDatabase; resources: Resources },
  only?: string,
): Promise<string[]> {
  const [published, added] = await deps.database.read(
    async (tx) => [await listPublished(tx, only), await listAddedItems(tx, only)] as const,
  );
  return deps.resources.lay(published, added, only);
}
