import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkPacks, type KnownNames, loadPacks, type PackFault, parseSourceFile } from '@platform/packs';
import { checkDecisions } from './check-decisions.ts';

export type PackCheck = { folder: string; ids?: readonly string[]; known?: KnownNames };

/** Ids of all packs below `folder`. */
export function packIds(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && statSync(join(folder, entry.name, 'pack.yaml'), { throwIfNoEntry: false }),
    )
    .map((entry) => entry.name)
    .sort();
}

/** The packs named and all that they require. */
export function withRequired(folder: string, ids: readonly string[]): string[] {
  const all = new Set(ids);
  for (const id of all) {
    const path = join(folder, id, 'pack.yaml');
    const text = statSync(path, { throwIfNoEntry: false }) ? readFileSync(path, 'utf8') : '';
    const { requires } = (parseSourceFile(path, text).value ?? {}) as { requires?: unknown };
    if (Array.isArray(requires)) for (const needed of requires) all.add(String(needed));
  }
  return [...all];
}

/**
 * Every fault of the packs below `folder`: files, names, forms and decision tables. Each pack is checked with what it requires,
 * not with all others, so that packs which are never used together need not agree.
 */
export async function findPackFaults({ folder, ids = packIds(folder), known }: PackCheck): Promise<PackFault[]> {
  const faults = new Map<string, PackFault>();
  for (const id of ids) {
    const selection = { folder, ids: withRequired(folder, [id]), ...(known ? { known } : {}) };
    let found = checkPacks(selection);
    if (found.length === 0) {
      found = await checkDecisions(loadPacks(selection), folder);
    }
    for (const fault of found) faults.set(`${fault.file}:${fault.line}:${fault.column} ${fault.message.en}`, fault);
  }
  return [...faults.values()];
}
