import { asStaff, inScope, type Actor, type StaffActor } from '@platform/access';
import { addDays, shanghaiDate, startOfShanghaiDay, type LocalText } from '@platform/kernel';
import type { CataloguedResource } from '@modules/catalogue/contract';
import type { Grant } from '@modules/sharing/contract';
import type { Own } from '../deps.ts';
import { deliveryErrors } from '../domain/errors.ts';

const LOST_WORDS: Readonly<Record<string, LocalText>> = {
  'not-yet': { zh: '尚未生效', en: 'not in force yet' },
  suspended: { zh: '暂停', en: 'suspended' },
  ended: { zh: '到期或结束', en: 'over' },
  revoked: { zh: '撤销', en: 'revoked' },
};

/** The grant if it is in force, whatever it is for. @throws deliveries.grant-lost with the reason, deliveries.no-grant */
export function grantInForce(deps: Pick<Own, 'grants'>, id: string): Grant {
  const grant = deps.grants.byId(id);
  if (grant) return grant;
  const lost = deps.grants.lost(id);
  if (!lost) throw deliveryErrors.noGrant();
  throw deliveryErrors.grantLost({
    state: LOST_WORDS[lost.state] ?? lost.state,
    reason: lost.reason === undefined ? { zh: '', en: '' } : { zh: `（${lost.reason}）`, en: ` (${lost.reason})` },
  });
}

/** A grant in force for this way of delivery that the actor may use, with its resource. @throws deliveries.no-grant, deliveries.grant-lost, deliveries.out-of-scope */
export function usableGrant(
  deps: Pick<Own, 'grants' | 'catalogue'>,
  actor: Actor,
  id: string,
  delivery: 'file' | 'sandbox',
): { grant: Grant; resource: CataloguedResource; actor: StaffActor } {
  const staff = asStaff(actor);
  const owner = (deps.grants.byId(id) ?? deps.grants.lost(id))?.organisation;
  if (owner !== undefined && !inScope(staff, owner)) throw deliveryErrors.outOfScope();
  const grant = grantInForce(deps, id);
  const resource = grant.resource === undefined ? undefined : deps.catalogue.find(grant.resource);
  if (grant.delivery !== delivery || !resource) throw deliveryErrors.noGrant();
  if (!inScope(staff, grant.organisation)) throw deliveryErrors.outOfScope();
  return { grant, resource, actor: staff };
}

/** @throws deliveries.unknown-purpose */
export function purposeOf(grant: Grant, id: string): { id: string; title: LocalText } {
  const purpose = grant.purposes.find((one) => one.id === id);
  if (purpose) return { id: purpose.id, title: purpose.title };
  const titles = (language: 'zh' | 'en') =>
    grant.purposes.map((one) => one.title[language]).join(language === 'zh' ? '、' : ', ');
  throw deliveryErrors.unknownPurpose({ purposes: { zh: titles('zh'), en: titles('en') } });
}

const EXPIRY_DAYS = 7;
/** How often a delivery may be fetched. */
export const MOST_DOWNLOADS = 3;

/** When a delivery made now is destroyed: after a week, or with the last of its grants if that is sooner. */
export function expiryOf(deps: Pick<Own, 'grants'>, now: Date, grants: readonly string[]): Date {
  const ends = grants.flatMap((id) => {
    const until = deps.grants.byId(id)?.until;
    return until === undefined ? [] : [startOfShanghaiDay(addDays(until, 1)).getTime()];
  });
  return new Date(Math.min(now.getTime() + EXPIRY_DAYS * 86_400_000, ...ends));
}

export const startOfToday = (now: Date): Date => startOfShanghaiDay(shanghaiDate(now));

/** Organisations whose records an actor may see; null means all. */
export function organisationsOf(actor: Actor): readonly string[] | null {
  const { organisations } = asStaff(actor);
  return organisations === 'all' ? null : organisations;
}

/** Whether the actor belongs to one of the parties. */
export function demandParty(actor: Actor, parties: readonly string[]): StaffActor {
  const staff = asStaff(actor);
  if (!parties.some((party) => inScope(staff, party))) throw deliveryErrors.outOfScope();
  return staff;
}
