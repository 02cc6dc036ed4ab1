import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseSource, type ParsedSource } from './parse-source.ts';

/** The floors of the house (house.md); `root` is the workspace root itself. */
export type Floor = 'apps' | 'modules' | 'platform' | 'packs' | 'ui' | 'tests' | 'tools' | 'root' | 'other';

/** One npm workspace: its place, and what its package.json declares. */
export type Workspace = {
  /** Folder from the root, with `/`; empty for the root. */
  folder: string;
  name: string;
  floor: Floor;
  dependencies: ReadonlySet<string>;
  devDependencies: ReadonlySet<string>;
  /** `.` and `./sub` to the file they open. */
  exports: Readonly<Record<string, string>>;
};

/** The repository as the rules see it: every file that is ours, parsed once and only when asked for. */
export type SourceTree = {
  root: string;
  /** Paths from the root, with `/`, sorted. */
  files: readonly string[];
  workspaces: readonly Workspace[];
  workspaceOf(path: string): Workspace;
  workspaceNamed(name: string): Workspace | undefined;
  text(path: string): string;
  /** Imports and strings of a TypeScript file. */
  source(path: string): ParsedSource;
};

const NOT_OURS = new Set(['node_modules', 'dist', 'var', '.git', 'test-output', 'coverage']);
const FLOORS: readonly string[] = ['apps', 'modules', 'platform', 'packs', 'ui', 'tests', 'tools'];

/** Whether a path is TypeScript or TSX that we wrote (declarations are generated or ambient). */
export function isCode(path: string): boolean {
  return /\.(ts|tsx|mts|cts)$/.test(path) && !path.endsWith('.d.ts');
}

/** Whether a path is a test beside the code, helps such tests (a folder or file named testing), or lies in the tests' own workspace. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$|\/testing\/|\/testing(-[a-z0-9-]+)?\.ts$/.test(path) || path.startsWith('tests/');
}

/** The floor a path lies on, from its first folder. */
export function floorOf(path: string): Floor {
  const [first = '', second] = path.split('/');
  if (second === undefined) return FLOORS.includes(first) ? (first as Floor) : 'root';
  return FLOORS.includes(first) ? (first as Floor) : 'other';
}

/** Walks `root`; modules, packages and apps are derived from its folders, never from a list. */
export function readTree(root: string): SourceTree {
  const files = walk(root, '').sort();
  const workspaces = files
    .filter((path) => path === 'package.json' || path.endsWith('/package.json'))
    .filter((path) => !path.startsWith('packs/'))
    .map((path) => readWorkspace(root, path));
  // The longest folder wins, so that the root catches only what no workspace holds.
  const byDepth = [...workspaces].sort((a, b) => b.folder.length - a.folder.length);
  const byName = new Map(workspaces.filter((each) => each.folder !== '').map((each) => [each.name, each]));
  const texts = new Map<string, string>();
  const sources = new Map<string, ParsedSource>();
  const nowhere: Workspace = {
    folder: '',
    name: '',
    floor: 'root',
    dependencies: new Set(),
    devDependencies: new Set(),
    exports: {},
  };

  const text = (path: string): string => {
    let known = texts.get(path);
    if (known === undefined) {
      known = readFileSync(join(root, path), 'utf8');
      texts.set(path, known);
    }
    return known;
  };

  return {
    root,
    files,
    workspaces,
    workspaceOf: (path) => byDepth.find((each) => each.folder === '' || path.startsWith(`${each.folder}/`)) ?? nowhere,
    workspaceNamed: (name) => byName.get(name),
    text,
    source(path) {
      let known = sources.get(path);
      if (!known) {
        known = parseSource(path, text(path));
        sources.set(path, known);
      }
      return known;
    },
  };
}

function walk(root: string, folder: string): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    if (NOT_OURS.has(entry.name)) continue;
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) found.push(...walk(root, path));
    else if (entry.isFile()) found.push(path);
  }
  return found;
}

function readWorkspace(root: string, path: string): Workspace {
  const folder = path === 'package.json' ? '' : path.slice(0, -'/package.json'.length);
  const manifest = JSON.parse(readFileSync(join(root, path), 'utf8')) as {
    name?: string;
    dependencies?: Record<string, string>;
    peerDependencies?: Record<string, string>;
    devDependencies?: Record<string, string>;
    exports?: Record<string, string> | string;
  };
  return {
    folder,
    name: manifest.name ?? '',
    floor: folder === '' ? 'root' : floorOf(`${folder}/package.json`),
    dependencies: new Set(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })),
    devDependencies: new Set(Object.keys(manifest.devDependencies ?? {})),
    exports: typeof manifest.exports === 'string' ? { '.': manifest.exports } : (manifest.exports ?? {}),
  };
}

/** The manifest of an installed package as `workspace` would find it, or undefined. */
export function installedManifest(
  tree: SourceTree,
  workspace: Workspace,
  name: string,
): { peerDependencies?: Record<string, string> } | undefined {
  for (const folder of [join(tree.root, workspace.folder), tree.root]) {
    const path = join(folder, 'node_modules', name, 'package.json');
    if (existsSync(path))
      return JSON.parse(readFileSync(path, 'utf8')) as { peerDependencies?: Record<string, string> };
  }
  return undefined;
}
