import { Type } from 'typebox';
import { isUuid } from '@platform/kernel';
import { asPerson } from '@platform/access';
import { readsAbout } from '@platform/audit';
import { feature, type Feature } from '@platform/http';
import { holderOf, type Own } from '../deps.ts';
import { disclosureErrors } from '../domain/errors.ts';
import { GrantPage, grantPage, grantsOf } from '../views/grant-view.ts';
import { OfHolder } from './period.ts';

/** The grant under which one of my reads was made, in plain words, as it was given. Only for whoever was read under it. */
export function showGrant(deps: Own): Feature {
  return feature({
    name: 'disclosures.show-grant',
    method: 'GET',
    path: '/api/my-data/reads/:id/grant',
    summary: { zh: '一次查看所依据的共享授权', en: 'The sharing grant behind a read' },
    access: { signedIn: 'person' },
    params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
    query: Type.Object(OfHolder),
    response: GrantPage,
    async handle({ actor }, { params, query }) {
      const { subject } = await holderOf(deps, asPerson(actor), query.holder);
      if (!isUuid(params.id)) throw disclosureErrors.unknownRead();
      const [read] = await deps.db.readOnce((tx) => readsAbout(tx, subject, deps.clock.now(), { id: params.id }, 1));
      if (!read) throw disclosureErrors.unknownRead();
      const record = (await grantsOf(deps, [read])).get(read.grant_id ?? '');
      if (!record) throw disclosureErrors.noGrant();
      return grantPage(deps, record);
    },
  });
}
