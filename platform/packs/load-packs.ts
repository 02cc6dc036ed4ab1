import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { PROCESS_FILE, withCalled } from './called-processes.ts';
import { checkNames, type KnownNames } from './check-names.ts';
import { packErrors } from './errors.ts';
import { type PackFault, withHint } from './faults.ts';
import { inheritMatters } from './inherit-matters.ts';
import type { PackDefinitions, PackKind, PackManifest } from './kinds.ts';
import type { LocalMatter } from './kinds/services.ts';
import { type PackDefinition, type PackSet, deepFreeze } from './pack-set.ts';
import { readPacks, type ReadDefinition, type ReadResult } from './read-packs.ts';

/** Which packs to read. `known` adds names that code, not packs, defines: measures, roles, generators. */
export type PackSelection = { folder: string; ids: readonly string[]; known?: KnownNames };

/** Every fault of the packs, by file and line; empty when they can be used. */
export function checkPacks(selection: PackSelection): PackFault[] {
  return readAndCheck(selection).faults;
}

/**
 * Reads the packs `ids` below `folder` into an immutable set.
 * @throws `packs.faulty` with every fault of every file
 */
export function loadPacks(selection: PackSelection): PackSet {
  const result = readAndCheck(selection);
  if (result.faults.length > 0) throw packErrors.faulty(result.faults);
  return packSetOf(result, selection.folder, (id) => loadPacks({ ...selection, ids: [...selection.ids, id] }));
}

function readAndCheck({ folder, ids, known }: PackSelection): ReadResult {
  const result = readPacks(folder, [...new Set(ids)]);
  result.manifests = inOrder(result, folder);
  const order = new Map(result.manifests.map((manifest, index) => [manifest.id, index]));
  result.definitions.sort((a, b) => (order.get(a.pack) ?? 0) - (order.get(b.pack) ?? 0));
  inheritMatters(result);
  checkNames(result, known ?? {});
  result.faults.sort((a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column);
  return result;
}

/** Packs after those they require; an absent or circular requirement is a fault. */
function inOrder(result: ReadResult, folder: string): PackManifest[] {
  const byId = new Map(result.manifests.map((manifest) => [manifest.id, manifest]));
  const ordered: PackManifest[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (manifest: PackManifest): void => {
    if (state.get(manifest.id) === 'done') return;
    state.set(manifest.id, 'open');
    for (const needed of manifest.requires) {
      const next = byId.get(needed);
      const circular = state.get(needed) === 'open';
      if (next && !circular) visit(next);
      if (next && !circular) continue;
      const message = circular
        ? {
            zh: `业务包“${manifest.id}”与“${needed}”互相依赖`,
            en: `Packs "${manifest.id}" and "${needed}" require each other`,
          }
        : withHint(
            { zh: `需要业务包“${needed}”，但它不在用`, en: `Requires pack "${needed}", which is not in use` },
            needed,
            byId.keys(),
          );
      const file = `${folder.replace(/\/+$/, '')}/${manifest.id}/pack.yaml`;
      result.faults.push({ file, line: 1, column: 1, code: 'missing-pack', message });
    }
    state.set(manifest.id, 'done');
    ordered.push(manifest);
  };
  for (const manifest of result.manifests) visit(manifest);
  return ordered;
}

function packSetOf(result: ReadResult, folder: string, readWith: PackSet['readWith']): PackSet {
  const sources = new Map(result.definitions.map(({ path, source }) => [path, source]));
  const versions = new Map(result.manifests.map((manifest) => [manifest.id, manifest.version]));
  const folders = new Map(
    result.definitions.flatMap(({ kind, id, folder: at }) => (kind === 'processes' ? [[id, at] as const] : [])),
  );
  const shared = (id: string): string | undefined => result.texts.get(`${folders.get(id)}/${PROCESS_FILE}`);
  const byKind = new Map<PackKind, Map<string, PackDefinition>>();
  for (const read of result.definitions) {
    const definition: PackDefinition = Object.freeze({
      kind: read.kind,
      pack: read.pack,
      packVersion: versions.get(read.pack) ?? '0.0.0',
      id: read.id,
      file: read.path,
      line: read.source.place(read.base).line,
      folder: read.folder,
      hash: hashOf(read, result.texts, shared),
      value: deepFreeze(read.value) as PackDefinitions[PackKind],
      ...(read.local === undefined ? {} : { local: deepFreeze(read.local) as LocalMatter }),
    });
    const ofKind = byKind.get(read.kind) ?? new Map<string, PackDefinition>();
    byKind.set(read.kind, ofKind.set(read.id, definition));
  }
  const lists = new Map([...byKind].map(([kind, ofKind]) => [kind, Object.freeze([...ofKind.values()])]));
  const find = <K extends PackKind>(kind: K, id: string): PackDefinition<K> | undefined =>
    byKind.get(kind)?.get(id) as PackDefinition<K> | undefined;
  return Object.freeze({
    packs: deepFreeze([...result.manifests]),
    all: <K extends PackKind>(kind: K) => (lists.get(kind) ?? []) as readonly PackDefinition<K>[],
    find,
    get<K extends PackKind>(kind: K, id: string) {
      const found = find(kind, id);
      if (!found) throw packErrors.unknownDefinition({ kind, id });
      return found;
    },
    readText(path: string) {
      const text = result.texts.get(path.replace(/^\.\//, ''));
      if (text === undefined) throw packErrors.unknownFile({ path });
      return text;
    },
    findText: (path: string) => result.texts.get(path.replace(/^\.\//, '')),
    placed: (path: string) => ({
      file: join(folder, path),
      place: (steps, key) => sources.get(path)?.place(steps, key) ?? { line: 1, column: 1 },
    }),
    readWith,
  });
}

/** Companion files count only where a definition has a folder of its own; elsewhere they belong to the whole folder. */
function hashOf(
  read: ReadDefinition,
  texts: ReadonlyMap<string, string>,
  shared: (id: string) => string | undefined,
): string {
  if (read.kind !== 'matters' && read.kind !== 'processes') return contentHash(read.value);
  const beside = [...texts].filter(([path]) => path.startsWith(`${read.folder}/`));
  const files = Object.fromEntries(beside.map(([path, text]) => [path.slice(read.folder.length + 1), text]));
  // A matter that calls a process has another version when that one changes.
  return contentHash(read.value, new Map(Object.entries(withCalled(files, shared))));
}

/** SHA-256 in hex of a definition and the files beside it, by name: what a running case keeps as the version it began with. */
export function contentHash(value: unknown, files: ReadonlyMap<string, string> = new Map()): string {
  const hash = createHash('sha256').update(JSON.stringify(sorted(value)));
  for (const [name, text] of [...files].sort(([a], [b]) => compare(a, b))) hash.update(`\0/${name}\0${text}`);
  return hash.digest('hex');
}

/** Fields in one order, so that moving a line in a file is not a new version. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => compare(a, b))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
