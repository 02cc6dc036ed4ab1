// Packs in use for this module's tests, some texts changed.
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPacks, type PackSet } from '@platform/packs';

/** Where the repository keeps its packs. */
export const PACKS = join(import.meta.dirname, '..', '..', '..', 'packs');

/** All packs of the repository that can be used together. */
export const CITY = ['mingzhou', 'elder-card'];
export const CLUB = ['tennis-club'];

/** Packs as they stand. */
export function packsOf(ids: readonly string[]): PackSet {
  return loadPacks({ folder: PACKS, ids: [...ids] });
}

/** A copy of a pack in which every text was passed through `change`. */
export function changedPack(id: string, change: (text: string, file: string) => string): PackSet {
  const folder = mkdtempSync(join(tmpdir(), 'yiwang-lineage-'));
  cpSync(join(PACKS, id), join(folder, id), { recursive: true });
  for (const entry of readdirSync(join(folder, id), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(yaml|json|dmn)$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, 'utf8');
    const changed = change(text, entry.name);
    if (changed !== text) writeFileSync(path, changed);
  }
  return loadPacks({ folder, ids: [id] });
}
