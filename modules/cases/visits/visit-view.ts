import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { ACTS_TITLES, SHOWN_TITLES, VISIT_TITLES, VISIT_WHYS } from '../domain/visits.ts';
import type { CaseTools } from '../module.ts';
import type { Visit } from '../store/visits.ts';
import { placeTitle } from '../window/window-places.ts';

/** A time that somebody had to come for a case, as applicant and officers see it: the office, never the officer. */
export const VisitShape = Type.Object({
  id: Type.String(),
  at: Type.String(),
  why: Type.Enum([...VISIT_WHYS]),
  title: LocalText,
  organisationName: LocalText,
  /** The service point and its window, where that is known. */
  place: Type.Optional(LocalText),
  /** What was shown at the window, and who came. */
  shown: Type.Optional(LocalText),
  /** Taken out of the count, by whom and why. */
  struck: Type.Optional(Type.Object({ at: Type.String(), organisationName: LocalText, reason: Type.String() })),
});

export function visitView(
  tools: Pick<CaseTools, 'organisations' | 'contents'>,
  visit: Visit,
): Type.Static<typeof VisitShape> {
  const nameOf = (id: string): LocalText => tools.organisations.find(id)?.name ?? { zh: id, en: id };
  const { shown, acts, struckAt, struckOrganisation, sealedReason } = visit;
  return {
    id: visit.id,
    at: visit.at.toISOString(),
    why: visit.why,
    title: VISIT_TITLES[visit.why],
    organisationName: nameOf(visit.organisation),
    ...(visit.place ? { place: placeTitle(visit.place) } : {}),
    ...(shown && acts
      ? {
          shown: {
            zh: `${ACTS_TITLES[acts].zh}，出示${SHOWN_TITLES[shown].zh}`,
            en: `${ACTS_TITLES[acts].en}, ${SHOWN_TITLES[shown].en} shown`,
          },
        }
      : {}),
    ...(struckAt && sealedReason
      ? {
          struck: {
            at: struckAt.toISOString(),
            organisationName: nameOf(struckOrganisation ?? visit.organisation),
            reason: tools.contents.reason({ id: visit.id, sealedReason }),
          },
        }
      : {}),
  };
}
