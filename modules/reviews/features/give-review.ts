import { Type } from 'typebox';
import { normaliseText } from '@platform/kernel';
import { applicantSubject, asPerson } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { reviewGiven } from '../contract/index.ts';
import { reviewErrors } from '../errors.ts';
import type { ReviewDeps } from '../module.ts';
import { insertReview } from '../store/reviews.ts';

const RATED_STATES = new Set(['approved', 'refused', 'closed']);

/** The applicant rates how their case was handled: five levels, once. */
export function giveReview(deps: ReviewDeps): Feature {
  return feature({
    name: 'reviews.give-review',
    method: 'POST',
    path: '/api/reviews',
    summary: { zh: '评价一次服务（好差评）', en: 'Rate a service' },
    access: { signedIn: 'person' },
    status: 201,
    body: Type.Object(
      {
        caseId: Type.String({ format: 'uuid' }),
        stars: Type.Integer({ minimum: 1, maximum: 5 }),
        comment: Type.Optional(Type.String({ maxLength: 500 })),
      },
      { additionalProperties: false },
    ),
    response: Type.Object({ id: Type.String() }),
    async handle({ actor, trace }, { body }) {
      const person = asPerson(actor);
      const found = await deps.cases.summary(body.caseId);
      const subject = applicantSubject(person);
      if (found.subject !== subject) throw reviewErrors.notYours();
      if (!RATED_STATES.has(found.state)) throw reviewErrors.notDecided();
      const id = deps.ids.next();
      const comment = normaliseText(body.comment ?? '');
      await deps.database.forModule('reviews').transaction(async (tx) => {
        const given = await insertReview(tx, {
          id,
          case_id: found.caseId,
          case_no: found.caseNo,
          matter: found.matter,
          organisation: found.organisation,
          subject,
          stars: body.stars,
          comment: comment ? deps.sealer.sealText(comment, `reviews.review:${id}:comment`) : null,
          at: deps.clock.now(),
        });
        if (!given) throw reviewErrors.alreadyGiven();
        await deps.outbox.append(
          tx,
          reviewGiven,
          `case:${found.caseId}`,
          { reviewId: id, caseId: found.caseId, organisation: found.organisation, stars: body.stars },
          trace,
        );
        await deps.audit.append(tx, {
          actor,
          action: 'reviews.give-review',
          subject: `case:${found.caseId}`,
          detail: { stars: body.stars },
          trace,
        });
      });
      deps.live.publish({ topic: 'reviews', data: { caseId: found.caseId } });
      return { id };
    },
  });
}
