// Packs in use for this module's tests, some texts changed.
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPacks, type PackSet } from '@platform/packs';

/** Where the repository keeps its packs. */
export const PACKS = join(import.meta.dirname, '..', '..', '..', 'packs');

/** The packs a fresh clone starts with. */
export function cityPacks(): string[] {
  const settings = readFileSync(join(PACKS, '..', 'yiwang.env'), 'utf8');
  return (/^YIWANG_PACKS=(.*)$/m.exec(settings)?.[1] ?? '').split(',').filter((id) => id !== '');
}

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
