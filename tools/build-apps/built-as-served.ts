import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sourceHash, viteBuild } from './build-apps.ts';

const repository = join(import.meta.dirname, '../..');

/**
 * The folder of an app built for production from its sources as they stand: `dist` when that is up to date, else a build of its own below
 * `test-output/`, so that a server which serves `dist` meanwhile is not disturbed. Tests of several processes may ask at once.
 * @throws Error with Vite's own words when the build fails
 */
export async function builtAsServed(app: string, root = repository): Promise<string> {
  const folder = join(root, 'apps', app);
  const hash = sourceHash(root, `apps/${app}`);
  const stamp = join(folder, 'dist/.stamp');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return join(folder, 'dist');

  const builds = join(root, 'test-output/built', app);
  const built = join(builds, hash);
  if (existsSync(built)) return built;
  mkdirSync(builds, { recursive: true });
  const others = readdirSync(builds);
  const growing = mkdtempSync(join(builds, 'growing-'));
  await viteBuild(folder, growing);
  // Whole or not at all: another test may look for it just now, or have been quicker.
  try {
    renameSync(growing, built);
  } catch (error) {
    rmSync(growing, { recursive: true });
    if (!existsSync(built)) throw error;
  }
  for (const old of others.filter((name) => name !== hash && !name.startsWith('growing-')))
    rmSync(join(builds, old), { recursive: true, force: true });
  return built;
}
