import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { refer } from '../act-on-case.ts';
import type { Referral } from '../domain/contents.ts';
import { caseErrors } from '../errors.ts';
import type { CaseTools } from '../module.ts';
import { WholeCase } from '../views/shapes.ts';
import { ownAct } from './act-and-show.ts';

/**
 * Refers a case (转报) to the authority that is competent for it, or to the level above: an organisation of the city, or one outside by its name.
 * Handling and its clocks end here, the case is neither approved nor refused, and the applicant is told in writing where it went and what to do.
 * @throws cases.refer-to-whom, cases.refer-to-itself, and what the law's machine says
 */
export function referCase(tools: CaseTools): Feature {
  return feature({
    name: 'cases.refer-case',
    method: 'POST',
    path: '/api/work/cases/:id/refer',
    summary: { zh: '转报有权机关或上级机关', en: 'Refer a case to the competent or higher authority' },
    access: { permission: 'cases.decide' },
    params: Type.Object({ id: Type.String() }),
    body: Type.Object({
      organisation: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
      /** The name of an authority outside the city. */
      outside: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
      reason: Type.String({ minLength: 1, maxLength: 1000 }),
      /** What the applicant is to do now. */
      advice: Type.String({ minLength: 1, maxLength: 1000 }),
      revision: Type.Optional(Type.Integer({ minimum: 0 })),
    }),
    response: WholeCase,
    handle: (context, { params: { id }, body }) =>
      ownAct(tools, context, id, body.revision, async (_tx, handling, acting) => {
        const referral: Referral = {
          ...authority(tools, handling.record.organisation, body),
          reason: body.reason.trim(),
          advice: body.advice.trim(),
        };
        const told = { ...tools.contents.notice(handling.record), referral };
        handling.record = { ...handling.record, sealedNotice: tools.contents.sealNotice(id, told) };
        const note = { zh: `${referral.to.zh}：${referral.reason}`, en: `${referral.to.en}: ${referral.reason}` };
        refer(tools, handling, acting, ['referred', note]);
      }),
  });
}

function authority(
  tools: CaseTools,
  handles: string,
  { organisation, outside }: { organisation?: string; outside?: string },
): Pick<Referral, 'to' | 'organisation'> {
  if (organisation === handles) throw caseErrors.referToItself();
  if (organisation !== undefined) {
    const found = tools.organisations.find(organisation);
    if (!found || outside !== undefined) throw caseErrors.referToWhom();
    return { to: found.name, organisation };
  }
  const name = outside?.trim() ?? '';
  if (name === '') throw caseErrors.referToWhom();
  return { to: { zh: name, en: name } };
}
