import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const REPOSITORY = join(import.meta.dirname, '..', '..', '..');

/** Where the repository keeps its packs. */
export const PACKS = join(REPOSITORY, 'packs');

/** The packs a fresh clone starts with. */
export function cityPacks(): string[] {
  const settings = readFileSync(join(REPOSITORY, 'yiwang.env'), 'utf8');
  return (/^YIWANG_PACKS=(.*)$/m.exec(settings)?.[1] ?? '').split(',').filter((id) => id !== '');
}
