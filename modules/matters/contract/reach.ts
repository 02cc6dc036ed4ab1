import type { Matter } from './matter.ts';

/** How far a matter is handled outside its own place (通办范围): the places of a division's code that have to be the same. */
const SAME_PLACES = { county: 6, city: 4, province: 2, nation: 0 } as const;

/** Whether people may come to a window with it; a list that does not say how it is handled does not rule windows out. */
export const atWindows = ({ handling }: Pick<Matter, 'handling'>): boolean =>
  handling?.forms.includes('window') ?? true;

/**
 * The first places of the code of every division whose halls (综合窗口) take in the matter of an office of `division`; undefined where no hall
 * does: it is not taken in at halls (进驻大厅), or not at windows.
 */
export function hallReach(matter: Pick<Matter, 'handling'>, division: string): string | undefined {
  if (!atWindows(matter) || matter.handling?.centre !== true) return undefined;
  return division.slice(0, SAME_PLACES[matter.handling.across ?? 'county']);
}
