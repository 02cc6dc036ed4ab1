import { shanghaiDate } from '@platform/kernel';
import type { Foundations, Module } from '@platform/module';
import type { Grant, GrantsPort } from './contract/index.ts';

/** 共享: requests for data, their clocks and decisions, and the grants that come of them; packs' standing grants stand beside these. */
export function createSharing(deps: Pick<Foundations, 'packs' | 'clock'>): Module & { port: GrantsPort } {
  const standing = deps.packs.all('grants').map(
    ({ id, value }): Grant => ({
      id,
      delivery: 'interface',
      interface: value.interface,
      application: value.consumer,
      organisation: value.organisation,
      fields: value.fields,
      purposes: value.purposes,
      legalBasis: value.legalBasis,
      ...(value.until === undefined ? {} : { until: value.until }),
      ...(value.delayedNoticeDays === undefined ? {} : { delayedNoticeDays: value.delayedNoticeDays }),
    }),
  );
  const inForce = (grant: Grant): boolean => grant.until === undefined || grant.until >= shanghaiDate(deps.clock.now());
  const found = (filter: Parameters<GrantsPort['of']>[0]): Grant[] =>
    standing.filter(
      (grant) => inForce(grant) && Object.entries(filter).every(([key, value]) => grant[key as keyof Grant] === value),
    );
  return {
    name: 'sharing',
    port: {
      forInterface: (interfaceId, application) => found({ interface: interfaceId, application })[0],
      byId: (id) => standing.find((grant) => grant.id === id && inForce(grant)),
      of: found,
      lost: (which) => {
        const grant = standing.find(
          ({ id, interface: one, application }) => id === which || `${one} ${application}` === which,
        );
        return grant?.until === undefined || inForce(grant)
          ? undefined
          : { id: grant.id, state: 'ended', at: new Date(`${grant.until}T16:00:00Z`) };
      },
    },
  };
}
