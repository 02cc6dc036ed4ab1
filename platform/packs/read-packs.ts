import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { schemaFaults, type SchemaFault } from './check-schema.ts';
import { type PackFault, withHint } from './faults.ts';
import { PACK_KINDS, PACK_KIND_NAMES, type PackKind, PackManifest } from './kinds.ts';
import { parseSourceFile, type Path, type SourceFile } from './source-file.ts';

/** A definition as read: fits its schema or not, its names not yet followed. */
export type ReadDefinition = {
  kind: PackKind;
  pack: string;
  id: string;
  source: SourceFile;
  /** Path of the file inside the packs folder. */
  path: string;
  folder: string;
  /** Where the definition stands in its file. */
  base: Path;
  value: unknown;
  /** Of a matter that inherits: what it states itself; `value` is then the merged matter. */
  local?: unknown;
  sound: boolean;
};

/** Everything read from the folders of the packs, and everything wrong with it so far. */
export type ReadResult = {
  manifests: PackManifest[];
  definitions: ReadDefinition[];
  /** Companion files' texts by path inside the packs folder. */
  texts: Map<string, string>;
  faults: PackFault[];
};

/** Companion files beside a definition; nothing larger is read into memory. */
const COMPANION_ENDINGS = ['.json', '.dmn', '.bpmn', '.geojson', '.csv', '.md'];
const FILE_MAX_BYTES = 32 * 1024 * 1024;

/** Reads packs `ids` below `folder`, checks every file against its kind's schema; follows no names yet. */
export function readPacks(folder: string, ids: readonly string[]): ReadResult {
  const result: ReadResult = { manifests: [], definitions: [], texts: new Map(), faults: [] };
  for (const id of ids) readPack(folder, id, result);
  return result;
}

function readPack(folder: string, pack: string, result: ReadResult): void {
  const shown = (path: string): string => join(folder, path);
  const complain = (path: string, code: string, zh: string, en: string): void => {
    result.faults.push({ file: shown(path), line: 1, column: 1, code, message: { zh, en } });
  };
  const manifestPath = `${pack}/pack.yaml`;
  if (!/^[a-z][a-z0-9-]*$/.test(pack) || !statSync(shown(manifestPath), { throwIfNoEntry: false })?.isFile()) {
    const known = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const text = { zh: `没有名为“${pack}”的业务包（缺少 pack.yaml）`, en: `There is no pack "${pack}" (no pack.yaml)` };
    const message = withHint(
      text,
      pack,
      known.map((entry) => entry.name).filter((name) => name !== pack),
    );
    result.faults.push({ file: shown(manifestPath), line: 1, column: 1, code: 'unknown-pack', message });
    return;
  }
  const manifest = parse(shown(manifestPath), result);
  if (manifest) {
    const faults = schemaFaults(PackManifest, manifest.value);
    report(manifest, faults, result);
    const value = manifest.value as PackManifest;
    if (faults.length === 0 && value.id !== pack) {
      const message = { zh: `id 应与文件夹同名“${pack}”`, en: `The id must be the folder's name "${pack}"` };
      report(manifest, [{ path: ['id'], code: 'id-differs', message }], result);
    }
    if (faults.length === 0) result.manifests.push(value);
  }
  for (const entry of readdirSync(join(folder, pack), { withFileTypes: true })) {
    const path = `${pack}/${entry.name}`;
    if (!entry.isDirectory()) {
      if (entry.name !== 'pack.yaml' && !entry.name.endsWith('.md')) {
        complain(
          path,
          'unknown-file',
          '此文件不属于任何一类，请放入对应文件夹',
          'Belongs to no kind; put it in the folder of its kind',
        );
      }
      continue;
    }
    const kind = PACK_KIND_NAMES.find((name) => name === entry.name);
    if (!kind) {
      const text = { zh: `不认识的文件夹“${entry.name}”`, en: `Unknown folder "${entry.name}"` };
      const message = withHint(text, entry.name, PACK_KIND_NAMES);
      result.faults.push({ file: shown(path), line: 1, column: 1, code: 'unknown-folder', message });
      continue;
    }
    readKind(folder, pack, kind, result);
  }
}

