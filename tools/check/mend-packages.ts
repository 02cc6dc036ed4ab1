import { readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { splitSpecifier } from './rules/boundaries.ts';
import { undeclaredPackages, unusedDependencies } from './rules/declared-packages.ts';
import { isTest, readTree, type SourceTree } from './source-tree.ts';

type Manifest = { dependencies?: Record<string, string>; devDependencies?: Record<string, string> };

/**
 * Makes each package.json say what its workspace uses: drops unused dependencies, and adds undeclared ones whose version range
 * another workspace states already (`*` for our own). Anything else is left for a person. Run `npm install` afterwards.
 * @returns a line for each change
 */
export function mendPackages(root: string): string[] {
  const tree = readTree(root);
  const ranges = knownRanges(tree);
  const undeclared = undeclaredPackages(tree);
  const changes: string[] = [];
  for (const workspace of tree.workspaces) {
    if (workspace.folder === '') continue;
    const path = join(root, workspace.folder, 'package.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
    const dependencies = { ...manifest.dependencies };
    const devDependencies = { ...manifest.devDependencies };
    const before = changes.length;
    for (const name of unusedDependencies(tree, workspace)) {
      delete dependencies[name];
      delete devDependencies[name];
      changes.push(`${workspace.folder}: dropped ${name}`);
    }
    const missing = undeclared.filter((each) => each.workspace === workspace && !isBuiltin(each.specifier));
    for (const name of new Set(missing.map(({ specifier }) => splitSpecifier(specifier).name))) {
      const range = tree.workspaceNamed(name) ? '*' : ranges.get(name);
      if (range === undefined) continue;
      const uses = missing.filter(({ specifier }) => splitSpecifier(specifier).name === name);
      const onlyTests = workspace.floor !== 'tests' && uses.every(({ file }) => isTest(file));
      (onlyTests ? devDependencies : dependencies)[name] = range;
      changes.push(`${workspace.folder}: added ${name} ${range}${onlyTests ? ' for its tests' : ''}`);
    }
    if (changes.length === before) continue;
    const { dependencies: _dependencies, devDependencies: _devDependencies, ...rest } = manifest;
    const mended = { ...rest, ...sorted('dependencies', dependencies), ...sorted('devDependencies', devDependencies) };
    writeFileSync(path, `${JSON.stringify(mended, null, 2)}\n`);
  }
  return changes;
}

/** One field of a manifest in npm's order, or nothing when it is empty. */
function sorted(field: keyof Manifest, ranges: Record<string, string>): Manifest {
  const entries = Object.entries(ranges).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length > 0 ? { [field]: Object.fromEntries(entries) } : {};
}

function knownRanges(tree: SourceTree): Map<string, string> {
  const ranges = new Map<string, string>();
  for (const { folder } of tree.workspaces) {
    const manifest = JSON.parse(tree.text(folder === '' ? 'package.json' : `${folder}/package.json`)) as Manifest;
    for (const [name, range] of Object.entries({ ...manifest.devDependencies, ...manifest.dependencies })) {
      ranges.set(name, range);
    }
  }
  return ranges;
}
