import { contentHash, type LocalMatter, mergeMatter, type PackSet, withCalled } from '@platform/packs';
import type { PackMatter } from './read-matter.ts';

/** A matter as somebody wrote it: a pack, or the console; `files` are those beside it (none where it inherits). */
export type Source = {
  id: string;
  origin: 'pack' | 'console';
  /** What versions made from it begin with: the pack's version, or `c3` for the console's third. */
  label: string;
  definition: PackMatter | LocalMatter;
  files: Readonly<Record<string, string>>;
  /** How its definition is called in faults. */
  file: string;
  /** Of the pack's own, when nothing above it was changed: the hash that its versions bear. */
  hash?: string;
};

/** A matter as it is used: with the level above merged in, the files that it runs by (called processes too), and its version. */
export type Effective = {
  source: Source;
  value: PackMatter;
  files: Readonly<Record<string, string>>;
  version: string;
};

export const isHeir = (definition: PackMatter | LocalMatter): definition is LocalMatter =>
  'inherits' in definition && !('form' in definition);

/** What the packs in use say. */
export function packSources(packs: PackSet): Source[] {
  return packs.all('matters').map((one) => {
    const { local, value, folder } = one;
    const names = [value.form, value.decision.file, 'process.bpmn'];
    const files = local
      ? {}
      : Object.fromEntries(
          names.flatMap((name) => {
            const text = packs.findText(`${folder}/${name}`);
            return text === undefined ? [] : [[name, text] as const];
          }),
        );
    return {
      id: one.id,
      origin: 'pack',
      label: one.packVersion,
      definition: local ?? value,
      files,
      file: one.file,
      hash: one.hash,
    };
  });
}

/** The text of a process that packs share, by its id. */
export type SharedProcesses = (id: string) => string | undefined;

export function sharedProcesses(packs: PackSet): SharedProcesses {
  return (id) => {
    const found = packs.find('processes', id);
    return found && packs.findText(`${found.folder}/process.bpmn`);
  };
}

/**
 * Merges each with the level above, in whatever order they stand. One whose matter above is not there, or that inherits from itself, is left out
 * and told in `orphans`.
 */
export function settleSources(
  sources: readonly Source[],
  creditCodeOf: (organisation: string) => string | undefined,
  shared: SharedProcesses,
): { effective: Map<string, Effective>; orphans: string[] } {
  const byId = new Map(sources.map((source) => [source.id, source]));
  const effective = new Map<string, Effective>();
  const orphans: string[] = [];
  const untouched = new Map<string, boolean>();
  const settle = (source: Source, below: readonly string[]): Effective | undefined => {
    const done = effective.get(source.id);
    if (done) return done;
    const { definition } = source;
    if (!isHeir(definition)) return keep(source, definition, source.files, source.origin === 'pack');
    const above = byId.get(definition.inherits);
    const theirs = above && !below.includes(above.id) ? settle(above, [...below, source.id]) : undefined;
    if (!theirs) return undefined;
    const value = mergeMatter(theirs.value, definition, creditCodeOf(definition.organisation));
    return keep(source, value, theirs.files, source.origin === 'pack' && untouched.get(definition.inherits) === true);
  };
  const keep = (source: Source, value: PackMatter, beside: Source['files'], asPacked: boolean): Effective => {
    const files = withCalled(beside, shared);
    const hash =
      asPacked && source.hash !== undefined ? source.hash : contentHash(value, new Map(Object.entries(files)));
    const one = { source, value, files, version: `${source.label}+${hash.slice(0, 12)}` };
    untouched.set(source.id, asPacked);
    effective.set(source.id, one);
    return one;
  };
  for (const source of sources) if (!settle(source, [source.id])) orphans.push(source.id);
  return { effective, orphans };
}
