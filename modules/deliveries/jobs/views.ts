import type { CataloguedResource } from '@modules/catalogue/contract';
import type { Own } from '../deps.ts';
import { givenView } from '../store/lake.ts';

const made = new WeakMap<Own['lake'], Map<string, string>>();

/** Makes sure that this module may read the resource's items, once a version; false when its rows are not here. */
export async function ensureGiven(deps: Pick<Own, 'lake'>, resource: CataloguedResource): Promise<boolean> {
  const known = made.get(deps.lake) ?? new Map<string, string>();
  made.set(deps.lake, known);
  if (known.get(resource.id) === resource.version) return true;
  try {
    await deps.lake.ensureView(givenView(resource), ['deliveries']);
  } catch (error) {
    // No such table, or one without these columns yet.
    if (['42P01', '42703'].includes(String((error as { code?: unknown }).code))) return false;
    throw error;
  }
  known.set(resource.id, resource.version);
  return true;
}
