import { basename } from 'node:path/posix';
import { parseAllDocuments } from 'yaml';
import type { Fault } from '../fault.ts';
import { isCode, isTest, type SourceTree } from '../source-tree.ts';

const RULE = 'pack-names';
/** The invented pack that is there for the platform's tests: a test beside the code may name it, code may not. */
const TEST_PACK = 'packs/tennis-club';
/** What stands in for the server in an app's own tests answers like some city. */
const STAND_INS = /^apps\/[^/]+\/test\//;
/** What a pack brings whose ids are its own; roles, measures and registries are words that code may share. */
const NAMED_KINDS = /^(matters|licences|resources|interfaces|sources|organisations)\/.*\.ya?ml$/;

/**
 * No code names a pack or anything in one: a city's packs are named by its settings, and whatever the code names no other
 * city can replace. Ids are read from the packs themselves, so a new pack is covered the day it arrives.
 */
export function packNameFaults(tree: SourceTree): Fault[] {
  const ids = packIds(tree);
  if (ids.size === 0) return [];
  // Ids of several parts cannot be ordinary words: they are looked for inside longer strings too.
  const compound = [...ids.keys()].filter((id) => /[-_.]/.test(id)).sort((a, b) => b.length - a.length);
  const inside = new RegExp(`(?<![\\w-])(${compound.map((id) => id.replaceAll('.', '\\.')).join('|')})(?![\\w-])`);
  const faults: Fault[] = [];
  for (const file of tree.files) {
    const { floor } = tree.workspaceOf(file);
    if (!isCode(file) || STAND_INS.test(file) || !['platform', 'modules', 'apps', 'ui'].includes(floor)) continue;
    for (const { text, line } of tree.source(file).strings) {
      const id = ids.has(text) ? text : compound.length > 0 ? inside.exec(text)?.[1] : undefined;
      const pack = id === undefined ? undefined : ids.get(id);
      if (pack === undefined || (pack === TEST_PACK && isTest(file))) continue;
      const message = `Code names "${id as string}" of ${pack}: packs are data, and code knows none. Read it from the pack or a setting.`;
      faults.push({ rule: RULE, file, line, message });
    }
  }
  return faults;
}

/** Ids of packs and of what they bring, with the pack's folder. */
function packIds(tree: SourceTree): Map<string, string> {
  const ids = new Map<string, string>();
  const add = (id: unknown, pack: string): void => {
    if (typeof id === 'string' && id.length >= 4 && !ids.has(id)) ids.set(id, pack);
  };
  for (const file of tree.files) {
    const [, pack, rest] = /^(packs\/[^/]+)\/(.*)$/.exec(file) ?? [];
    if (pack === undefined || rest === undefined) continue;
    if (rest === 'pack.yaml') add(basename(pack), pack);
    if (rest !== 'pack.yaml' && !NAMED_KINDS.test(rest)) continue;
    for (const document of parseAllDocuments(tree.text(file))) {
      // A file that is no YAML is the pack check's to name.
      if (!('toJS' in document) || document.errors.length > 0) continue;
      const value = (document.toJS() ?? {}) as Record<string, unknown>;
      add(value.id, pack);
      // Some files hold a list of definitions instead of one.
      for (const list of Object.values(value)) {
        if (Array.isArray(list) && value.id === undefined)
          for (const each of list) add((each as { id?: unknown } | null)?.id, pack);
      }
    }
  }
  return ids;
}
