import type { TSchema } from 'typebox';
import { checkData } from './check-data.ts';
import { fits, formatFault, type SchemaFault } from './check-schema.ts';
import { checkServices } from './check-services.ts';
import { type PackFault, withHint } from './faults.ts';
import { PACK_KINDS, type PackDefinitions, type PackKind } from './kinds.ts';
import { REF } from './kinds/parts.ts';
import { report, type ReadDefinition, type ReadResult } from './read-packs.ts';
import type { Path } from './source-file.ts';

/** Names that code defines. A list that is absent is not checked; `applications` defaults to the platform's own. */
export type KnownNames = {
  measures?: readonly string[];
  roles?: readonly string[];
  generators?: readonly string[];
  dirt?: readonly string[];
  applications?: readonly string[];
};

/** Applications of the platform itself, which no pack declares: `cases` reads data for the cases it handles. */
export const PLATFORM_APPLICATIONS: readonly string[] = ['cases'];

/** A definition that fits its schema, for the checks between definitions. */
export type Sound<K extends PackKind> = Omit<ReadDefinition, 'value' | 'kind'> & { kind: K; value: PackDefinitions[K] };

/** What the checks between definitions work with. */
export type NameCheck = {
  texts: ReadonlyMap<string, string>;
  all<K extends PackKind>(kind: K): Sound<K>[];
  find<K extends PackKind>(kind: K, id: string): Sound<K> | undefined;
  /** Whether a pack is another, or requires it, directly or not. */
  reaches(pack: string, other: string): boolean;
  complain(definition: Pick<ReadDefinition, 'source' | 'base'>, path: Path, code: string, zh: string, en: string): void;
  /** Passes on a fault that already has its place. */
  complainAt(fault: PackFault): void;
  /** Complains about `wrong` when it is not among `known`, with a hint; tells whether it is known. */
  expect(
    definition: Pick<ReadDefinition, 'source' | 'base'>,
    path: Path,
    wrong: string,
    known: readonly string[],
    what: What,
  ): boolean;
};
export type What = { zh: string; en: string };

const KIND_NAMES: Partial<Record<PackKind, What>> = {
  divisions: { zh: '区划', en: 'division' },
  organisations: { zh: '机构', en: 'organisation' },
  standards: { zh: '代码表', en: 'code table' },
  resources: { zh: '数据目录', en: 'resource' },
  sources: { zh: '数据来源', en: 'source' },
  registries: { zh: '基础库', en: 'registry' },
  'basic-matters': { zh: '基本目录事项', en: 'matter of the basic list' },
  interfaces: { zh: '数据接口', en: 'interface' },
  applications: { zh: '应用', en: 'application' },
  matters: { zh: '事项', en: 'matter' },
  licences: { zh: '证照模板', en: 'licence template' },
  indicators: { zh: '指标', en: 'indicator' },
};
const CODE_NAMES: Record<string, What> = {
  measures: { zh: '度量', en: 'measure' },
  roles: { zh: '角色', en: 'role' },
  generators: { zh: '生成器', en: 'generator' },
  dirt: { zh: '脏数据种类', en: 'kind of dirt' },
};

/** Follows every name in every definition; adds what it finds to `result.faults`. */
export function checkNames(result: ReadResult, known: KnownNames): void {
  const { check, follow } = openCheck(result, known);
  for (const definition of result.definitions) follow(definition);
  checkData(check);
  checkServices(check);
}

