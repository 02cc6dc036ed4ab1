import { Type } from 'typebox';
import { shanghaiDate } from '@platform/kernel';
import { applicantSubject, asPerson } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { licenceErrors } from '../errors.ts';
import type { LicenceTools } from '../module.ts';
import { changesOf, insertChange } from '../store/changes.ts';
import { findLicence, setStatus, type LicenceRow } from '../store/licences.ts';
import { MyLicencePage, myLicencePage } from '../views/my-licence-page.ts';
import { ownLicence } from './own-licence.ts';

/** The holder is heard (陈述申辩): what they say stands beside the notice until an officer answers by restoring or otherwise. */
export function objectToDecision(tools: LicenceTools): Feature {
  return feature({
    name: 'licences.object-to-decision',
    method: 'POST',
    path: '/api/licences/mine/:id/objections',
    summary: { zh: '对证照中止提出异议', en: 'Object to the suspension of a licence' },
    access: { signedIn: 'person' },
    params: Type.Object({ id: Type.String() }),
    body: Type.Object({ text: Type.String({ minLength: 1, maxLength: 2000 }) }),
    response: MyLicencePage,
    async handle(context, { params, body }) {
      const person = asPerson(context.actor);
      const shown = await tools.db.transaction(async (tx) => {
        const row = await ownLicence(tx, params.id, person, 'lock');
        const notice = tools.contents.notice(row);
        if (row.status !== 'suspended' || !notice) throw licenceErrors.nothingToObject();
        const now = tools.clock.now();
        if (shanghaiDate(now) > notice.objectionUntil)
          throw licenceErrors.objectionTooLate({ until: notice.objectionUntil });
        const heard = { ...notice, objections: [...notice.objections, { at: now.toISOString(), text: body.text }] };
        await setStatus(tx, row.id, row.status, tools.contents.sealNotice(row.id, heard), now);
        const changeId = tools.ids.next();
        const sealedReason = tools.contents.sealReason(changeId, body.text);
        await insertChange(tx, {
          id: changeId,
          licenceId: row.id,
          kind: 'objected',
          at: now,
          byKind: 'person',
          byOrganisation: null,
          byAccount: person.accountId,
          sealedReason,
        });
        await tools.audit.append(tx, {
          actor: person,
          action: 'licences.object',
          subject: `licence:${row.id}`,
          trace: context.trace,
        });
        const after = (await findLicence(tx, row.id)) as LicenceRow;
        return myLicencePage(tools, after, await changesOf(tx, row.id), context.language);
      });
      tools.live.publish({ topic: 'licences', data: { licenceId: params.id }, subject: applicantSubject(person) });
      return shown;
    },
  });
}
