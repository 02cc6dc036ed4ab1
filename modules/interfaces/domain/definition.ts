import type { LocalText, Mask, PlainDate } from '@platform/kernel';
import type { Aggregation, Interface, Scoring } from '@platform/packs';
import { maskFor, type ItemDefinition, type ItemType } from '@modules/catalogue/contract';

/** A definition as a pack states it or the console compiles it; the version is given when it is published. */
export type InterfaceBody = Omit<Interface, 'version'>;

/** A field of what an interface stands on, as catalogue or registry says. */
export type GroundField = {
  readonly name: string;
  readonly title: LocalText;
  readonly type: ItemType;
  readonly grade: number;
  readonly personal: boolean;
  /** The mask that its grade asks for ({@link demandedMask}). */
  readonly mask: Mask;
  readonly codeTable?: string;
  /** The resource that its values first come from. */
  readonly resource?: string;
};

/** What an interface stands on: a registry, a resource's rows, or a service of the level above. */
export type Ground = {
  readonly kind: 'registry' | 'resource' | 'upstream';
  readonly id: string;
  readonly title: LocalText;
  /** The organisation that answers for it. */
  readonly provider: string;
  /** Fields that tell one record from another; none for a service of the level above. */
  readonly key: readonly string[];
  readonly fields: ReadonlyMap<string, GroundField>;
  /** Whoever a record is about, person and firm alike: the fields with their identifiers, a person's first. */
  readonly subjects: readonly string[];
  /** Of a service of the level above: the fields that it is asked with. */
  readonly asks?: readonly string[];
  /** Changes whenever any of this does. */
  readonly version: string;
};

/** The fields that say who a record is about, a person's before a firm's; `key`: the one that a registry is kept by, which stands first. */
export function subjectsOf(items: readonly { name: string; type: string }[], key?: string): string[] {
  const of = (wanted: string): string[] => items.filter(({ type }) => type === wanted).map(({ name }) => name);
  return [...new Set([...(key === undefined ? [] : [key]), ...of('citizen-id'), ...of('credit-code')])];
}

export type InterfaceParameter = {
  readonly name: string;
  readonly field: string;
  readonly required: boolean;
  readonly match: 'equal' | 'from' | 'to';
  readonly type: ItemType;
};

export type AggregateRules = Required<Omit<Aggregation, 'rounding'>> & Pick<Aggregation, 'rounding'>;

/** A published interface with all that answering it needs, joined with what it stands on. */
export type InterfaceDefinition = {
  readonly id: string;
  readonly version: string;
  readonly origin: 'pack' | 'console';
  readonly title: LocalText;
  readonly summary?: LocalText;
  readonly ground: Ground;
  readonly mode: Interface['mode'];
  readonly parameters: readonly InterfaceParameter[];
  /** With the mask under which each leaves, never weaker than its grade asks for. */
  readonly fields: readonly { readonly name: string; readonly title: LocalText; readonly mask: Mask }[];
  readonly clearBasis?: LocalText;
  readonly score?: Scoring;
  readonly aggregate?: AggregateRules;
  readonly limits: { readonly perMinute: number; readonly rowsMax: number };
  /** Notice was given: the last day on which it may be called. */
  readonly retiresOn?: PlainDate;
};

/** Names that no parameter may have: every interface takes them where they make sense. */
export const RESERVED_PARAMETERS: readonly string[] = ['fields', 'limit', 'cursor', 'groupBy'];

/**
 * The mask that a grade asks for: none up to grade 2; from grade 3 the one that the catalogue states for the item, and where it states none,
 * a personal item is hidden as a whole.
 */
export function demandedMask(item: Pick<ItemDefinition, 'mask' | 'type' | 'personal'> & { grade: number }): Mask {
  return item.grade <= 2 ? 'none' : maskFor(item, item);
}

/** The mask under which a field leaves: what was stated, unless that is weaker than demanded and no basis for clear values is given. */
export function effectiveMask(stated: Mask | undefined, demanded: Mask, clear: boolean): Mask {
  if (stated === undefined) return clear ? 'none' : demanded;
  return clear || !isWeaker(stated, demanded) ? stated : demanded;
}

/** Whether `stated` shows something that `demanded` hides: masks hide different parts, so only the same one or `all` is as strong. */
export function isWeaker(stated: Mask, demanded: Mask): boolean {
  return demanded !== 'none' && stated !== demanded && stated !== 'all';
}

/** The definition joined with what it stands on. Fields that are not there (any more) are left out; {@link definitionFaults} names them. */
export function defineInterface(
  body: InterfaceBody,
  ground: Ground,
  more: { version: string; origin: 'pack' | 'console'; retiresOn?: PlainDate },
): InterfaceDefinition {
  const titled = (name: string): LocalText => ground.fields.get(name)?.title ?? { zh: name, en: name };
  return {
    id: body.id,
    version: more.version,
    origin: more.origin,
    title: body.title,
    ...(body.summary ? { summary: body.summary } : {}),
    ground,
    mode: body.mode,
    parameters: body.parameters.map((parameter) => ({
      name: parameter.name,
      field: parameter.field,
      required: parameter.required,
      match: parameter.match ?? 'equal',
      type: ground.fields.get(parameter.field)?.type ?? 'text',
    })),
    fields: body.fields
      .filter(({ name }) => ground.fields.has(name))
      .map(({ name, mask }) => ({
        name,
        title: titled(name),
        mask: effectiveMask(mask, ground.fields.get(name)?.mask ?? 'all', body.clearBasis !== undefined),
      })),
    ...(body.clearBasis ? { clearBasis: body.clearBasis } : {}),
    ...(body.score ? { score: body.score } : {}),
    ...(body.aggregate ? { aggregate: withDefaults(body.aggregate) } : {}),
    limits: body.limits,
    ...(more.retiresOn === undefined ? {} : { retiresOn: more.retiresOn }),
  };
}

function withDefaults(aggregate: Aggregation): AggregateRules {
  return {
    minimumGroup: 10,
    filtersMax: 3,
    queriesMax: 60,
    periodDays: 30,
    ...aggregate,
  };
}

/** The one of registry, resource and service that a definition stands on. */
export function groundOf(
  body: Pick<InterfaceBody, 'registry' | 'resource' | 'upstream'>,
): { kind: Ground['kind']; id: string } | undefined {
  const { registry, resource, upstream } = body;
  if (registry !== undefined)
    return resource === undefined && upstream === undefined ? { kind: 'registry', id: registry } : undefined;
  if (resource !== undefined) return upstream === undefined ? { kind: 'resource', id: resource } : undefined;
  return upstream === undefined ? undefined : { kind: 'upstream', id: upstream };
}