/** The check of names over what was read; `follow` goes after every name in one definition. */
export function openCheck(
  result: ReadResult,
  known: KnownNames,
): { check: NameCheck; follow: (definition: ReadDefinition) => void } {
  const byKind = new Map<PackKind, Map<string, ReadDefinition>>();
  for (const definition of result.definitions) {
    const ofKind = byKind.get(definition.kind) ?? new Map<string, ReadDefinition>();
    byKind.set(definition.kind, ofKind);
    const first = ofKind.get(definition.id);
    if (first && definition.id !== '') {
      const { line } = first.source.place(first.base);
      const where = `${first.source.file}:${line}`;
      const message = {
        zh: `“${definition.id}”重复，已在 ${where} 定义`,
        en: `"${definition.id}" is already defined at ${where}`,
      };
      report(definition.source, [{ path: definition.base, code: 'duplicate-id', message }], result);
    } else {
      ofKind.set(definition.id, definition);
    }
  }
  const reach = new Map<string, Set<string>>();
  const reachable = (pack: string): Set<string> => {
    const known = reach.get(pack);
    if (known) return known;
    const packs = new Set([pack]);
    reach.set(pack, packs);
    for (const id of packs) {
      for (const needed of result.manifests.find((one) => one.id === id)?.requires ?? []) packs.add(needed);
    }
    return packs;
  };
  const check: NameCheck = {
    texts: result.texts,
    reaches: (pack, other) => reachable(pack).has(other),
    all: <K extends PackKind>(kind: K) =>
      [...(byKind.get(kind)?.values() ?? [])].filter((one) => one.sound) as unknown as Sound<K>[],
    find<K extends PackKind>(kind: K, id: string) {
      const found = byKind.get(kind)?.get(id);
      return found?.sound ? (found as unknown as Sound<K>) : undefined;
    },
    complain(definition, path, code, zh, en) {
      report(definition.source, [{ path: [...definition.base, ...path], code, message: { zh, en } }], result);
    },
    complainAt(fault) {
      result.faults.push(fault);
    },
    expect(definition, path, wrong, names, what) {
      if (names.includes(wrong)) return true;
      const text = { zh: `没有名为“${wrong}”的${what.zh}`, en: `There is no ${what.en} "${wrong}"` };
      const fault: SchemaFault = {
        path: [...definition.base, ...path],
        code: 'unknown-name',
        message: withHint(text, wrong, names),
      };
      report(definition.source, [fault], result);
      return false;
    },
  };
  const namesOf = (kind: PackKind): string[] => {
    const names = [...(byKind.get(kind)?.keys() ?? [])];
    return kind === 'applications' ? [...names, ...(known.applications ?? PLATFORM_APPLICATIONS)] : names;
  };
  const cached = new Map<PackKind, { list: string[]; set: Set<string> }>();
  const knownOf = (kind: PackKind): { list: string[]; set: Set<string> } => {
    const list = cached.get(kind)?.list ?? namesOf(kind);
    const names = cached.get(kind) ?? { list, set: new Set(list) };
    cached.set(kind, names);
    return names;
  };
  const follow = (definition: ReadDefinition): void => {
    if (!definition.sound) return;
    const kind = PACK_KINDS[definition.kind];
    // Of a matter that inherits, what it says itself: the rest is followed where it stands.
    const said = definition.local ?? definition.value;
    const shape = kind.schemaOf?.(said as Record<string, unknown>) ?? kind.schema;
    walk(shape, said, [], (rule, value, path) => {
      const kind = rule[REF] as PackKind | undefined;
      const list = rule['x-known'] as keyof KnownNames | undefined;
      const format = rule['format'];
      if (kind && !knownOf(kind).set.has(value)) {
        check.expect(definition, path, value, knownOf(kind).list, KIND_NAMES[kind] ?? { zh: kind, en: kind });
      }
      const owner = kind && byKind.get(kind)?.get(value)?.pack;
      if (owner && !reachable(definition.pack).has(owner)) {
        const zh = `“${value}”属于业务包“${owner}”，请把它写进 pack.yaml 的 requires`;
        check.complain(
          definition,
          path,
          'not-required',
          zh,
          `"${value}" belongs to pack "${owner}": add it to requires in pack.yaml`,
        );
      }
      if (list && known[list])
        check.expect(definition, path, value, known[list], CODE_NAMES[list] ?? { zh: list, en: list });
      const wrong = typeof format === 'string' ? formatFault(format, value) : undefined;
      if (wrong) check.complain(definition, path, 'format', wrong.zh, wrong.en);
    });
  };
  return { check, follow };
}

/** Calls `visit` for every text in `value`, with its schema. */
function walk(
  schema: TSchema,
  value: unknown,
  path: Path,
  visit: (rule: Record<string, unknown>, value: string, path: Path) => void,
): void {
  const rule = schema as unknown as Record<string, unknown>;
  const branches = rule['anyOf'] as TSchema[] | undefined;
  if (branches) {
    const branch = branches.find((one) => fits(one, value));
    if (branch) walk(branch, value, path, visit);
  } else if (typeof value === 'string') {
    visit(rule, value, path);
  } else if (Array.isArray(value)) {
    const items = rule['items'] as TSchema | undefined;
    if (items) for (const [index, inner] of value.entries()) walk(items, inner, [...path, index], visit);
  } else if (typeof value === 'object' && value !== null) {
    const properties = (rule['properties'] ?? {}) as Record<string, TSchema>;
    const rest = Object.values((rule['patternProperties'] ?? {}) as Record<string, TSchema>)[0];
    for (const [key, inner] of Object.entries(value)) {
      const next = properties[key] ?? rest;
      if (next) walk(next, inner, [...path, key], visit);
    }
  }
}
