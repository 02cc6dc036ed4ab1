import { basename } from 'node:path/posix';
import { parseAllDocuments } from 'yaml';
import type { Fault } from '../fault.ts';
import { isCode, type SourceTree } from '../source-tree.ts';

const RULE = 'pack-names';

/**
 * No code names a pack or anything in one: a city's packs are named by its settings, and whatever the code names no other
 * city can replace. Ids are read from the packs themselves, so a new pack is covered the day it arrives.
 */
export function packNameFaults(tree: SourceTree): Fault[] {
  const ids = packIds(tree);
  if (ids.size === 0) return [];
  const faults: Fault[] = [];
  // Ids of several parts cannot be ordinary words: they are looked for inside longer strings too.
  const compound = [...ids.keys()].filter((id) => /[-_.]/.test(id)).sort((a, b) => b.length - a.length);
  const inside =
    compound.length > 0
      ? new RegExp(`(?<![\\w-])(${compound.map((id) => id.replaceAll('.', '\\.')).join('|')})(?![\\w-])`)
      : undefined;
  for (const file of tree.files) {
    const { floor } = tree.workspaceOf(file);
    if (!isCode(file) || !['platform', 'modules', 'apps', 'ui'].includes(floor)) continue;
    for (const { text, line } of tree.source(file).strings) {
      const id = ids.has(text) ? text : inside?.exec(text)?.[1];
      if (id === undefined) continue;
      const message = `Code names "${id}" of ${ids.get(id)}: packs are data, and code knows none. Read it from the pack or a setting.`;
      faults.push({ rule: RULE, file, line, message });
    }
  }
  return faults;
}

/** Ids of packs and of what they bring, with the pack's folder. */
export function packIds(tree: SourceTree): Map<string, string> {
  const ids = new Map<string, string>();
  const add = (id: unknown, pack: string): void => {
    if (typeof id === 'string' && id.length >= 4 && !ids.has(id)) ids.set(id, pack);
  };
  for (const file of tree.files) {
    const match = /^(packs\/[^/]+)\/(.*)$/.exec(file);
    if (!match) continue;
    const [, pack, rest] = match as unknown as [string, string, string];
    if (rest === 'pack.yaml') add(basename(pack), pack);
    const kind = /^(matters|licences|resources|interfaces)\//.exec(rest)?.[1];
    if (rest !== 'pack.yaml' && (kind === undefined || !/\.ya?ml$/.test(rest))) continue;
    for (const document of parseAllDocuments(tree.text(file))) {
      if ('toJS' in document) add((document.toJS() as { id?: unknown } | null)?.id, pack);
    }
  }
  return ids;
}
