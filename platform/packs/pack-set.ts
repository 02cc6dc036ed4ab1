import type { LocalMatter } from './kinds/services.ts';
import type { PackDefinitions, PackKind, PackManifest } from './kinds.ts';
import type { Path } from './source-file.ts';

/** One definition of a pack in use. `value` is frozen. */
export type PackDefinition<K extends PackKind = PackKind> = {
  kind: K;
  /** The pack it comes from, and that pack's version. */
  pack: string;
  packVersion: string;
  id: string;
  /** Path of its file inside the packs folder, as in `x/matters/y/matter.yaml`. */
  file: string;
  line: number;
  /** Folder of its file inside the packs folder; companion files stand there: `readText(`${folder}/form.json`)`. */
  folder: string;
  /** SHA-256 in hex of its content and its companion files: what a running case keeps as the version it began with. */
  hash: string;
  value: PackDefinitions[K];
  /** Of a matter that inherits: what it states itself; `value` is the merged one, and `folder` that of the matter above. */
  local?: LocalMatter;
};

/** The packs in use: read once at start, never changed. */
export type PackSet = {
  /** The packs, each after those it requires. */
  packs: readonly PackManifest[];
  /** Every definition of one kind, in order of packs, files and lines. */
  all<K extends PackKind>(kind: K): readonly PackDefinition<K>[];
  find<K extends PackKind>(kind: K, id: string): PackDefinition<K> | undefined;
  /** Like {@link find}, but throws `packs.unknown-definition` when there is none. */
  get<K extends PackKind>(kind: K, id: string): PackDefinition<K>;
  /** A companion file's text by its path inside the packs folder; throws `packs.unknown-file`. */
  readText(path: string): string;
  /** The same, undefined where there is no such file. */
  findText(path: string): string | undefined;
  /** How a file of the packs is called in faults, and where a value of it stands. */
  placed(path: string): { file: string; place: (path: Path, key?: boolean) => { line: number; column: number } };
  /**
   * These packs and one more of the same folder, read from the disk now and checked as at start; what is in use does not change.
   * @throws `packs.faulty` with every fault
   */
  readWith(id: string): PackSet;
};

/** Freezes `value` and everything in it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
