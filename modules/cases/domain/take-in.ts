import { inScope, type StaffActor } from '@platform/access';
import { atWindows, hallReach, type Matter } from '@modules/matters/contract';
import type { Organisation } from '@modules/organisations/contract';

/**
 * Whether an officer may take in a matter at their window, by what the list itself says. `own`: the matter is their organisations', or
 * routed to one of them. `hall`: they work in a service hall or centre (综合窗口), the matter is taken in at halls (进驻大厅), and its office
 * is of the hall's own division, or of one within which the matter is handled (通办). A matter that names its forms of handling
 * without the window is not taken in at any.
 */
export function mayTakeIn(
  staff: StaffActor,
  matter: Pick<Matter, 'organisation' | 'decision' | 'handling'>,
  find: (id: string) => Pick<Organisation, 'kind' | 'division'> | undefined,
): 'own' | 'hall' | undefined {
  if (!atWindows(matter)) return undefined;
  if (inScope(staff, matter.organisation) || inScope(staff, matter.decision.routeTo)) return 'own';
  const hall = find(staff.organisation);
  const office = find(matter.organisation);
  if (hall?.kind !== 'window' || !office) return undefined;
  const reach = hallReach(matter, office.division);
  // A code shorter than the reach is that of a place above, never within it.
  return reach !== undefined && hall.division.slice(0, reach.length) === reach ? 'hall' : undefined;
}

/** Whom a matter serves, of those who come to a window. */
export function serves(matter: Pick<Matter, 'serviceObject'>, kind: 'person' | 'firm'): boolean {
  const natural = matter.serviceObject.includes('natural-person');
  return kind === 'person' ? natural : matter.serviceObject.some((one) => one !== 'natural-person');
}
