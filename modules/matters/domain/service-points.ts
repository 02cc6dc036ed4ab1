import { normaliseText, type LocalText } from '@platform/kernel';
import type { ServicePoint } from '@platform/packs';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { Matter } from '../contract/index.ts';
import { pinyinForms } from './pinyin-forms.ts';

/** The nearest to people first. */
export const NEAREST_FIRST = ['village', 'town', 'county', 'city'] as const;
type Places = Pick<OrganisationsPort, 'find' | 'division'>;

/** The division and those above it, itself first. */
function divisionsUp(places: Places, code: string): string[] {
  const up: string[] = [];
  for (let at = places.division(code); at && !up.includes(at.code); at = at.parent ? places.division(at.parent) : undefined)
    up.push(at.code);
  return up;
}

/** Whether people may come to a window with it; a list that does not say how it is handled does not rule windows out. */
export const atWindows = (matter: Matter): boolean => matter.handling?.forms.includes('window') ?? true;

/**
 * Which matters a window takes: those it names, as far as they are in use; for `any`, those handled at windows whose organisation has its powers
 * over the place, without a matter of which the place has an heir of its own (四级四同: there the local one holds).
 */
export function mattersTaken(
  takes: ServicePoint['windows'][number]['matters'],
  division: string,
  matters: readonly Matter[],
  places: Places,
): Matter[] {
  if (takes !== 'any') return matters.filter(({ id }) => takes.includes(id));
  const up = divisionsUp(places, division);
  const here = matters.filter(
    (matter) => atWindows(matter) && up.includes(places.find(matter.organisation)?.division ?? ''),
  );
  const replaced = new Set(here.flatMap(({ inherits }) => inherits ?? []));
  return here.filter(({ id }) => !replaced.has(id));
}

/** Whether the point stands in the division or below it. */
export const standsIn = (places: Places, point: Pick<ServicePoint, 'division'>, division: string): boolean =>
  divisionsUp(places, point.division).includes(division);

/** Whether what was typed is a piece of one of the texts, of its sound or of its first letters. An empty query meets all. */
export function meets(texts: readonly LocalText[], query: string): boolean {
  const wanted = normaliseText(query).toLowerCase().replaceAll(' ', '');
  if (wanted === '') return true;
  return texts.some(({ zh, en }) => {
    if ([zh, en].some((text) => normaliseText(text).toLowerCase().replaceAll(' ', '').includes(wanted))) return true;
    if (!/^[a-z]{2,}$/.test(wanted)) return false;
    const { full, initials } = pinyinForms(zh);
    return full.includes(wanted) || initials.includes(wanted);
  });
}
