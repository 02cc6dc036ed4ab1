import type { Actor } from '@platform/access';
import type { LocalText } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { deliveryErrors } from '../domain/errors.ts';
import { queryFaults, type Query, type QuerySides } from '../domain/query.ts';
import { queryWords } from '../domain/query-words.ts';
import { codeName } from '../views/party-words.ts';
import { usableGrant } from './granted.ts';

/** A query checked against its grants, with what it does in words. @throws deliveries.bad-input and what {@link usableGrant} throws */
export function checkedQuery(deps: Own, actor: Actor, query: Query) {
  const first = usableGrant(deps, actor, query.grant, 'sandbox');
  const second = query.join ? usableGrant(deps, actor, query.join.grant, 'sandbox') : undefined;
  // Two applications' grants are never put together: each was given for what that application does.
  if (second && second.grant.application !== first.grant.application) throw deliveryErrors.noGrant();
  const sides: QuerySides = {
    a: { resource: first.resource, fields: first.grant.fields },
    b: second && { resource: second.resource, fields: second.grant.fields },
  };
  const faults = queryFaults(query, sides).map((fault) => ({ ...fault, path: `/query${fault.path}` }));
  if (faults.length > 0) throw deliveryErrors.badInput({ count: faults.length }, { fields: faults });
  return { first, second, sides, words: wordsOf(deps, query, sides) };
}

export function wordsOf(deps: Pick<Own, 'packs'>, query: Query, sides: QuerySides): LocalText[] {
  return queryWords(query, sides, (table, value) => codeName(deps, table, value));
}
