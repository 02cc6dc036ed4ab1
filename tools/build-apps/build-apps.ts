import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);

/** How to build: `force` builds what is up to date too; `root` is the repository, ours unless told. */
export type BuildOptions = { force?: boolean; root?: string; log?: (line: string) => void };

const repository = join(import.meta.dirname, '../..');
const NOT_SOURCE = new Set(['node_modules', 'dist', '.git']);

/**
 * Builds every app that has a `vite.config.ts` and whose sources changed since its last build. Sources are the app's own
 * workspace, the workspaces it depends on, and the lock file; their hash stands in `dist/.stamp`.
 * @returns names of the apps built, none when all were up to date
 * @throws Error with Vite's own words when a build fails
 */
export async function buildApps(options: BuildOptions = {}): Promise<string[]> {
  const root = options.root ?? repository;
  const apps = readdirSync(join(root, 'apps')).filter((app) => existsSync(join(root, 'apps', app, 'vite.config.ts')));
  const built: string[] = [];
  const known = new Map<string, string>();
  for (const app of apps.sort()) {
    const stamp = join(root, 'apps', app, 'dist/.stamp');
    const hash = sourceHash(root, `apps/${app}`, known);
    if (!options.force && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) continue;
    options.log?.(`building ${app}`);
    // A build that is cut off must not pass for a finished one.
    rmSync(stamp, { force: true });
    await viteBuild(join(root, 'apps', app));
    writeFileSync(stamp, hash);
    built.push(app);
  }
  return built;
}

/**
 * The SHA-256 over all that a build of the workspace in `folder` depends on: the hashes of the lock file and of each workspace.
 * @param known hashes found so far, for builds that share workspaces
 */
export function sourceHash(root: string, folder: string, known = new Map<string, string>()): string {
  const hashOf = (path: string, make: () => string): string => {
    const found = known.get(path) ?? make();
    known.set(path, found);
    return found;
  };
  const hash = createHash('sha256');
  const lock = join(root, 'package-lock.json');
  if (existsSync(lock)) hash.update(hashOf('package-lock.json', () => hashOfFiles(root, ['package-lock.json'])));
  for (const workspace of [...workspaceClosure(root, folder)].sort())
    hash.update(`${workspace} ${hashOf(workspace, () => hashOfFiles(root, sourcesOf(root, workspace)))}\n`);
  return hash.digest('hex');
}

function hashOfFiles(root: string, paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths) {
    const bytes = readFileSync(join(root, path));
    hash.update(`${path} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}

/** The workspace in `folder` and every workspace of this repository that it depends on, by folder. */
function workspaceClosure(root: string, folder: string, found = new Set<string>()): Set<string> {
  if (found.has(folder)) return found;
  found.add(folder);
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    const match = /^@(platform|modules|apps)\/(.+)$/.exec(name);
    const next = match ? `${match[1] as string}/${match[2] as string}` : name === '@yiwang/ui' ? 'ui' : undefined;
    if (next !== undefined && existsSync(join(root, next, 'package.json'))) workspaceClosure(root, next, found);
  }
  return found;
}

function sourcesOf(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (NOT_SOURCE.has(entry.name) || /\.test\.tsx?$/.test(entry.name)) return [];
      return entry.isDirectory() ? sourcesOf(root, path) : [path];
    })
    .sort();
}

/** Vite's production build of the app in `folder`, into its `dist` or the folder named. */
export function viteBuild(folder: string, into?: string): Promise<void> {
  const vite = join(require.resolve('vite/package.json'), '../bin/vite.js');
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [vite, 'build', '--logLevel', 'warn', ...(into === undefined ? [] : ['--outDir', into, '--emptyOutDir'])],
      { cwd: folder, env: { ...process.env, NODE_ENV: 'production' }, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error === null) resolve();
        else
          reject(
            new Error(`The build of ${folder} failed. Mend what Vite names, then start again.\n${stdout}${stderr}`),
          );
      },
    );
  });
}
