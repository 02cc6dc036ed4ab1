import { normaliseText, type LocalText } from '@platform/kernel';
import type { ServicePoint } from '@platform/packs';
import type { OrganisationsPort } from '@modules/organisations/contract';
import { atWindows, hallReach, type Matter } from '../contract/index.ts';
import { pinyinForms } from './pinyin-forms.ts';

/** The nearest to people first. */
export const NEAREST_FIRST = ['village', 'town', 'county', 'city'] as const;
type Places = Pick<OrganisationsPort, 'find' | 'division' | 'subtree'>;
type Place = Pick<ServicePoint, 'organisation' | 'division'>;

/** The division and those above it, itself first. */
function divisionsUp(places: Pick<Places, 'division'>, code: string): string[] {
  const up: string[] = [];
  for (
    let at = places.division(code);
    at && !up.includes(at.code);
    at = at.parent ? places.division(at.parent) : undefined
  )
    up.push(at.code);
  return up;
}

/** Which matters windows take, asked for many points at once. */
export type Taken = {
  /**
   * Those a window names, as far as they are in use. For `any`, what a hall's window takes in (decision 0012): matters of the organisation that
   * runs it, and those handled at halls as far as they reach (通办范围); where a place has an heir of a matter (四级四同), the heir
   * alone.
   */
  of(takes: ServicePoint['windows'][number]['matters'], point: Place): Matter[];
  /** Whether some window of the point takes the matter. */
  has(point: Pick<ServicePoint, 'windows'> & Place, matter: string): boolean;
};

/** Prepared once for what is in use now: points are thousands and matters tens of thousands, so nothing looks at every pair. */
export function openTaken(matters: readonly Matter[], places: Places): Taken {
  const byId = new Map(matters.map((matter) => [matter.id, matter]));
  const byOrganisation = Map.groupBy(matters.filter(atWindows), ({ organisation }) => organisation);
  const byReach = Map.groupBy(matters, (matter) => hallReach(matter, places.find(matter.organisation)?.division ?? ''));
  const anyAt = new Map<string, Map<string, Matter>>();
  const anyOf = ({ organisation, division }: Place): Map<string, Matter> => {
    const key = `${organisation} ${division}`;
    const known = anyAt.get(key);
    if (known) return known;
    const here = [
      ...places.subtree(organisation).flatMap((id) => byOrganisation.get(id) ?? []),
      ...[6, 4, 2, 0].flatMap((length) => byReach.get(division.slice(0, length)) ?? []),
    ];
    const up = divisionsUp(places, division);
    const local = here.filter(({ organisation: office }) => up.includes(places.find(office)?.division ?? ''));
    const replaced = new Set(local.flatMap(({ inherits }) => inherits ?? []));
    const found = new Map(here.filter(({ id }) => !replaced.has(id)).map((matter) => [matter.id, matter]));
    anyAt.set(key, found);
    return found;
  };
  return {
    of: (takes, point) => (takes === 'any' ? [...anyOf(point).values()] : takes.flatMap((id) => byId.get(id) ?? [])),
    has: (point, matter) =>
      byId.has(matter) &&
      point.windows.some(({ matters: takes }) => (takes === 'any' ? anyOf(point).has(matter) : takes.includes(matter))),
  };
}

/** Whether the point stands in the division or below it. */
export const standsIn = (
  places: Pick<Places, 'division'>,
  point: Pick<ServicePoint, 'division'>,
  division: string,
): boolean => divisionsUp(places, point.division).includes(division);

const plain = (text: string): string => normaliseText(text).toLowerCase().replaceAll(' ', '');

/**
 * Tells whether what was typed is a piece of one of the texts, of its sound or of its first letters; an empty query meets all. The sounds are
 * worked out once, when they are first needed.
 */
export function meets(texts: readonly LocalText[]): (query: string) => boolean {
  const written = texts.flatMap(({ zh, en }) => [plain(zh), plain(en)]);
  let sounds: string[] | undefined;
  return (query) => {
    const wanted = plain(query);
    if (written.some((text) => text.includes(wanted))) return true;
    if (!/^[a-z]{2,}$/.test(wanted)) return false;
    sounds ??= texts.flatMap(({ zh }) => {
      const { full, initials } = pinyinForms(zh);
      return [full, initials];
    });
    return sounds.some((text) => text.includes(wanted));
  };
}
