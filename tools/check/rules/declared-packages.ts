import { isBuiltin } from 'node:module';
import type { Fault } from '../fault.ts';
import { installedManifest, isCode, isTest, type SourceTree, type Workspace } from '../source-tree.ts';
import { splitSpecifier, TESTKIT } from './boundaries.ts';

const RULE = 'packages';

/** Names of the packages that a workspace's files name, by the workspace's folder. */
type UsedPackages = ReadonlyMap<string, ReadonlySet<string>>;

/** Every package a workspace imports is declared in its package.json, and every declared one is used. */
export function packageFaults(tree: SourceTree): Fault[] {
  const used = usedPackages(tree);
  return [...undeclaredFaults(tree), ...tree.workspaces.flatMap((each) => unusedFaults(tree, each, used))];
}

/** The dependencies of a workspace that nothing in it uses. */
export function unusedDependencies(
  tree: SourceTree,
  workspace: Workspace,
  used: UsedPackages = usedPackages(tree),
): string[] {
  const own = new Set(used.get(workspace.folder) ?? []);
  // What a used package wants beside it counts as used (react-dom for antd); so do types of a used package.
  for (const name of own) {
    for (const peer of Object.keys(installedManifest(tree, workspace, name)?.peerDependencies ?? {})) own.add(peer);
  }
  return [...workspace.dependencies, ...workspace.devDependencies].filter((name) => {
    const typed = /^@types\/(?:(.+)__)?(.+)$/.exec(name);
    if (typed) return !own.has(typed[1] ? `@${typed[1]}/${typed[2]}` : (typed[2] as string));
    return !own.has(name);
  });
}

/** A package that a file names and its workspace does not declare. */
export type Undeclared = { file: string; line: number; specifier: string; workspace: Workspace };

/** Every use of a package that the workspace of the file does not declare. */
export function undeclaredPackages(tree: SourceTree): Undeclared[] {
  const root = tree.workspaces.find((each) => each.folder === '');
  const found: Undeclared[] = [];
  for (const file of tree.files) {
    const workspace = tree.workspaceOf(file);
    for (const { specifier, line } of referencesIn(tree, file)) {
      if (specifier.startsWith('.') || specifier.startsWith('node:') || specifier.startsWith('/')) continue;
      const { name } = splitSpecifier(specifier);
      if (name === workspace.name || workspace.dependencies.has(name) || workspace.devDependencies.has(name)) continue;
      if (isTest(file) && name === TESTKIT) continue;
      if ((isTest(file) || workspace.floor === 'root') && root?.devDependencies.has(name)) continue;
      found.push({ file, line, specifier, workspace });
    }
  }
  return found;
}

function undeclaredFaults(tree: SourceTree): Fault[] {
  return undeclaredPackages(tree).map(({ file, line, specifier, workspace }) => {
    const { name } = splitSpecifier(specifier);
    const manifest = workspace.folder === '' ? 'package.json' : `${workspace.folder}/package.json`;
    const message = isBuiltin(specifier)
      ? `Import the Node module as "node:${specifier}".`
      : `The package "${name}" is not declared in ${manifest}: add it to its dependencies.`;
    return { rule: RULE, file, line, message };
  });
}

function unusedFaults(tree: SourceTree, workspace: Workspace, used: UsedPackages): Fault[] {
  if (workspace.folder === '') return [];
  const file = `${workspace.folder}/package.json`;
  const lines = tree.text(file).split('\n');
  return unusedDependencies(tree, workspace, used).map((name) => ({
    rule: RULE,
    file,
    line: lines.findIndex((line) => line.includes(`"${name}":`)) + 1,
    message: `The dependency "${name}" is declared but nothing in ${workspace.folder} uses it: remove it.`,
  }));
}

function usedPackages(tree: SourceTree): UsedPackages {
  const used = new Map<string, Set<string>>();
  for (const file of tree.files) {
    const { folder } = tree.workspaceOf(file);
    for (const { specifier } of referencesIn(tree, file)) {
      const names = used.get(folder) ?? new Set<string>();
      names.add(splitSpecifier(specifier).name);
      used.set(folder, names);
    }
  }
  return used;
}

function referencesIn(tree: SourceTree, file: string): readonly { specifier: string; line: number }[] {
  if (file.startsWith('packs/')) return [];
  if (isCode(file)) return tree.source(file).imports;
  if (!file.endsWith('.css')) return [];
  return tree
    .text(file)
    .split('\n')
    .flatMap((text, index) => {
      const specifier = /^\s*@import\s+(?:url\()?['"]([^'"]+)['"]/.exec(text)?.[1];
      return specifier && !/^https?:/.test(specifier) ? [{ specifier, line: index + 1 }] : [];
    });
}
