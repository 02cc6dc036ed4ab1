import { shanghaiDate, type DomainError } from '@platform/kernel';
import type { Grant, LostGrant } from '@modules/sharing/contract';
import { interfaceErrors } from '../errors.ts';

/**
 * The grant and the purpose that cover a call.
 * @param grant the one in force; `lost` says of one that is not why
 * @throws interfaces.not-granted, .grant-not-yet, .grant-suspended, .grant-ended, .grant-revoked, .purpose-not-granted
 */
export function covering(
  call: { interface: string; application: string; purpose: string },
  grant: Grant | undefined,
  lost: LostGrant | undefined,
): { grant: Grant; purpose: Grant['purposes'][number] } {
  if (!grant) throw lost ? lostError(call, lost) : interfaceErrors.notGranted(call);
  const purpose = grant.purposes.find((item) => item.id === call.purpose);
  if (!purpose) {
    throw interfaceErrors.purposeNotGranted({
      purpose: call.purpose,
      allowed: grant.purposes.map((item) => item.id).join(', '),
    });
  }
  return { grant, purpose };
}

function lostError(call: { interface: string; application: string }, lost: LostGrant): DomainError {
  const who = { interface: call.interface, application: call.application };
  const day = shanghaiDate(lost.at);
  const reason = lost.reason ?? day;
  switch (lost.state) {
    case 'not-yet':
      return interfaceErrors.grantNotYet({ ...who, from: day });
    case 'suspended':
      return interfaceErrors.grantSuspended({ ...who, reason });
    case 'revoked':
      return interfaceErrors.grantRevoked({ ...who, reason });
    case 'ended':
      return interfaceErrors.grantEnded({ ...who, until: shanghaiDate(new Date(lost.at.getTime() - 1)) });
  }
}
