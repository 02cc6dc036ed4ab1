import type { LocalMatter, Matter } from './kinds/services.ts';
import { withHint } from './faults.ts';
import type { Organisation } from './kinds/places.ts';
import { report, type ReadDefinition, type ReadResult } from './read-packs.ts';

/** The matter as it is used: what the level above says, with what is local in its place (四级四同). */
export function mergeMatter(above: Matter, local: LocalMatter, creditCode: string | undefined): Matter {
  const { id, inherits, organisation, useLevel, powerSource, localCode, promise, materials, windows, faq } = local;
  const { keywords, routeTo, rights, phone, supervisionPhone } = local;
  const {
    windows: _windows,
    localMaterials,
    supervisionPhone: supervisedBy,
    codes,
    powerSource: _power,
    ...rest
  } = above;
  const supervision = supervisionPhone ?? supervisedBy;
  return {
    ...rest,
    id,
    inherits,
    codes: {
      catalogCode: codes.catalogCode,
      taskCode: creditCode === undefined ? codes.taskCode : `${creditCode}${useLevel}${codes.catalogCode}`,
      ...(localCode === undefined ? {} : { localCode }),
    },
    keywords: {
      zh: [...above.keywords.zh, ...(keywords?.zh ?? [])],
      en: [...above.keywords.en, ...(keywords?.en ?? [])],
    },
    organisation,
    useLevel,
    ...(powerSource === undefined ? {} : { powerSource }),
    limits: { ...above.limits, promise: promise ?? above.limits.promise },
    materials: [...above.materials, ...(materials ?? [])],
    ...(localMaterials === undefined ? {} : { localMaterials }),
    ...(windows === undefined ? {} : { windows }),
    decision: { ...above.decision, routeTo: routeTo ?? organisation },
    faq: [...(above.faq ?? []), ...(faq ?? [])],
    rights: rights ?? above.rights,
    phone,
    ...(supervision === undefined ? {} : { supervisionPhone: supervision }),
  };
}

/**
 * Puts the merged matter in the place of each that inherits; what it says itself stays in `local`. One whose matter above is unknown, unsound or
 * inherits from itself is told and no longer sound.
 */
export function inheritMatters(result: ReadResult): void {
  const matters = new Map<string, ReadDefinition>();
  const organisations = new Map<string, ReadDefinition>();
  for (const one of result.definitions) {
    if (one.kind === 'matters' && !matters.has(one.id)) matters.set(one.id, one);
    if (one.kind === 'organisations') organisations.set(one.id, one);
  }
  const settled = new Set<string>();
  const settle = (definition: ReadDefinition, below: readonly string[]): boolean => {
    if (settled.has(definition.id) || !isHeir(definition)) return definition.sound;
    const local = definition.value as LocalMatter;
    settled.add(definition.id);
    if (!definition.sound) return false;
    const above = matters.get(local.inherits);
    const circle = below.includes(local.inherits) || local.inherits === definition.id;
    if (!above || circle || !settle(above, [...below, definition.id])) {
      definition.sound = false;
      if (above && !circle) return false;
      const text = circle
        ? { zh: `继承关系成环：“${local.inherits}”`, en: `"${local.inherits}" inherits from itself` }
        : withHint(
            { zh: `没有名为“${local.inherits}”的事项`, en: `There is no matter "${local.inherits}"` },
            local.inherits,
            matters.keys(),
          );
      report(
        definition.source,
        [{ path: ['inherits'], code: circle ? 'circle' : 'unknown-name', message: text }],
        result,
      );
      return false;
    }
    const organisation = organisations.get(local.organisation);
    const creditCode = organisation?.sound ? (organisation.value as Organisation).creditCode : undefined;
    definition.local = local;
    definition.value = mergeMatter(above.value as Matter, local, creditCode);
    // The files beside the matter above are its own.
    definition.folder = above.folder;
    return true;
  };
  for (const one of matters.values()) settle(one, []);
}

function isHeir(definition: ReadDefinition): boolean {
  return definition.local === undefined && (definition.value as Partial<LocalMatter> | null)?.inherits !== undefined;
}