function readKind(folder: string, pack: string, kind: PackKind, result: ReadResult): void {
  const rule = PACK_KINDS[kind];
  const root = `${pack}/${kind}`;
  const paths = readdirSync(join(folder, root), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replaceAll('\\', '/').replace(/^\/+/, ''))
    .sort();
  for (const path of paths) {
    const file = join(folder, path);
    const size = statSync(file).size;
    const isDefinition = rule.mainFile
      ? basename(path) === rule.mainFile && path.split('/').length === root.split('/').length + 2
      : rule.endings.includes(extname(path)) && path.split('/').length === root.split('/').length + 1;
    if (size > FILE_MAX_BYTES || !(isDefinition || COMPANION_ENDINGS.includes(extname(path)))) {
      const wanted = rule.mainFile ? `<id>/${rule.mainFile}` : `*${rule.endings.join(', *')}`;
      const message = {
        zh: `“${kind}”中不能放此文件，应为 ${wanted}，且不超过 32 MB`,
        en: `Not a file of "${kind}": expected ${wanted}, at most 32 MB`,
      };
      result.faults.push({ file, line: 1, column: 1, code: 'unknown-file', message });
    } else if (isDefinition) {
      readDefinitions(file, path, pack, kind, result);
    } else {
      result.texts.set(path, readFileSync(file, 'utf8'));
    }
  }
}

function readDefinitions(file: string, path: string, pack: string, kind: PackKind, result: ReadResult): void {
  const rule = PACK_KINDS[kind];
  const source = parse(file, result);
  if (!source) return;
  const stem = basename(path, extname(path));
  const folder = path.slice(0, path.lastIndexOf('/'));
  const add = (value: unknown, base: Path, id: string): void => {
    const faults = schemaFaults(rule.schemaOf?.(asRecord(value)) ?? rule.schema, value, base);
    report(source, faults, result);
    result.definitions.push({ kind, pack, id, source, path, folder, base, value, sound: faults.length === 0 });
  };
  if (!rule.list) {
    const id = rule.idOf(asRecord(source.value), rule.mainFile ? basename(folder) : stem);
    add(source.value, [], id);
    if (rule.mainFile && id !== '' && id !== basename(folder)) {
      const message = {
        zh: `id 应与文件夹同名“${basename(folder)}”`,
        en: `The id must be the folder's name "${basename(folder)}"`,
      };
      report(source, [{ path: ['id'], code: 'id-differs', message }], result);
    }
    return;
  }
  const { list } = rule;
  const frame = Object.fromEntries(
    Object.entries(asRecord(source.value)).map(([key, value]) => [key, key === list ? emptied(value) : value]),
  );
  report(
    source,
    schemaFaults(rule.fileSchema, typeof source.value === 'object' && source.value ? frame : source.value),
    result,
  );
  const entries = asRecord(source.value)[list];
  if (Array.isArray(entries)) {
    for (const [index, value] of entries.entries()) add(value, [list, index], rule.idOf(asRecord(value), stem));
  } else {
    for (const [key, value] of Object.entries(asRecord(entries))) add(value, [list, key], key);
  }
}

/** Entries are checked one by one; of the file only the frame around them is left to check. */
function emptied(value: unknown): unknown {
  if (Array.isArray(value)) return [];
  return typeof value === 'object' && value !== null ? {} : value;
}

function parse(file: string, result: ReadResult): SourceFile | undefined {
  const source = parseSourceFile(file, readFileSync(file, 'utf8'));
  result.faults.push(...source.faults);
  return source.faults.length === 0 ? source : undefined;
}

/** Gives each fault its line and keeps it. */
export function report(source: SourceFile, faults: readonly SchemaFault[], result: Pick<ReadResult, 'faults'>): void {
  for (const { path, key, code, message } of faults) {
    result.faults.push({ file: source.file, ...source.place(path, key), code, message, path });
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
