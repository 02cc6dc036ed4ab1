import { posix } from 'node:path';
import type { Fault } from '../fault.ts';
import type { ImportReference } from '../parse-source.ts';
import { isCode, isTest, type SourceTree, type Workspace } from '../source-tree.ts';

const RULE = 'boundaries';
/** The tests' own package: any test may use it undeclared, nothing else may use it at all. */
export const TESTKIT = '@platform/testkit';
/** The one place of the wiring, in two files: the server's and the rail's process. */
const COMPOSE = ['apps/server/compose.ts', 'apps/server/compose-rail.ts'];
/** All that a contract may know beside other contracts: ids, money and errors of the kernel, and the schema language. */
const CONTRACT_IMPORTS = new Set(['@platform/kernel', 'typebox']);
const UI_PLATFORM_IMPORTS = new Set(['@platform/forms', '@platform/kernel/browser']);
const CODE_IN_PACK = /\.(ts|tsx|mts|cts|js|jsx|mjs|cjs|sql|sh|py|html|css|wasm|node)$/;

/** The package name of a bare specifier, and the rest of it: `@a/b/c/d` is `@a/b` and `c/d`. */
export function splitSpecifier(specifier: string): { name: string; subpath: string } {
  const parts = specifier.split('/');
  const length = specifier.startsWith('@') ? 2 : 1;
  return { name: parts.slice(0, length).join('/'), subpath: parts.slice(length).join('/') };
}

/** Imports go down only, and only through the doors that the house has (house.md, "Floors"). */
export function boundaryFaults(tree: SourceTree): Fault[] {
  const faults: Fault[] = [];
  for (const file of tree.files) {
    if (file.startsWith('packs/') && CODE_IN_PACK.test(file)) {
      faults.push({
        rule: RULE,
        file,
        message: 'A pack is data only: move this code to a module, or express it as data.',
      });
    }
    if (!isCode(file) || file.startsWith('packs/')) continue;
    const source = tree.source(file);
    if (source.syntaxError)
      faults.push({ rule: RULE, file, message: `Not readable as TypeScript: ${source.syntaxError}` });
    for (const each of source.imports) {
      const message = each.specifier.startsWith('.')
        ? relativeFault(tree, file, each)
        : bareFault(tree, file, each.specifier);
      if (message) faults.push({ rule: RULE, file, line: each.line, message });
    }
  }
  return [...faults, ...contractCycles(tree)];
}

function relativeFault(tree: SourceTree, file: string, each: ImportReference): string | undefined {
  const own = tree.workspaceOf(file);
  const target = posix.normalize(posix.join(posix.dirname(file), each.specifier));
  if (own.folder !== '' && !target.startsWith(`${own.folder}/`)) {
    return `The import "${each.specifier}" leaves its own workspace ${own.folder}: import the other package by its name.`;
  }
  if (isTest(target) && !isTest(file))
    return `"${each.specifier}" is for tests only: it stands in a folder or file named testing.`;
  if (inContract(file) && !isTest(file) && !target.startsWith(`${own.folder}/contract/`)) {
    return `A contract imports only its own files, ${[...CONTRACT_IMPORTS].join(', ')} and other contracts, not "${each.specifier}".`;
  }
  return undefined;
}

function bareFault(tree: SourceTree, file: string, specifier: string): string | undefined {
  const own = tree.workspaceOf(file);
  const { name, subpath } = splitSpecifier(specifier);
  const target = tree.workspaceNamed(name);
  const test = isTest(file);

  if (inContract(file) && !test) {
    const other = target?.floor === 'modules' && subpath === 'contract';
    if (!other && !CONTRACT_IMPORTS.has(specifier)) {
      return `A contract imports only ${[...CONTRACT_IMPORTS].join(', ')} and other modules' /contract, not "${specifier}".`;
    }
  }
  if (!target) {
    if (own.floor === 'ui' && specifier.startsWith('node:') && !test) {
      return `ui/ runs in a browser, where "${specifier}" does not exist.`;
    }
    return undefined;
  }
  if (target === own) return undefined;
  if (name === TESTKIT) {
    return test || own.floor === 'tests' ? undefined : `${TESTKIT} is for tests (*.test.ts) only.`;
  }
  return floorFault(own, target, file, specifier, subpath);
}

