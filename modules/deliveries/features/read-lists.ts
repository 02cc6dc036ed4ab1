import type { Tx } from '@platform/database';
import type { Grant } from '@modules/sharing/contract';
import type { Own } from '../deps.ts';
import { listedResources, nextSubjects } from '../store/packages.ts';

/** The list of people whom the rows of one resource in a package, or in a query's result, are about. */
export const listOf = (owner: string, resource: string): string => `${owner} ${resource}`;

/**
 * Puts whom a package is about on the audit's lists, one a resource, and names the resources. Many times the same: a list is closed by its
 * first read, so that later downloads cost one row each and look at one piece of the people, whatever their number.
 */
export async function listSubjects(deps: Pick<Own, 'audit'>, tx: Tx, owner: string): Promise<string[]> {
  const resources = await listedResources(tx, owner);
  for (const resource of resources) {
    for (let last = -1; ; ) {
      const next = await nextSubjects(tx, owner, resource, last);
      if (!next) break;
      last = next.no;
      if (!(await deps.audit.listPeople(tx, listOf(owner, resource), next.no, next.subjects))) break;
    }
  }
  return resources;
}

/** The one of these grants that gives a resource. */
export function grantOver(deps: Pick<Own, 'grants'>, grants: readonly string[], resource: string): Grant | undefined {
  return grants.map((id) => deps.grants.byId(id)).find((grant) => grant?.resource === resource);
}