function floorFault(
  own: Workspace,
  target: Workspace,
  file: string,
  specifier: string,
  subpath: string,
): string | undefined {
  switch (own.floor) {
    case 'platform':
      if (target.floor === 'platform') return undefined;
      return `Upward import: platform/* imports only platform/*, not "${specifier}".`;
    case 'modules':
      if (target.floor === 'platform') return undefined;
      if (target.floor !== 'modules') {
        return `Upward import: a module imports platform/* and other modules' /contract, not "${specifier}".`;
      }
      return subpath === 'contract'
        ? undefined
        : `"${specifier}" is the inside of another module: import "${target.name}/contract".`;
    case 'ui':
      if (UI_PLATFORM_IMPORTS.has(specifier)) return undefined;
      return `ui/ imports only ui, ${[...UI_PLATFORM_IMPORTS].join(', ')} and npm packages, not "${specifier}".`;
    case 'apps':
      if (target.floor === 'modules') return appToModuleFault(target, file, specifier, subpath);
      if (target.floor !== 'apps' || subpath === '') return undefined;
      return `"${specifier}" is the inside of another app: import "${target.name}" only.`;
    default:
      return undefined;
  }
}

/** Anyone in apps/ may know contracts; only compose.ts may build a module, so that the wiring has one place. */
function appToModuleFault(target: Workspace, file: string, specifier: string, subpath: string): string | undefined {
  if (subpath === 'contract') return undefined;
  const opens = target.exports[subpath === '' ? '.' : `./${subpath}`];
  if (opens === undefined) return `"${specifier}" is the inside of a module: import "${target.name}/contract".`;
  if (!opens.endsWith('/module.ts') || COMPOSE.includes(file)) return undefined;
  return `Only ${COMPOSE[0]} imports module.ts of modules ("${specifier}"): pass what you need from there, or import "${target.name}/contract".`;
}

function inContract(file: string): boolean {
  return /^modules\/[^/]+\/contract\//.test(file);
}

/** Contracts may know each other, but not in a circle: two modules in a circle are one module. */
function contractCycles(tree: SourceTree): Fault[] {
  const edges = new Map<string, Map<string, { file: string; line: number }>>();
  for (const file of tree.files) {
    if (!isCode(file) || !inContract(file) || isTest(file)) continue;
    const own = tree.workspaceOf(file);
    for (const each of tree.source(file).imports) {
      const { name, subpath } = splitSpecifier(each.specifier);
      const target = tree.workspaceNamed(name);
      if (target?.floor !== 'modules' || subpath !== 'contract' || target === own) continue;
      const known = edges.get(own.folder) ?? new Map<string, { file: string; line: number }>();
      if (!known.has(target.folder)) known.set(target.folder, { file, line: each.line });
      edges.set(own.folder, known);
    }
  }
  const faults: Fault[] = [];
  const done = new Set<string>();
  const seek = (folder: string, path: readonly string[]): void => {
    for (const [next, place] of edges.get(folder) ?? []) {
      const start = path.indexOf(next);
      if (start >= 0) {
        const circle = [...path.slice(start), next].join(' -> ');
        faults.push({
          rule: RULE,
          ...place,
          message: `Contracts in a circle: ${circle}. Break it with an event or a port.`,
        });
      } else if (!done.has(next)) {
        seek(next, [...path, next]);
      }
    }
    done.add(folder);
  };
  for (const folder of edges.keys()) if (!done.has(folder)) seek(folder, [folder]);
  return faults;
}
